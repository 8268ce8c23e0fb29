import { limits } from '@muster/core/contract/limits.ts'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind } from '@muster/core/contract/schemas/documents.ts'
import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { keyOf } from '@muster/core/domain/ask.ts'
import type { CommitPart, Head, JournaledMutation, KnownMutation, Store } from '../ports/store.ts'
import { newTag } from '../new-id.ts'
import type { Bound, Cost, Ticket } from '../ports/ticket.ts'
import { deciding, journaledAs, recordChanges } from './decide.ts'
import { problem } from '@muster/core/contract/problem.ts'
import { createRows, isTorn, readFor, type Rows } from './rows.ts'
import { createWritten, runRule, type Outcome, type Running } from './run-rules.ts'
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

/** Rows that are read without a pause for others. */
const rowsWithoutPause = 500

const ofNothing: RowAfter = () => undefined
/** What the journal knows of them; of those that were just drawn, nothing, unless this is another try. */
const known = async (store: Pick<Store, 'knownMany'>, space: string, jobs: readonly Job[], again: boolean, bound: Bound) => {
  const asked = jobs.filter(({ mutation }) => again || !mutation.fresh)
  if (asked.length === 0) return new Map<Job, KnownMutation | undefined>()
  const found = await store.knownMany(
    space,
    asked.map(({ actor, mutation }) => ({ actor, id: mutation.id })),
    bound,
  )
  return new Map(asked.map((job, index) => [job, found[index]]))
}

/**
 * Reads what the rules of a group ask for, a round for all of them at a time, until they have ended, or have read or worked enough for
 * one group. Those behind the first that still asks wait for the next entry. What is known is not run: it has its answer.
 * @param workMs the longest that rules are run for one group, by more than one rule
 * @returns what the journal knows of each
 */
const readRounds = async (
  store: Pick<Store, 'docs' | 'children' | 'all' | 'countKind' | 'merged'>,
  space: string,
  rows: Rows,
  jobs: readonly Job[],
  running: readonly Running[],
  { bound, workMs, known }: { readonly bound: Bound; readonly workMs: number; readonly known: Promise<ReadonlyMap<Job, KnownMutation | undefined>> },
): Promise<ReadonlyMap<Job, KnownMutation | undefined>> => {
  let [total, count, sincePause, worked] = [0, running.length, 0, 0]
  let before: ReadonlyMap<Job, KnownMutation | undefined> = new Map()
  const asking = () => running.slice(0, count).filter(({ ask }, index) => ask !== undefined && !before.get(jobs[index] as Job))
  for (let round = 1; ; round++) {
    const asks = asking().flatMap(({ ask }) => ask ?? [])
    const [read, found] = await Promise.all([asks.length === 0 ? 0 : readFor(store, space, rows, asks, bound), round === 1 ? known : before])
    before = found
    if (asks.length === 0) return before
    total += read
    sincePause += read
    if (sincePause > rowsWithoutPause) {
      sincePause = 0
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const [index, one] of running.slice(0, count).entries()) {
      const job = jobs[index] as Job
      if (!one.ask || before.get(job)) continue
      // Each is bounded, but two hundred of them would together hold up everybody else, or cost more than one request may.
      if (index > 0 && (worked > workMs || job.ticket.full)) {
        count = index
        break
      }
      const begun = performance.now()
      one.advance()
      worked += performance.now() - begun
      job.ticket.count(one.spent())
    }
    if (total > limits.groupReads)
      count = Math.max(
        1,
        running.findIndex(({ ask }, index) => ask !== undefined && !before.get(jobs[index] as Job)),
      )
  }
}

/**
 * Decides a group for the entry above the head. Head is read first, then the known ids and the rows: known before the head,
 * the same mutation can be applied twice. Each rule runs once on the rows as they were read; what looked at something that
 * an earlier one of the group wrote is run on what that left.
 * @param again some of it may have been committed before without our learning so
 * @param workMs the longest that deciding may take before the group closes, and rules may be run for it before; more than one job is then left for the next
 */
export const planGroup = async (
  store: Pick<Store, 'head' | 'docs' | 'children' | 'all' | 'countKind' | 'merged' | 'knownMany'>,
  space: string,
  jobs: readonly Job[],
  options: { readonly at: string; readonly workMs: number; readonly again: boolean; readonly bound: Bound },
): Promise<Plan> => {
  const { at, bound } = options
  const head = await store.head(space, bound)
  const rev = (head?.rev ?? 0) + 1
  const rows = createRows()
  const written = createWritten(rows)
  const where = { space, exists: head !== undefined, at, horizon: head?.horizon }
  const start = ({ actor, mutation }: Job) => runRule(rows, written, (work) => deciding(where, actor, mutation, work))
  const running = jobs.map(start)
  const before = await readRounds(store, space, rows, jobs, running, { ...options, known: known(store, space, jobs, options.again, bound) })
  const row: RowAfter = (kind, id) => (written.docs.get(keyOf(kind, id)) ?? rows.loaded.get(keyOf(kind, id))) as never

  const outcomeOf = async (job: Job, first: Running): Promise<Outcome> => {
    const one = first.touches(written) ? start(job) : first
    while (one.ask) {
      await readFor(store, space, rows, [one.ask], bound)
      one.advance()
    }
    job.ticket.count(one.spent())
    return one.outcome as Outcome
  }
  const entries = new Map<string, JournaledMutation>()
  const answered: Answered[] = []
  const closesAt = performance.now() + options.workMs
  let bytes = 0
  const refuse = ({ mutation }: Job, ...why: Parameters<typeof problem>): void =>
    void answered.push({ result: { id: mutation.id, status: 'refused', problem: problem(...why) }, row: ofNothing })
  for (const [index, job] of jobs.entries()) {
    const { actor, mutation, hash } = job
    const first = running[index] as Running
    const mine = `${actor}:${mutation.id}`
    const same = entries.get(mine)
    const earlier = same ? { rev, hash: same.hash } : before.get(job)
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
