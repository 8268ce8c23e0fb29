import type { Priority, Status } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { Day } from '@muster/core/contract/schemas/common.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { InSpaceName, MutationArgs, Place, UndoChange } from '@muster/core/contract/schemas/mutations.ts'
import { placeAmong } from '@muster/core/domain/place-among.ts'
import { rememberAll } from '../../app/undo.ts'
import { newId } from '../../lib/new-id.ts'
import type { Replica } from '../../replica/replica.ts'
import { treeOf } from './data.ts'
import type { Destination } from './model/moves.ts'
import type { PastedTask } from './model/paste.ts'

/** What people do to tasks. Each works on many, and each but adding can be taken back as one step. */
export interface TaskActions {
  readonly setStatus: (ids: readonly string[], status: Status) => void
  readonly rename: (id: string, title: string) => void
  readonly setPriority: (ids: readonly string[], priority: Priority) => void
  readonly setDue: (ids: readonly string[], due: Day | null) => void
  readonly remove: (ids: readonly string[]) => void
  /** To a place among siblings, in the order given. */
  readonly move: (ids: readonly string[], listId: string, to: Destination) => void
  readonly add: (listId: string, to: Destination, tasks: readonly PastedTask[]) => readonly string[]
}
const counted = (n: number, one: string, many: string) => (n === 1 ? one : `${n} ${many}`)
const chunked = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
const tail = () => newId().slice(-3)
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export const taskActions = (replica: Replica): TaskActions => {
  const tasksOf = (ids: readonly string[]): readonly TaskDoc[] => ids.flatMap((id) => replica.get('task', id) ?? [])
  const undoLater = (said: string, changes: readonly UndoChange[]) =>
    rememberAll(
      said,
      chunked(changes, limits.undoChanges).map((some) => ({ name: 'undo.apply@1' as const, args: { changes: [...some] } })),
    )
  const setField = <F extends 'status' | 'priority' | 'due'>(ids: readonly string[], field: F, value: TaskDoc[F], said: (n: number) => string) => {
    const tasks = tasksOf(ids).filter((task) => !same(task[field], value))
    if (tasks.length === 0) return
    for (const { id } of tasks) replica.mutate('task.update@1', { id, set: { [field]: value } })
    undoLater(
      said(tasks.length),
      tasks.map((task) => ({ kind: 'task', id: task.id, fields: { [field]: { expect: value, to: task[field] } } })),
    )
  }
  /** All siblings at a place, done ones too, without those that are being moved. */
  const siblingsAt = (listId: string, { parentId, sectionId }: Destination, moving: ReadonlySet<string>): readonly TaskDoc[] => {
    const tree = treeOf(replica.person, replica.view())
    const all = parentId === null ? tree.inList(listId).filter((task) => task.sectionId === sectionId) : tree.below(parentId)
    return all.filter(({ id }) => !moving.has(id))
  }
  const placesFor = (listId: string, to: Destination, ids: ReadonlySet<string>, count: number): readonly Place[] => {
    const siblings = siblingsAt(listId, to, ids)
    const found = to.beforeId === null ? -1 : siblings.findIndex(({ id }) => id === to.beforeId)
    const { orders, rekey } = placeAmong(siblings, found < 0 ? siblings.length : found, count, tail)
    const { parentId, sectionId } = to
    const where = parentId === null ? { parentId: null, listId, sectionId } : { parentId, listId: null, sectionId: null }
    return orders.map((order, n) => ({ ...where, order, ...(n === 0 && rekey.length > 0 ? { rekey } : {}) }))
  }
  return {
    setStatus: (ids, status) =>
      setField(ids, 'status', status, (n) =>
        status === 'done'
          ? counted(n, 'Completed', 'tasks completed')
          : status === 'dropped'
            ? counted(n, 'Marked as won’t do', 'tasks marked as won’t do')
            : counted(n, 'Reopened', 'tasks reopened'),
      ),
    setPriority: (ids, priority) => setField(ids, 'priority', priority, (n) => counted(n, 'Priority changed', 'priorities changed')),
    setDue: (ids, due) =>
      setField(ids, 'due', due, (n) => (due ? counted(n, 'Scheduled', 'tasks scheduled') : counted(n, 'Due day removed', 'due days removed'))),
    rename: (id, title) => {
      const task = replica.get('task', id)
      if (!task || task.title === title) return
      replica.mutate('task.update@1', { id, set: { title } })
      undoLater('Renamed', [{ kind: 'task', id, fields: { title: { expect: title, to: task.title } } }])
    },
    remove: (ids) => {
      const tasks = tasksOf(ids).filter((task) => task.deletedAt === null)
      for (const { id } of tasks) replica.mutate('task.delete@1', { id })
      const expect = new Date().toISOString()
      undoLater(
        counted(tasks.length, 'Deleted', 'tasks deleted'),
        tasks.map(({ id }) => ({ kind: 'task', id, fields: { deletedAt: { expect, to: null } } })),
      )
    },
    move: (ids, listId, to) => {
      const tasks = tasksOf(ids)
      if (tasks.length === 0) return
      const places = placesFor(listId, to, new Set(ids), tasks.length)
      const back: { name: InSpaceName; args: MutationArgs['task.update@1'] }[] = []
      tasks.forEach(({ id, parentId, listId: from, sectionId, order }, n) => {
        const place = places[n]
        if (!place) return
        back.push({ name: 'task.update@1', args: { id, place: { parentId, listId: from, sectionId, order } } })
        replica.mutate('task.update@1', { id, place })
      })
      rememberAll(counted(tasks.length, 'Moved', 'tasks moved'), back)
    },
    add: (listId, to, tasks) =>
      placesFor(listId, to, new Set(), tasks.length).flatMap((place, n) => {
        const task = tasks[n]
        if (!task) return []
        const id = newId()
        replica.mutate('task.create@1', { id, place, ...task })
        return [id]
      }),
  }
}
