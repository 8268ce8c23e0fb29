import { setTimeout as pause } from 'node:timers/promises'
import { StoreUnavailable } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { commandMs } from './client.ts'

/** Between two looks, in milliseconds: about what a commit takes from where its head is seen to where a majority has it. */
const everyMs = 3
const behind = Symbol('behind')

/**
 * Reads until what was read is not `behind` any more. A head is read where the primary stands; a snapshot is what a majority has. Between
 * the two lies a commit that is under way: whoever has been told its head is not shown what was before it.
 * Throws `StoreUnavailable` when that does not come.
 */
export const waitFor = async <T>(read: (isBehind: typeof behind) => Promise<T | typeof behind>, bound?: Bound): Promise<T> => {
  const until = performance.now() + commandMs
  for (;;) {
    const found = await read(behind)
    if (found !== behind) return found
    if (bound?.expired() || performance.now() > until) throw new StoreUnavailable(false)
    await pause(everyMs)
  }
}
