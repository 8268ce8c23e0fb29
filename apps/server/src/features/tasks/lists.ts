import type { TaskListQuery } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Access } from '../../access/access.ts'
import { stateAt, type Built } from '../../cache/page-cache.ts'
import type { Head, Store } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import type { TaskSpot } from '../../ports/view.ts'
import type { TaskIn } from '../../ports/view-over.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { viewAssignedPage } from './assigned-page.ts'
import { pathOf, viewPage } from './page.ts'
import { pageBytes } from './page-bytes.ts'

/** So many spaces are looked into for one page of the tasks of all: it comes short rather than late. */
const spacesPerPage = 20

/** So often a page is read anew because they were let out of a space while it was read. */
const tryAgain = 3

const limitOf = ({ limit }: Pick<TaskListQuery, 'limit'>): number => (limit === undefined ? limits.pageDefault : Number(limit))

/** Spaces and where each of them is. */
const stateOver = (spaces: readonly string[], heads: ReadonlyMap<string, Head>): string => {
  let state = ''
  for (const space of spaces) {
    const head = heads.get(space)
    state += head ? `${space} ${stateAt(head)},` : `${space},`
  }
  return state
}

/** Tasks in pages: of one space, and of all spaces of a person. */
export const createTaskLists = (deps: { readonly store: Pick<Store, 'view' | 'viewOver'>; readonly access: Access }) => {
  const { store, access } = deps
  const pageOf = (
    space: string,
    query: TaskListQuery,
    from: TaskSpot | null,
    limit: number,
    bound: Bound,
    how: { readonly watched?: boolean; readonly since: number },
  ) => store.view(space, () => viewPage(query, from, limit), bound, how)
  /** A page over spaces, and the heads of those that were looked into. */
  const pageOver = async (all: readonly string[], where: string, query: TaskListQuery, since: ReadonlyMap<string, Head>, bound: Bound) => {
    const [by, limit] = [pathOf(query), limitOf(query)]
    const cursor = readCursor(where, query, by, query.cursor)
    const [items, seen] = [[] as TaskIn[], new Map<string, Head>()]
    const told = (at: { readonly space: string; readonly spot: TaskSpot | null } | null) => ({
      seen,
      bytes: pageBytes(items, at && writeCursor(where, query, by, at)),
    })
    const spaces = all.filter((space) => cursor === null || space >= cursor.space)
    for (const [index, space] of spaces.entries()) {
      if (items.length >= limit || index >= spacesPerPage) return told({ space, spot: null })
      const read = await pageOf(space, query, space === cursor?.space ? cursor.spot : null, limit - items.length, bound, { since: since.get(space)?.rev ?? 0 })
      if (!read) continue
      seen.set(space, read.head)
      for (const row of read.value.tasks) items.push({ space, row })
      if (read.value.next) return told({ space, spot: read.value.next })
    }
    return told(null)
  }

  /** A page of what somebody is assigned to in any of the spaces, and the heads of all of them. */
  const assignedOver = async (
    spaces: readonly string[],
    where: string,
    query: TaskListQuery & { readonly assignee: string },
    since: ReadonlyMap<string, Head>,
    bound: Bound,
  ) => {
    const cursor = readCursor(where, query, 'assigned', query.cursor)
    const from = cursor?.spot ? { ...cursor.spot, space: cursor.space } : null
    const { heads, value } = await store.viewOver(spaces, () => viewAssignedPage(query, from, limitOf(query)), bound, since)
    const { items, next } = value
    return { seen: heads, bytes: pageBytes(items, next && writeCursor(where, query, 'assigned', { space: next.space, spot: next })) }
  }
  /** By assignee alone they come in one order over all spaces; else space by space, since lists, parents and labels are of one. */
  const over = (spaces: readonly string[], where: string, query: TaskListQuery, since: ReadonlyMap<string, Head>, bound: Bound) => {
    const { assignee, label } = query
    return assignee !== undefined && label === undefined && pathOf(query) === 'assigned'
      ? assignedOver(spaces, where, { ...query, assignee }, since, bound)
      : pageOver(spaces, where, query, since, bound)
  }

  return {
    /** A page of a space, at the head that it was read at, which is no earlier than `since`. Refuses `invalid` a cursor from elsewhere. */
    ofSpace: async (space: string, query: TaskListQuery, since: number, bound: Bound): Promise<Built> => {
      const by = pathOf(query)
      const cursor = readCursor(space, query, by, query.cursor)
      const read =
        (await pageOf(space, query, cursor?.spot ?? null, limitOf(query), bound, { watched: true, since })) ?? refuse('not_found', 'There is no such space.')
      const { tasks, next } = read.value
      const items = tasks.map((row) => ({ space, row }))
      const bytes = pageBytes(items, next && writeCursor(space, query, by, { space, spot: next }))
      return { state: stateAt(read.head), bytes, ...(read.holds ? { holds: read.holds } : {}) }
    },
    /** A page over the spaces of a person, in the order of their ids, each read at a rev of its own; by assignee in one order, and all of one moment. */
    ofPerson: async (person: string, query: TaskListQuery, bound: Bound): Promise<Built> => {
      for (let tries = 1; ; tries++) {
        const { spaces, heads } = await access.enterAll(person, bound)
        const { bytes, seen } = await over(spaces, `all of ${person}`, query, heads, bound)
        // Who was let out of a space meanwhile is not shown what it holds since.
        const still = new Set(await access.spacesOf(person, bound))
        if ([...seen.keys()].every((space) => still.has(space))) return { state: stateOver(spaces, new Map([...heads, ...seen])), bytes }
        if (tries === tryAgain) refuse('busy', 'Your spaces change too quickly. Try again in a moment.')
      }
    },
    /** Which spaces a person is in, and what they are at: it is another as soon as anything in any of them changes. */
    stateOf: async (person: string, bound: Bound): Promise<string> => {
      const { spaces, heads } = await access.enterAll(person, bound)
      return stateOver(spaces, heads)
    },
  }
}
export type TaskLists = ReturnType<typeof createTaskLists>
