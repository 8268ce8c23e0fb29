import type { Task, TaskListQuery, TaskPage } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Access } from '../../access/access.ts'
import type { Head, Store } from '../../ports/store.ts'
import type { TaskSpot } from '../../ports/view.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { pathOf, viewPage, type Page } from './page.ts'
import { shown } from './shown.ts'

/** So many spaces are looked into for one page of the tasks of all: it comes short rather than late. */
const spacesPerPage = 20

const checkInstant = (instant: string | undefined): void => {
  if (instant !== undefined && Number.isNaN(Date.parse(instant))) refuse('invalid', 'updatedSince is not in the calendar.')
}
const limitOf = ({ limit }: TaskListQuery): number => (limit === undefined ? limits.pageDefault : Number(limit))

/** Tasks in pages: of one space, and of all spaces of a person. */
export const createTaskLists = (deps: { readonly store: Pick<Store, 'view' | 'heads'>; readonly access: Access }) => {
  const { store, access } = deps
  const pageOf = async (space: string, query: TaskListQuery, from: TaskSpot | null, limit: number): Promise<{ head: Head; page: Page } | undefined> => {
    const viewed = await store.view(space, () => viewPage(query, from, limit))
    return viewed && { head: viewed.head, page: viewed.value }
  }

  return {
    /** A page of a space, at the head that it was read at. Refuses `invalid` a cursor from elsewhere. */
    ofSpace: async (space: string, query: TaskListQuery): Promise<{ readonly head: Head; readonly body: TaskPage }> => {
      checkInstant(query.updatedSince)
      const by = pathOf(query)
      const cursor = readCursor(space, query, by, query.cursor)
      const read = (await pageOf(space, query, cursor?.spot ?? null, limitOf(query))) ?? refuse('not_found', 'There is no such space.')
      const { tasks, next } = read.page
      const body = { items: tasks.map((task) => shown(space, task)), nextCursor: next && writeCursor(space, query, by, { space, spot: next }) }
      return { head: read.head, body }
    },
    /** A page over the spaces of a person, in the order of their ids; each space is read at a rev of its own. */
    ofPerson: async (person: string, query: TaskListQuery): Promise<TaskPage> => {
      checkInstant(query.updatedSince)
      const [by, limit] = [pathOf(query), limitOf(query)]
      const where = `all of ${person}`
      const cursor = readCursor(where, query, by, query.cursor)
      const items: Task[] = []
      const spaces = (await access.spacesOf(person)).filter((space) => cursor === null || space >= cursor.space)
      for (const [index, space] of spaces.entries()) {
        if (items.length >= limit || index >= spacesPerPage) return { items, nextCursor: writeCursor(where, query, by, { space, spot: null }) }
        const read = await pageOf(space, query, space === cursor?.space ? cursor.spot : null, limit - items.length)
        for (const task of read?.page.tasks ?? []) items.push(shown(space, task))
        const spot = read?.page.next
        if (spot) return { items, nextCursor: writeCursor(where, query, by, { space, spot }) }
      }
      return { items, nextCursor: null }
    },
    /** What the spaces of a person are at, as text: it is another as soon as anything in any of them changes. */
    stateOf: async (person: string): Promise<string> => {
      const heads = await store.heads(await access.spacesOf(person))
      return [...heads]
        .map(([space, { rev, tag }]) => `${space} ${rev}.${tag}`)
        .sort()
        .join()
    },
  }
}
export type TaskLists = ReturnType<typeof createTaskLists>
