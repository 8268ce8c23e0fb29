import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { placeAmong } from '@muster/core/domain/place-among.ts'
import { rememberAll, type StepPart } from '../../app/undo.ts'
import { newId } from '../../lib/new-id.ts'
import type { TaskRef } from '../../replica/due.ts'
import type { Replica } from '../../replica/replica.ts'
import { counted } from './actions.ts'
import { treeOf } from './data.ts'

/** The end of a list, or of one of its sections. */
export interface ListEnd {
  readonly space: string
  readonly listId: string
  readonly sectionId: string | null
}

/** Moves tasks, with what is below them, to the end of a list, of whatever space: one step that can be taken back. */
export const sendTasks = (replica: Replica, refs: readonly TaskRef[], { space: toSpace, listId, sectionId }: ListEnd): void => {
  const moving = new Set(refs.map(({ id }) => id))
  const tasks = refs.flatMap(({ space, id }) => {
    const task = replica.get(space, 'task', id)
    return task ? [{ space, task }] : []
  })
  const siblings = treeOf(replica, toSpace)
    .inList(listId)
    .filter((task) => task.sectionId === sectionId && !moving.has(task.id))
  const { orders } = placeAmong(siblings, siblings.length, tasks.length, () => newId().slice(-3))
  const labelsOf = (space: string, task: TaskDoc): readonly string[] => [
    ...task.labelIds,
    ...treeOf(replica, space)
      .below(task.id)
      .flatMap((one) => labelsOf(space, one)),
  ]
  const back: StepPart[] = []
  tasks.forEach(({ space, task }, n) => {
    const { id, parentId, listId: from, sectionId: part, order } = task
    const place = { parentId: null, listId, sectionId, order: orders[n] ?? 'a0' }
    const was = { parentId, listId: from, sectionId: part, order }
    if (space === toSpace) {
      back.push({ space, name: 'task.update@1', args: { id, place: was } })
      replica.mutate(space, 'task.update@1', { id, place })
      return
    }
    // Labels that the other space lacks are made there under ids that are fixed here and now.
    const labelIds = Object.fromEntries(labelsOf(space, task).map((label) => [label, newId()]))
    back.push({ space: toSpace, name: 'task.transfer@1', args: { id, toSpace: space, place: was, labelIds: {} } })
    replica.mutate(space, 'task.transfer@1', { id, toSpace, place, labelIds })
  })
  rememberAll(counted(tasks.length, 'Moved', 'tasks moved'), back)
}
