import { randomBytes } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import type { CommitPart, DocKey, Head, JournaledMutation, Store } from '../ports/store.ts'
import { decide } from './decide.ts'
import { problem } from './problem.ts'
import { createRows, keyOf, readInto } from './rows.ts'
import type { Submitted } from './submitted.ts'

export interface Job {
  readonly actor: string
  readonly mutation: Submitted
  readonly hash: string
  readonly done: (result: MutationResult) => void
  readonly failed: (error: unknown) => void
}

/** `results` belong to the first jobs, in order; the jobs behind them did not fit and wait for the next entry. `part` is absent when nothing changes. */
export interface Plan {
  /** The head that was decided on; the rows may have been read from a newer one. */
  readonly head: Head | undefined
  readonly results: readonly MutationResult[]
  readonly part?: CommitPart
}

/** Every row id that the arguments name is likely to be read: asked for at once instead of one by one. */
const likelyKeys = (jobs: readonly Job[]): readonly DocKey[] => {
  const keys = new Map<string, DocKey>()
  const add = (kind: DocKey['kind'], id: unknown) => typeof id === 'string' && keys.set(keyOf(kind, id), { kind, id })
  for (const { actor, mutation } of jobs) {
    // No group holds more; what is behind is read when it is asked for.
    if (keys.size >= limits.groupDocuments) break
    add('member', actor)
    const args = mutation.args as Partial<MutationArgs['task.create@1'] & MutationArgs['undo.apply@1']> | null
    if (mutation.name.startsWith('task.')) add('task', args?.id)
    add('task', args?.place?.parentId)
    add('list', args?.place?.listId)
    add('section', args?.place?.sectionId)
    for (const sibling of args?.place?.rekey ?? []) add('task', sibling.id)
    if (mutation.name === 'undo.apply@1') for (const { kind, id } of args?.changes ?? []) add(kind, id)
  }
  return [...keys.values()]
}

/**
 * Decides a group for the entry above the head. Head is read first, then the known ids, then the rows: in any other
 * order the same mutation can be applied twice.
 * @param workMs the longest that deciding may take before the group closes; more than one job is then left for the next
 */
export const planGroup = async (
  store: Pick<Store, 'head' | 'docs' | 'children' | 'knownMany'>,
  space: string,
  jobs: readonly Job[],
  options: { readonly at: string; readonly workMs: number; readonly wellFormed: (doc: AnyDoc) => boolean },
): Promise<Plan> => {
  const head = await store.head(space)
  const rev = (head?.rev ?? 0) + 1
  const known = await store.knownMany(
    space,
    jobs.map(({ actor, mutation }) => ({ actor, id: mutation.id })),
  )
  const rows = createRows()
  const read = readInto(store, space, rows)
  await read.keys(likelyKeys(jobs.filter((_, index) => known[index] === undefined)))
  const where = { space, exists: head !== undefined, rev, at: options.at }
  const settle = async (job: Job) => {
    for (;;) {
      const decision = decide(rows, where, job, options.wellFormed)
      if (!('needs' in decision)) return decision
      await read.need(decision.needs)
    }
  }
  const entries = new Map<string, JournaledMutation>()
  const results: MutationResult[] = []
  const closesAt = performance.now() + options.workMs
  let bytes = 0
  for (const [index, job] of jobs.entries()) {
    const { actor, mutation, hash } = job
    if (results.length > 0 && performance.now() > closesAt) break
    const mine = `${actor}:${mutation.id}`
    const earlier = entries.get(mine)
    const before = earlier ? { rev, hash: earlier.hash } : known[index]
    if (before) {
      results.push(
        before.hash === hash
          ? { id: mutation.id, status: 'applied', rev: before.rev, replayed: true }
          : { id: mutation.id, status: 'refused', problem: problem('reused_id') },
      )
      continue
    }
    const decision = await settle(job)
    if ('refusal' in decision) {
      results.push({ id: mutation.id, status: 'refused', problem: problem(decision.refusal.code, decision.refusal.message) })
      continue
    }
    const size = Buffer.byteLength(JSON.stringify([decision.journaled, decision.docs]))
    const full = entries.size >= limits.groupMutations || rows.draft.size + decision.docs.length > limits.groupDocuments || bytes + size > limits.groupBytes
    if (entries.size > 0 && full) break
    bytes += size
    for (const doc of decision.docs) rows.draft.set(keyOf(doc.kind, doc.id), doc)
    entries.set(mine, decision.journaled)
    results.push({ id: mutation.id, status: 'applied', rev })
  }
  if (entries.size === 0) return { head, results }
  const tag = randomBytes(6).toString('base64url')
  return { head, results, part: { entry: { space, rev, tag, mutations: [...entries.values()] }, docs: [...rows.draft.values()] } }
}
