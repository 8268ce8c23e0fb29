import { store } from '../../lib/browser-storage.ts'
import { newId } from '../../lib/new-id.ts'
import { whenIdle } from '../../lib/when-idle.ts'
import type { Replica } from '../../replica/replica.ts'
import type { TaskActions } from './actions.ts'
import { commandsNow, withCommands } from './commands-in-order.ts'

const names = ['setStatus', 'rename', 'setPriority', 'setDay', 'remove', 'move'] as const satisfies readonly (keyof TaskActions)[]
export type Added = Parameters<TaskActions['add']>

/** Under names that begin so lies what was added, and the code of that had not come. */
const start = 'added-'
let looked = false

/**
 * What people do to tasks. Its code comes after the first load: what is done before is done then, in its order. What is added is written down
 * until then, and added by the next page of the person if this one ends too early: its field is empty by then. Which tasks those are is fixed
 * here, so that of two pages that have it both, or of one that ended in the middle of it, no task comes twice.
 */
export const taskActions = (replica: Replica): TaskActions => {
  if (!looked) {
    looked = true
    whenIdle(() => withCommands(({ addLeft }) => addLeft(replica, start)))
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
      const slot = start + newId()
      if (!commandsNow() && store(slot, JSON.stringify(added))) withCommands(({ addWritten }) => addWritten(replica, added, slot))
      else withCommands((code) => code.taskActions(replica).add(...added))
    },
  }
}
