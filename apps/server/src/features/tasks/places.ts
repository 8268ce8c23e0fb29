import type { ListDoc, SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Place } from '@muster/core/contract/schemas/mutations.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { orderBehind } from '../../rows/order-behind.ts'
import type { Store } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'

/** Where a request says that a task goes; what it leaves out is worked out. */
export interface Wanted {
  readonly listId?: string | null | undefined
  readonly sectionId?: string | null | undefined
  readonly parentId?: string | null | undefined
  readonly order?: string | undefined
}

/** Works out the places that requests name. Whether one can be taken is judged by the rule, when it is decided. */
export const createPlaces = (store: Pick<Store, 'docs' | 'lastOrder'>, bound: Bound) => {
  const lastIn = async (space: string, { parentId, listId, sectionId }: Pick<Place, 'parentId' | 'listId' | 'sectionId'>): Promise<string> => {
    const siblings = parentId === null ? { listId: listId ?? '', sectionId } : { parentId }
    return orderBehind((await store.lastOrder(space, siblings, bound)) ?? null)
  }
  const inboxOf = async (space: string): Promise<string> => {
    const [inbox] = (await store.docs(space, [{ kind: 'list', id: space }], bound)) as ListDoc[]
    return inbox?.inbox ? inbox.id : refuse('invalid', 'This space has no Inbox: name the listId that the task goes to, or the parentId.')
  }
  const listOfSection = async (space: string, id: string): Promise<string> => {
    const [section] = (await store.docs(space, [{ kind: 'section', id }], bound)) as SectionDoc[]
    return section?.listId ?? refuse('not_found', 'There is no such section here.')
  }
  const listOf = async (space: string, task: TaskDoc): Promise<string | null> => {
    let top: TaskDoc | undefined = task
    for (let step = 0; top && top.parentId !== null && step <= limits.depth; step++)
      [top] = (await store.docs(space, [{ kind: 'task', id: top.parentId }], bound)) as TaskDoc[]
    return top?.listId ?? null
  }

  return {
    /** For a task that is new in the space: in the Inbox unless it says where, last among its siblings unless it says after whom. */
    forNew: async (space: string, { listId = null, sectionId = null, parentId = null, order }: Wanted): Promise<Place> => {
      const list = listId ?? (parentId !== null ? null : sectionId === null ? await inboxOf(space) : await listOfSection(space, sectionId))
      const where = { parentId, listId: list, sectionId }
      return { ...where, order: order ?? (await lastIn(space, where)) }
    },
    /** For a task that is there; undefined when the request does not move it. A subtask that leaves its parent stays in the list. */
    forMoved: async (space: string, task: TaskDoc, { listId, sectionId, parentId, order }: Wanted): Promise<Place | undefined> => {
      if (listId === undefined && sectionId === undefined && parentId === undefined && order === undefined) return undefined
      const below = parentId === undefined ? (listId ? null : task.parentId) : parentId
      const given = sectionId && listId === undefined && below === null ? await listOfSection(space, sectionId) : listId
      const list = given === undefined ? (below === null ? await listOf(space, task) : null) : given
      const stays = below === task.parentId && list === task.listId
      const where = { parentId: below, listId: list, sectionId: sectionId === undefined ? (stays ? task.sectionId : null) : sectionId }
      const same = stays && where.sectionId === task.sectionId
      return { ...where, order: order ?? (same ? task.order : await lastIn(space, where)) }
    },
  }
}
