import { store } from '../../lib/browser-storage.ts'
import { newId } from '../../lib/new-id.ts'
import { whenIdle } from '../../lib/when-idle.ts'
import type { Replica } from '../../replica/replica.ts'
import type { TaskActions } from './actions.ts'
import { addedStart, allAdded, type Added } from './added-slots.ts'
import { commandsNow, withCommands } from './commands-in-order.ts'

const names = ['rename', 'setPriority', 'setDay', 'remove', 'move'] as const satisfies readonly (keyof TaskActions)[]

/** What was added, here or by a page that has ended, and is no change yet, by what it is stored under. */
const early = new Map<string, Added>()
let looked = false

/**
 * What people do to tasks. Its code comes after the first load: what is done before is done then, in its order. What is added is written down
 * until then, and added by the next page of the person if this one ends too early: its field is empty by then. Which tasks those are is fixed
 * here, so that of two pages that have it both, or of one that ended in the middle of it, no task comes twice. Meanwhile it counts as waiting.
 * What is completed, or opened again, needs none of that code: it is a change at once, and what can be said of it is said later.
 */
export const taskActions = (replica: Replica): TaskActions => {
  // Asked for while something is drawn, which nothing may be told of.
  const tell = () => queueMicrotask(() => replica.setEarly(early.size))
  const over = (slot: string) => {
    early.delete(slot)
    tell()
  }
  if (!looked) {
    looked = true
    for (const [slot, added] of allAdded()) {
      if (added) early.set(slot, added)
      else store(slot, null)
    }
    if (early.size > 0) tell()
    const left = [...early]
    if (left.length > 0) whenIdle(() => withCommands(({ addLeft }) => addLeft(replica, left, over)))
  }
  return {
    ...(Object.fromEntries(
      names.map((name) => [
        name,
        (...args: readonly unknown[]) => withCommands((code) => (code.taskActions(replica)[name] as (...args: readonly unknown[]) => void)(...args)),
      ]),
    ) as unknown as TaskActions),
    setStatus: (refs, status) => {
      const code = commandsNow()
      if (code) return code.taskActions(replica).setStatus(refs, status)
      const ran = replica.run(refs.map(({ space, id }) => ({ space, name: 'task.update@1', args: { id, set: { status } } })))
      withCommands(({ tellStatus }) => tellStatus(replica, status, refs.length, ran))
    },
    add: (space, listId, to, tasks) => {
      const added: Added = [space, listId, to, tasks.map((task) => ({ id: newId(), ...task }))]
      const slot = addedStart + newId()
      if (commandsNow() || !store(slot, JSON.stringify(added))) return withCommands((code) => code.taskActions(replica).add(...added))
      early.set(slot, added)
      tell()
      withCommands(({ addWritten }) => addWritten(replica, added, slot, over))
    },
  }
}
