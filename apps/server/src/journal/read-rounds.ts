import { limits } from '@muster/core/contract/limits.ts'
import type { KnownMutation, Reads } from '../ports/store.ts'
import type { Bound } from '../ports/ticket.ts'
import type { Job } from './group.ts'
import { readFor, type Rows } from './rows.ts'
import type { Running } from './run-rules.ts'

/** Rows that are read without a pause for others. */
const rowsWithoutPause = 500

/**
 * Runs the rules of a group on what was read first, and reads what they ask for, a round for all of them at a time, until they have
 * ended, or have read or worked enough for one group. Those behind the first that still asks wait for the next entry. What is known is
 * not run: it has its answer.
 * @param first how many rows were read before
 * @param workMs the longest that rules are run for one group, by more than one rule
 */
export const readRounds = async (
  reads: Reads,
  space: string,
  rows: Rows,
  jobs: readonly Job[],
  running: readonly Running[],
  { bound, workMs, known, first }: { readonly bound: Bound; readonly workMs: number; readonly known: ReadonlyMap<Job, KnownMutation>; readonly first: number },
): Promise<void> => {
  let [total, count, sincePause, worked, read] = [0, running.length, 0, 0, first]
  const asking = () => running.slice(0, count).filter(({ ask }, index) => ask !== undefined && !known.has(jobs[index] as Job))
  for (;;) {
    total += read
    sincePause += read
    if (sincePause > rowsWithoutPause) {
      sincePause = 0
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const [index, one] of running.slice(0, count).entries()) {
      const job = jobs[index] as Job
      if (!one.ask || known.has(job)) continue
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
        running.findIndex(({ ask }, index) => ask !== undefined && !known.has(jobs[index] as Job)),
      )
    const asks = asking().flatMap(({ ask }) => ask ?? [])
    if (asks.length === 0) return
    read = await readFor(reads, space, rows, asks, bound)
  }
}
