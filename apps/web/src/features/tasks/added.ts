import { recall, store } from '../../lib/browser-storage.ts'
import type { Replica } from '../../replica/replica.ts'
import { whenHere } from '../../replica/when-here.ts'
import type { Added } from './actions-in-order.ts'
import { taskActions } from './actions.ts'

/** Adds what was written down while the code for that was on its way, unless another page was faster, or somebody has signed out. `over` hears that it waits no more. */
export const addWritten = (replica: Replica, added: Added, slot: string, over: (slot: string) => void): void => {
  if (recall(slot) !== null) {
    taskActions(replica).add(...added)
    store(slot, null)
  }
  over(slot)
}
/** The same of what other pages have written. Where it belongs is found, and whether it is there already, among all rows, not among the first ones that came. */
export const addLeft = (replica: Replica, all: readonly (readonly [string, Added])[], over: (slot: string) => void): void => {
  for (const [slot, added] of all) void whenHere(replica, added[0]).then(() => addWritten(replica, added, slot, over))
}
