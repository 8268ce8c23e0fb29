import { limits } from '@muster/core/contract/limits.ts'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind } from '@muster/core/contract/schemas/documents.ts'
import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { keyOf } from '@muster/core/domain/ask.ts'
import type { CommitPart, Ground, Head, JournaledMutation, KnownMutation, Store } from '../ports/store.ts'
import { newTag } from '../new-id.ts'
import type { Bound, Cost, Ticket } from '../ports/ticket.ts'
import { deciding, journaledAs, recordChanges, type Where } from './decide.ts'
import { problem } from '@muster/core/contract/problem.ts'
import { readRounds } from './read-rounds.ts'
import { createRows, isTorn, keysFor, putRead, readFor, type Rows } from './rows.ts'
import { createWritten, runRule, type Outcome, type Running, type Written } from './run-rules.ts'
import type { Submitted } from './submitted.ts'

/** A row as a group left it, or found it; undefined for what was not looked at. */
export type RowAfter = <K extends Kind>(kind: K, id: string) => DocByKind[K] | undefined

/** What became of a mutation; with the rows, where they were read for it. */
export interface Answered {
  readonly result: MutationResult
  readonly row: RowAfter
  /** The same of another space that it changed. */
  readonly rowIn?: (space: string) => RowAfter
  /** What it writes, where it writes. */
  readonly cost?: Pick<Cost, 'written' | 'bytes'>
}

export interface Job {
  readonly actor: string
  readonly mutation: Submitted
  readonly hash: string
  /** Bytes of its arguments. */
  readonly size: number
  readonly ticket: Pick<Ticket, 'expired' | 'markSent' | 'deadline' | 'full' | 'count'>
  /** Shared by all of one request: once one of them failed those behind it are not tried, so that they keep their order when it comes again. */
  readonly request: { failed: boolean }
  readonly done: (answered: Answered) => void
  readonly failed: (error: unknown) => void
}

/** `answered` belong to the first jobs, in order; the jobs behind them did not fit and wait for the next entry. `part` is absent when nothing changes. */
export interface Plan {
  /** The head that was decided on; the rows may have been read from a newer one. */
  readonly head: Head | undefined
  readonly answered: readonly Answered[]
  /** Whether rows are of a later rev than the head: what was decided on them stands on no state that there was. */
  readonly torn: boolean
  readonly part?: CommitPart
}

const ofNothing: RowAfter = () => undefined
interface Deciding {
  readonly at: string
  /** The longest that deciding may take before the group closes, and rules may be run for it before; more than one job is then left for the next. */
  readonly workMs: number
  /** Some of it may have been committed before without our learning so. */
  readonly again: boolean
  /** Others write to the space, too. */
  readonly latest: boolean
  readonly bound: Bound
}

/** What a group is decided with: its rows as they were read, its rules on their way, and what is known of its changes. */
interface Begun {
  readonly space: string
  readonly jobs: readonly Job[]
  readonly rows: Rows
  readonly written: Written
  readonly running: readonly Running[]
  readonly start: (job: Job) => Running
  readonly known: ReadonlyMap<Job, KnownMutation>
}

/** Takes the changes in their order into an entry, as many as fit. */
const planOn = async (
  { head, reads }: Ground,
  { space, jobs, rows, written, running, start, known }: Begun,
  { at, workMs, bound }: Deciding,
): Promise<Plan> => {
  const rev = (head?.rev ?? 0) + 1
  const row: RowAfter = (kind, id) => (written.docs.get(keyOf(kind, id)) ?? rows.loaded.get(keyOf(kind, id))) as never
  const outcomeOf = async (job: Job, first: Running): Promise<Outcome> => {
    const one = first.touches(written) ? start(job) : first
    while (one.ask) {
      await readFor(reads, space, rows, [one.ask], bound)
      one.advance()
    }
    job.ticket.count(one.spent())
    return one.outcome as Outcome
  }
  const entries = new Map<string, JournaledMutation>()
  const answered: Answered[] = []
  const closesAt = performance.now() + workMs
  let bytes = 0
  const refuse = ({ mutation }: Job, ...why: Parameters<typeof problem>): void =>
    void answered.push({ result: { id: mutation.id, status: 'refused', problem: problem(...why) }, row: ofNothing })
  for (const [index, job] of jobs.entries()) {
    const { actor, mutation, hash } = job
    const first = running[index] as Running
    const mine = `${actor}:${mutation.id}`
    const same = entries.get(mine)
    const earlier = same ? { rev, hash: same.hash } : known.get(job)
    if (earlier) {
      if (earlier.hash === hash) answered.push({ result: { id: mutation.id, status: 'applied', rev: earlier.rev, replayed: true }, row: ofNothing })
      else refuse(job, 'reused_id')
      continue
    }
    if (answered.length > 0 && (performance.now() > closesAt || first.ask || job.ticket.full)) break
    const outcome = await outcomeOf(job, first)
    if ('refusal' in outcome) {
      refuse(job, outcome.refusal.code, outcome.refusal.message)
      continue
    }
    const { docs, ...fields } = recordChanges((key) => written.docs.get(key) ?? rows.loaded.get(key), outcome.docs, rev)
    const journaled = journaledAs(mutation, { actor, hash, at }, fields)
    const size = Buffer.byteLength(JSON.stringify([journaled, docs]))
    const full = entries.size >= limits.groupMutations || written.docs.size + docs.length > limits.groupDocuments || bytes + size > limits.groupBytes
    if (entries.size > 0 && full) break
    bytes += size
    for (const doc of docs as readonly AnyDoc[]) written.put(doc)
    entries.set(mine, journaled)
    answered.push({ result: { id: mutation.id, status: 'applied', rev }, row, cost: { written: docs.length, bytes: size } })
  }
  const torn = isTorn(rows, head)
  if (entries.size === 0) return { head, answered, torn }
  const tag = newTag()
  const entry = { space, rev, tag, mutations: [...entries.values()] }
  return { head, answered, torn, part: { entry, docs: [...written.docs.values()], horizon: head?.horizon ?? 0, ...(head ? { onto: head.tag } : {}) } }
}

/**
 * Decides a group for the entry above the head. Head, known ids and the rows that are asked for first are of one state: known of
 * an earlier one than the head, the same mutation could be applied twice. Each rule runs once on the rows as they were read; what looked
 * at something that an earlier one of the group wrote is run on what that left.
 */
export const planGroup = async (store: Pick<Store, 'ground'>, space: string, jobs: readonly Job[], options: Deciding): Promise<Plan> => {
  const rows = createRows()
  const written = createWritten(rows)
  const where: { -readonly [K in keyof Where]: Where[K] } = { space, at: options.at, head: undefined }
  const start = ({ actor, mutation }: Job) => runRule(rows, written, (work) => deciding(where, actor, mutation, work))
  const running = jobs.map(start)
  // Of those that were just drawn nothing is known, unless this is another try.
  const unsure = jobs.filter(({ mutation }) => options.again || !mutation.fresh)
  const pairs = unsure.map(({ actor, mutation }) => ({ actor, id: mutation.id }))
  const keys = keysFor(
    rows,
    running.flatMap(({ ask }) => ask ?? []),
  )
  const decide = async (ground: Ground): Promise<Plan> => {
    where.head = ground.head
    putRead(rows, keys, ground.docs)
    const known = new Map(unsure.flatMap((job, index) => (ground.known[index] ? [[job, ground.known[index]] as const] : [])))
    await readRounds(ground.reads, space, rows, jobs, running, { ...options, known, first: ground.docs.length })
    return planOn(ground, { space, jobs, rows, written, running, start, known }, options)
  }
  return store.ground(space, { pairs, keys: [...keys.values()], latest: options.latest }, decide, options.bound)
}
