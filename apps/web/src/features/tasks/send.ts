import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { StepPart } from '@muster/core/domain/inverse.ts'
import { listName } from '../../lib/list-name.ts'
import { newId } from '../../lib/new-id.ts'
import type { TaskRef } from '../../replica/due.ts'
import { placesAmong } from '../../replica/places.ts'
import type { Replica } from '../../replica/replica.ts'
import { treeOf } from './data.ts'
import { say } from '../../messages/steps.ts'

/** The end of a list, or of one of its sections. */
export interface ListEnd {
  readonly space: string
  readonly listId: string
  readonly sectionId: string | null
}

/** Moves tasks, with what is below them, to the end of a list, of whatever space, as one step. */
export const sendTasks = (replica: Replica, refs: readonly TaskRef[], { space: toSpace, listId, sectionId }: ListEnd): void => {
  const moving = new Set(refs.map(({ id }) => id))
  const tasks = refs.flatMap(({ space, id }) => {
    const task = replica.get(space, 'task', id)
    return task ? [{ space, task }] : []
  })
  const siblings = treeOf(replica, toSpace)
    .inList(listId)
    .filter((task) => task.sectionId === sectionId && !moving.has(task.id))
  const { orders } = placesAmong(siblings, siblings.length, tasks.length)
  const labelsOf = (space: string, task: TaskDoc): readonly string[] => [
    ...task.labelIds,
    ...treeOf(replica, space)
      .below(task.id)
      .flatMap((one) => labelsOf(space, one)),
  ]
  const parts = tasks.map(({ space, task }, n): StepPart => {
    const { id } = task
    const place = { parentId: null, listId, sectionId, order: orders[n] ?? 'a0' }
    if (space === toSpace) return { space, name: 'task.update@1', args: { id, place } }
    // Labels that the other space lacks are made there under ids that are fixed here and now.
    const labelIds = Object.fromEntries(labelsOf(space, task).map((label) => [label, newId()]))
    return { space, name: 'task.transfer@1', args: { id, toSpace, place, labelIds } }
  })
  const list = replica.get(toSpace, 'list', listId)
  const count = tasks.length
  // Where they are is told: they may have left what is looked at.
  replica.transact(list ? say('moved-to', { count, list: listName(list) }) : say('moved', { count }), parts)
}
