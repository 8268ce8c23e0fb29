import type { Priority, Status } from '@muster/core/contract/kinds.ts'
import type { Day } from '@muster/core/contract/schemas/common.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Place } from '@muster/core/contract/schemas/mutations.ts'
import type { StepPart } from '@muster/core/domain/inverse.ts'
import { newId } from '../../lib/new-id.ts'
import { sameJson } from '../../lib/same-json.ts'
import type { TaskRef } from '../../replica/due.ts'
import { placesAmong } from '../../replica/places.ts'
import type { Replica } from '../../replica/replica.ts'
import { treeOf } from './data.ts'
import type { Destination } from './model/moves.ts'
import type { NewTask } from './model/place-pasted.ts'
import { siblingsAround } from './model/siblings-around.ts'
import { say } from '../../messages/steps.ts'

interface DueTask extends NewTask {
  readonly due?: Day
}
/** What people do to tasks. Each works on many, and is one step. */
export interface TaskActions {
  readonly setStatus: (refs: readonly TaskRef[], status: Status) => void
  readonly rename: (ref: TaskRef, title: string) => void
  readonly setPriority: (refs: readonly TaskRef[], priority: Priority) => void
  readonly setDay: (refs: readonly TaskRef[], what: 'due' | 'deadline', day: Day | null) => void
  readonly remove: (refs: readonly TaskRef[]) => void
  /** To a place among siblings of their own space, in the order given. */
  readonly move: (space: string, ids: readonly string[], listId: string, to: Destination) => void
  readonly add: (space: string, listId: string, to: Destination, tasks: readonly DueTask[]) => void
}
interface Found extends TaskRef {
  readonly task: TaskDoc
}

export const taskActions = (replica: Replica): TaskActions => {
  const tasksOf = (refs: readonly TaskRef[]): readonly Found[] =>
    refs.flatMap(({ space, id }) => {
      const task = replica.get(space, 'task', id)
      return task ? [{ space, id, task }] : []
    })
  const setField = <F extends 'title' | 'status' | 'priority' | 'due' | 'deadline'>(
    refs: readonly TaskRef[],
    field: F,
    value: TaskDoc[F],
    said: (count: number) => string,
  ) => {
    const tasks = tasksOf(refs).filter(({ task }) => !sameJson(task[field], value))
    replica.transact(
      said(tasks.length),
      tasks.map(({ space, id }): StepPart => ({ space, name: 'task.update@1', args: { id, set: { [field]: value } } })),
    )
  }
  /** Among all siblings there, done ones too, without those that are being moved. */
  const placesFor = (space: string, listId: string, to: Destination, moving: ReadonlySet<string>, count: number): readonly Place[] => {
    const tree = treeOf(replica, space)
    const all = to.parentId === null ? tree.inList(listId) : tree.below(to.parentId)
    const isSibling = (task: TaskDoc) => (to.parentId !== null || task.sectionId === to.sectionId) && !moving.has(task.id)
    const { siblings, index } = siblingsAround(all, to.beforeId === null ? undefined : tree.get(to.beforeId), isSibling)
    const { orders, rekey } = placesAmong(siblings, index, count)
    const { parentId, sectionId } = to
    const where = parentId === null ? { parentId: null, listId, sectionId } : { parentId, listId: null, sectionId: null }
    return orders.map((order, n) => ({ ...where, order, ...(n === 0 && rekey.length > 0 ? { rekey } : {}) }))
  }
  return {
    setStatus: (refs, status) => setField(refs, 'status', status, (count) => say(status, { count })),
    setPriority: (refs, priority) => setField(refs, 'priority', priority, (count) => say('priority', { count })),
    setDay: (refs, what, day) => setField(refs, what, day, (count) => say(day ? what : `${what}-removed`, { count })),
    rename: (ref, title) => setField([ref], 'title', title, () => say('renamed')),
    remove: (refs) => {
      const tasks = tasksOf(refs).filter(({ task }) => task.deletedAt === null)
      replica.transact(
        say('deleted', { count: tasks.length }),
        tasks.map(({ space, id }): StepPart => ({ space, name: 'task.delete@1', args: { id } })),
      )
    },
    move: (space, ids, listId, to) => {
      const tasks = tasksOf(ids.map((id) => ({ space, id })))
      const places = placesFor(space, listId, to, new Set(ids), tasks.length)
      replica.transact(
        say('moved', { count: tasks.length }),
        tasks.flatMap(({ id }, n): StepPart[] => {
          const place = places[n]
          return place ? [{ space, name: 'task.update@1', args: { id, place } }] : []
        }),
      )
    },
    add: (space, listId, to, given) => {
      // Begun before the page ended, and finished by the next one.
      const tasks = given.filter(({ id }) => id === undefined || !replica.get(space, 'task', id))
      const roots = placesFor(space, listId, to, new Set(), tasks.filter(({ place }) => !place).length).values()
      replica.transact(
        say('added', { count: tasks.length }),
        tasks.flatMap(({ id = newId(), place = roots.next().value, ...task }): StepPart[] =>
          place ? [{ space, name: 'task.create@1', args: { id, place, ...task } }] : [],
        ),
        tasks.length === 1,
      )
    },
  }
}
