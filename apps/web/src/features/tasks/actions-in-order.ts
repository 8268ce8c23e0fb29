import type { Replica } from '../../replica/replica.ts'
import type { TaskActions } from './actions.ts'
import { withCommands } from './commands-in-order.ts'

const names = ['setStatus', 'rename', 'setPriority', 'setDay', 'remove', 'move', 'add'] as const satisfies readonly (keyof TaskActions)[]

/** What people do to tasks. Its code comes after the first load: what is done before is done then, in its order. */
export const taskActions = (replica: Replica): TaskActions =>
  Object.fromEntries(
    names.map((name) => [
      name,
      (...args: readonly unknown[]) => withCommands((code) => (code.taskActions(replica)[name] as (...args: readonly unknown[]) => void)(...args)),
    ]),
  ) as unknown as TaskActions
