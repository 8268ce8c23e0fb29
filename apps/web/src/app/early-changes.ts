import type { Act } from '../features/tasks/actions-in-order.ts'
import type { TaskActions } from '../features/tasks/actions.ts'
import type { TaskRef } from '../replica/due.ts'
import type { Replica } from '../replica/replica.ts'
import type { ToldChange } from '../replica/describe.ts'

const changesOf = ([name, args]: Act): readonly ToldChange[] => {
  switch (name) {
    case 'add': {
      const [space, , , tasks] = args as Parameters<TaskActions['add']>
      return tasks.map(({ title, notes }) => ({ space, name: 'task.create@1', args: { title, notes } }))
    }
    case 'rename': {
      const [{ space, id }, title] = args as Parameters<TaskActions['rename']>
      return [{ space, name: 'task.update@1', args: { id, set: { title } } }]
    }
    case 'move': {
      const [space, ids] = args as Parameters<TaskActions['move']>
      return ids.map((id) => ({ space, name: 'task.update@1', args: { id } }))
    }
    default: {
      const [refs] = args as readonly [readonly TaskRef[]]
      return refs.map(({ space, id }) => ({ space, name: name === 'remove' ? 'task.delete@1' : 'task.update@1', args: { id } }))
    }
  }
}
/** What was done before its code had come, told as the changes that it is to become. */
export const earlyChanges = (replica: Replica): readonly ToldChange[] => (replica.early() as readonly Act[]).flatMap(changesOf)
