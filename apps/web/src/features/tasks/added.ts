import type { Status } from '@muster/core/contract/kinds.ts'
import type { Ran } from '@muster/core/domain/inverse.ts'
import { recall, store } from '../../lib/browser-storage.ts'
import type { Replica } from '../../replica/replica.ts'
import { whenHere } from '../../replica/when-here.ts'
import { announce } from '../../ui/announcer.tsx'
import { say } from '../../messages/steps.ts'
import { taskActions } from './actions.ts'
import type { Added } from './added-slots.ts'

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
/** Says what was completed, or opened again, before there were words for it here, and lets it be taken back. */
export const tellStatus = (replica: Replica, status: Status, count: number, ran: Promise<readonly Ran[]>): void => {
  const label = say(status, { count })
  announce(label)
  void ran.then((what) => replica.tellStep({ label, ran: what, quiet: false }))
}
