import { recall, recallJson, slotsFrom, store } from '../../lib/browser-storage.ts'
import type { Replica } from '../../replica/replica.ts'
import { whenHere } from '../../replica/when-here.ts'
import type { Added } from './actions-in-order.ts'
import { taskActions } from './actions.ts'

/** Adds what was written down while the code for that was on its way, unless another page was faster, or somebody has signed out. */
export const addWritten = (replica: Replica, added: Added, slot: string): void => {
  if (recall(slot) === null) return
  taskActions(replica).add(...added)
  store(slot, null)
}
/** The same of what other pages have written, under names that begin so. Where it belongs is found, and whether it is there already, among all rows, not among the first ones that came. */
export const addLeft = (replica: Replica, start: string): void => {
  for (const slot of slotsFrom(start).toSorted()) {
    const added = recallJson<Added | null>(slot, null)
    if (added) void whenHere(replica, added[0]).then(() => addWritten(replica, added, slot))
    else store(slot, null)
  }
}
