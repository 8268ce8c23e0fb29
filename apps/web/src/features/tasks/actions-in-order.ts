import { recall, recallJson, slotsFrom, store } from '../../lib/browser-storage.ts'
import { newId } from '../../lib/new-id.ts'
import type { Replica } from '../../replica/replica.ts'
import { whenHere } from '../../replica/when-here.ts'
import type { TaskActions } from './actions.ts'
import { commandsNow, withCommands } from './commands-in-order.ts'

const names = ['setStatus', 'rename', 'setPriority', 'setDay', 'remove', 'move'] as const satisfies readonly (keyof TaskActions)[]
type Added = Parameters<TaskActions['add']>

/** Under names that begin so lies what was added, and the code of that had not come. */
export const addedStart = 'added-'
let lookedFor = false

/**
 * What people do to tasks. Its code comes after the first load: what is done before is done then, in its order. What is added is written down
 * until then, and added by the next page of the person if this one ends too early: its field is empty by then. Which tasks those are is fixed
 * here, so that of two pages that have it both, or of one that ended in the middle of it, no task comes twice.
 */
export const taskActions = (replica: Replica): TaskActions => {
  const addLater = (added: Added, slot: string | null) =>
    withCommands((code) => {
      // Another page was faster, or somebody has signed out.
      if (slot !== null && recall(slot) === null) return
      code.taskActions(replica).add(...added)
      if (slot !== null) store(slot, null)
    })
  if (!lookedFor) {
    lookedFor = true
    for (const slot of slotsFrom(addedStart).toSorted()) {
      const added = recallJson<Added | null>(slot, null)
      // Their places are found among all rows, not among the first ones that came.
      if (added) void whenHere(replica, added[0]).then(() => addLater(added, slot))
      else store(slot, null)
    }
  }
  return {
    ...(Object.fromEntries(
      names.map((name) => [
        name,
        (...args: readonly unknown[]) => withCommands((code) => (code.taskActions(replica)[name] as (...args: readonly unknown[]) => void)(...args)),
      ]),
    ) as unknown as TaskActions),
    add: (space, listId, to, tasks) => {
      const added: Added = [space, listId, to, tasks.map((task) => ({ id: newId(), ...task }))]
      const slot = addedStart + newId()
      addLater(added, !commandsNow() && store(slot, JSON.stringify(added)) ? slot : null)
    },
  }
}
