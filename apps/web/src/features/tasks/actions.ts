import type { Priority, Status } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { Day } from '@muster/core/contract/schemas/common.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Place } from '@muster/core/contract/schemas/mutations.ts'
import type { UndoChange } from '@muster/core/contract/schemas/undo.ts'
import { placeAmong } from '@muster/core/domain/place-among.ts'
import { rememberAll, type StepPart } from '../../app/undo.ts'
import { newId } from '../../lib/new-id.ts'
import type { TaskRef } from '../../replica/due.ts'
import type { Replica } from '../../replica/replica.ts'
import { treeOf } from './data.ts'
import type { Destination } from './model/moves.ts'
import type { PastedTask } from './model/paste.ts'

/** What people do to tasks. Each works on many, and each but adding can be taken back as one step. */
export interface TaskActions {
  readonly setStatus: (refs: readonly TaskRef[], status: Status) => void
  readonly rename: (ref: TaskRef, title: string) => void
  readonly setPriority: (refs: readonly TaskRef[], priority: Priority) => void
  readonly setDay: (refs: readonly TaskRef[], what: 'due' | 'deadline', day: Day | null) => void
  readonly remove: (refs: readonly TaskRef[]) => void
  /** To a place among siblings of their own space, in the order given. */
  readonly move: (space: string, ids: readonly string[], listId: string, to: Destination) => void
  readonly add: (space: string, listId: string, to: Destination, tasks: readonly PastedTask[]) => readonly string[]
}
interface Found extends TaskRef {
  readonly task: TaskDoc
}
interface Change extends TaskRef {
  readonly fields: UndoChange['fields']
}
export const counted = (n: number, one: string, many: string) => (n === 1 ? one : `${n} ${many}`)
const chunked = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
const tail = () => newId().slice(-3)
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export const taskActions = (replica: Replica): TaskActions => {
  const tasksOf = (refs: readonly TaskRef[]): readonly Found[] =>
    refs.flatMap(({ space, id }) => {
      const task = replica.get(space, 'task', id)
      return task ? [{ space, id, task }] : []
    })
  const undoLater = (said: string, changes: readonly Change[]) =>
    rememberAll(
      said,
      [...Map.groupBy(changes, ({ space }) => space)].flatMap(([space, mine]) =>
        chunked(mine, limits.undoChanges).map((some): StepPart => ({
          space,
          name: 'undo.apply@1',
          args: { changes: some.map(({ id, fields }) => ({ kind: 'task', id, fields })) },
        })),
      ),
    )
  const setField = <F extends 'status' | 'priority' | 'due' | 'deadline'>(
    refs: readonly TaskRef[],
    field: F,
    value: TaskDoc[F],
    said: (n: number) => string,
  ) => {
    const tasks = tasksOf(refs).filter(({ task }) => !same(task[field], value))
    if (tasks.length === 0) return
    for (const { space, id } of tasks) replica.mutate(space, 'task.update@1', { id, set: { [field]: value } })
    undoLater(
      said(tasks.length),
      tasks.map(({ space, id, task }) => ({ space, id, fields: { [field]: { expect: value, to: task[field] } } })),
    )
  }
  /** All siblings at a place, done ones too, without those that are being moved. */
  const siblingsAt = (space: string, listId: string, { parentId, sectionId }: Destination, moving: ReadonlySet<string>): readonly TaskDoc[] => {
    const tree = treeOf(replica, space)
    const all = parentId === null ? tree.inList(listId).filter((task) => task.sectionId === sectionId) : tree.below(parentId)
    return all.filter(({ id }) => !moving.has(id))
  }
  const placesFor = (space: string, listId: string, to: Destination, ids: ReadonlySet<string>, count: number): readonly Place[] => {
    const siblings = siblingsAt(space, listId, to, ids)
    const found = to.beforeId === null ? -1 : siblings.findIndex(({ id }) => id === to.beforeId)
    const { orders, rekey } = placeAmong(siblings, found < 0 ? siblings.length : found, count, tail)
    const { parentId, sectionId } = to
    const where = parentId === null ? { parentId: null, listId, sectionId } : { parentId, listId: null, sectionId: null }
    return orders.map((order, n) => ({ ...where, order, ...(n === 0 && rekey.length > 0 ? { rekey } : {}) }))
  }
  return {
    setStatus: (refs, status) =>
      setField(refs, 'status', status, (n) =>
        status === 'done'
          ? counted(n, 'Completed', 'tasks completed')
          : status === 'dropped'
            ? counted(n, 'Marked as won’t do', 'tasks marked as won’t do')
            : counted(n, 'Reopened', 'tasks reopened'),
      ),
    setPriority: (refs, priority) => setField(refs, 'priority', priority, (n) => counted(n, 'Priority changed', 'priorities changed')),
    setDay: (refs, what, day) =>
      setField(refs, what, day, (n) =>
        what === 'deadline'
          ? day
            ? counted(n, 'Deadline set', 'deadlines set')
            : counted(n, 'Deadline removed', 'deadlines removed')
          : day
            ? counted(n, 'Scheduled', 'tasks scheduled')
            : counted(n, 'Due day removed', 'due days removed'),
      ),
    rename: ({ space, id }, title) => {
      const task = replica.get(space, 'task', id)
      if (!task || task.title === title) return
      replica.mutate(space, 'task.update@1', { id, set: { title } })
      undoLater('Renamed', [{ space, id, fields: { title: { expect: title, to: task.title } } }])
    },
    remove: (refs) => {
      const tasks = tasksOf(refs).filter(({ task }) => task.deletedAt === null)
      for (const { space, id } of tasks) replica.mutate(space, 'task.delete@1', { id })
      const expect = new Date().toISOString()
      undoLater(
        counted(tasks.length, 'Deleted', 'tasks deleted'),
        tasks.map(({ space, id }) => ({ space, id, fields: { deletedAt: { expect, to: null } } })),
      )
    },
    move: (space, ids, listId, to) => {
      const tasks = tasksOf(ids.map((id) => ({ space, id })))
      if (tasks.length === 0) return
      const places = placesFor(space, listId, to, new Set(ids), tasks.length)
      const back: StepPart[] = []
      tasks.forEach(({ task: { id, parentId, listId: from, sectionId, order } }, n) => {
        const place = places[n]
        if (!place) return
        back.push({ space, name: 'task.update@1', args: { id, place: { parentId, listId: from, sectionId, order } } })
        replica.mutate(space, 'task.update@1', { id, place })
      })
      rememberAll(counted(tasks.length, 'Moved', 'tasks moved'), back)
    },
    add: (space, listId, to, tasks) =>
      placesFor(space, listId, to, new Set(), tasks.length).flatMap((place, n) => {
        const task = tasks[n]
        if (!task) return []
        const id = newId()
        replica.mutate(space, 'task.create@1', { id, place, ...task })
        return [id]
      }),
  }
}
