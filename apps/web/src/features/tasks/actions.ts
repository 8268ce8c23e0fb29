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
import { byOrder } from '../../replica/sorted-rows.ts'
import { whenHere } from '../../replica/when-here.ts'
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
/** What was put at the end of a place while its rows still arrived, and where that was. */
interface Ending {
  readonly id: string
  readonly place: Place
}
const endings = new Map<string, Ending[]>()
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
  /** Those there around where something goes, done ones too, without those that are being moved. */
  const around = (space: string, listId: string, to: Destination, moving: ReadonlySet<string>) => {
    const tree = treeOf(replica, space)
    const all = to.parentId === null ? tree.inList(listId) : tree.below(to.parentId)
    const isSibling = (task: TaskDoc) => (to.parentId !== null || task.sectionId === to.sectionId) && !moving.has(task.id)
    return siblingsAround(all, to.beforeId === null ? undefined : tree.get(to.beforeId), isSibling)
  }
  const placesFor = (space: string, listId: string, to: Destination, moving: ReadonlySet<string>, count: number): readonly Place[] => {
    const { siblings, index } = around(space, listId, to, moving)
    const { orders, rekey } = placesAmong(siblings, index, count)
    const { parentId, sectionId } = to
    const where = parentId === null ? { parentId: null, listId, sectionId } : { parentId, listId: null, sectionId: null }
    return orders.map((order, n) => ({ ...where, order, ...(n === 0 && rekey.length > 0 ? { rekey } : {}) }))
  }
  const movesTo = (space: string, ids: readonly string[], places: readonly Place[]): readonly StepPart[] =>
    ids.flatMap((id, n): StepPart[] => {
      const place = places[n]
      return place ? [{ space, name: 'task.update@1', args: { id, place } }] : []
    })
  /**
   * Where the end is nobody knows while rows of a space still arrive: what was put there goes there once they are here, unless it stands
   * elsewhere by then. That is part of adding it, and no step of its own. A page that ends before leaves it where it is.
   */
  const endLater = async (space: string, listId: string, to: Destination, some: readonly Ending[]) => {
    const slot = `${space}/${to.parentId ?? listId}/${to.sectionId}`
    const known = endings.get(slot)
    if (known) return void known.push(...some)
    const all = [...some]
    endings.set(slot, all)
    await whenHere(replica, space)
    endings.delete(slot)
    const still = all.flatMap(({ id, place }) => {
      const task = replica.get(space, 'task', id)
      return task?.deletedAt === null && task.order === place.order && task.parentId === place.parentId && task.sectionId === place.sectionId ? [task] : []
    })
    const ids = still.map(({ id }) => id)
    const moving = new Set(ids)
    const [first, last] = [still[0], around(space, listId, to, moving).siblings.at(-1)]
    if (first && last && byOrder(last, first) > 0) await replica.run(movesTo(space, ids, placesFor(space, listId, to, moving, ids.length)))
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
        movesTo(
          space,
          tasks.map(({ id }) => id),
          places,
        ),
      )
    },
    add: (space, listId, to, given) => {
      // Begun before the page ended, and finished by the next one.
      const tasks = given.filter(({ id }) => id === undefined || !replica.get(space, 'task', id))
      const roots = placesFor(space, listId, to, new Set(), tasks.filter(({ place }) => !place).length).values()
      const ends: Ending[] = []
      const parts = tasks.flatMap(({ id = newId(), place: own, ...task }): StepPart[] => {
        const place = own ?? roots.next().value
        if (place && !own) ends.push({ id, place })
        return place ? [{ space, name: 'task.create@1', args: { id, place, ...task } }] : []
      })
      replica.transact(say('added', { count: tasks.length }), parts, tasks.length === 1)
      if (to.beforeId === null && replica.availability(space) === 'coming') void endLater(space, listId, to, ends)
    },
  }
}
