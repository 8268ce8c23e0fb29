import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import { StoreDamaged, StoreFull, StoreUnavailable, type Store } from '../ports/store.ts'
import { hashOf } from './decide.ts'
import { withinDeadline } from './deadline.ts'
import { planGroup, type Job } from './group.ts'
import type { Submitted } from './submitted.ts'
import { createTurns, type Turns } from './turns.ts'

/** A group is decided again at most so often, and for so long, while others keep winning the race for the head. */
const maxTries = 8
const maxRetryMs = 10_000

/**
 * Decides and commits mutations of spaces. Those that arrive for a space while a commit is under way go into its
 * next entry; each is applied or refused on its own, and an id that the journal knows is answered, not applied again.
 */
export const createJournal = (deps: {
  readonly store: Pick<Store, 'head' | 'docs' | 'children' | 'knownMany' | 'commit'>
  readonly now: () => Date
  /** Whether a row has the shape of its kind: the last check on what an undo puts back. */
  readonly wellFormed: (doc: AnyDoc) => boolean
  /** Called after a commit: the doorbell. */
  readonly committed: (space: string, rev: number) => void
  /** The longest that a group may be worked on, in milliseconds: on SQLite the work holds up every other request. */
  readonly groupWorkMs?: number
  /** Told of a change that made its group fail and fails alone, too. */
  readonly culprit?: (space: string, mutation: Submitted, error: unknown) => void
  /** Milliseconds until a request is answered `outcome_unknown`. */
  readonly deadline?: number
  /** Shared with whoever else commits to spaces in this process, so that neither starves the other. */
  readonly turns?: Turns
}) => {
  const { store, now, wellFormed, committed, groupWorkMs = 10, culprit = () => {}, deadline, turns = createTurns() } = deps
  const queues = new Map<string, Job[]>()

  /** Takes jobs off the front of the list as they are answered; `grow` adds those that came meanwhile. */
  const settle = async (space: string, jobs: Job[], grow: () => void): Promise<void> => {
    const started = performance.now()
    let tries = 0
    const step = async () => {
      const { head, results, part } = await planGroup(store, space, jobs, { at: now().toISOString(), workMs: groupWorkMs, wellFormed })
      // A commit proves that nobody came between the head and the rows; where there is none, a refusal needs the proof as well:
      // what is refused as `exists` may be the same change, committed meanwhile by another process.
      const unproven = !part && results.some(({ status }) => status === 'refused')
      if (part ? (await store.commit([part])) === 'conflict' : unproven && (await store.head(space))?.rev !== head?.rev) {
        if (++tries >= maxTries || performance.now() - started > maxRetryMs) throw new Refusal('busy', 'Too many people write here at once.')
        await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(32, 4 * 2 ** tries)))
        grow()
        return
      }
      if (part) committed(space, part.entry.rev)
      const answered = jobs.splice(0, results.length)
      for (const [index, job] of answered.entries()) job.done(results[index] as MutationResult)
      tries = 0
    }
    /** A commit whose outcome could not be learnt carried these: an id that took effect is found, and answered, on the next try. */
    let unsure = false
    try {
      while (jobs.length > 0) {
        try {
          await step()
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error
          unsure ||= error.unknown
          if (performance.now() - started > maxRetryMs)
            throw unsure
              ? new Refusal('outcome_unknown', 'Send it again with the same id.')
              : new Refusal('unavailable', 'The store does not answer. Try again in a moment.')
          // A new primary may be about to be elected.
          await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 200))
        }
      }
    } catch (error) {
      // A busy head, a full disk or a damaged one is nobody's fault, and trying each alone would only make it worse.
      const everybody = error instanceof Refusal || error instanceof StoreFull || error instanceof StoreDamaged
      const left = jobs.splice(0)
      if (everybody || left.length === 1) {
        if (!everybody && left[0]) culprit(space, left[0].mutation, error)
        for (const job of left) job.failed(error)
      } else for (const job of left) await settle(space, [job], () => {})
    }
  }

  const drain = async (space: string) => {
    const queue = queues.get(space)
    while (queue && queue.length > 0) {
      const done = await turns.take([space])
      const jobs = queue.splice(0, limits.groupMutations)
      await settle(space, jobs, () => void jobs.push(...queue.splice(0, limits.groupMutations - jobs.length)))
      done()
    }
    queues.delete(space)
  }

  const enqueue = (space: string, actor: string, mutation: Submitted) =>
    new Promise<MutationResult>((done, failed) => {
      const job: Job = { actor, mutation, hash: hashOf(mutation), done, failed }
      const queue = queues.get(space)
      if (queue) queue.push(job)
      else {
        queues.set(space, [job])
        // After all requests that are readable now: a store that answers at once would else see each in a group of its own.
        setImmediate(() => void drain(space))
      }
    })

  /**
   * Answers in order; mutations of one call keep their order.
   * @throws Refusal `outcome_unknown` after the deadline: what was sent may still be saved, and is answered when it is sent again
   * @throws Refusal `busy` when others keep winning the race, StoreFull when the disk is full
   */
  const execute = (space: string, actor: string, mutations: readonly Submitted[]): Promise<readonly MutationResult[]> =>
    withinDeadline(Promise.all(mutations.map((mutation) => enqueue(space, actor, mutation))), deadline)
  return { execute }
}
