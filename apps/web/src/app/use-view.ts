import { nowhere, routeOf, routes, type RouteName } from '../lib/routes.ts'
import { listName } from '../lib/list-name.ts'
import { usePath } from '../lib/router.ts'
import { useReplica, useRow, useSpaceOfList, useSpaces } from '../replica/context.ts'

/** What an address leads to: a view and what it is of. `key` is how the sidebar knows it; it has no name while what it is called after is not here. */
export interface View {
  readonly route: RouteName | null
  readonly id: string
  readonly space: string
  readonly key: string
  readonly name: string | undefined
}

/** The view of the address. */
export const useView = (): View => {
  const { person } = useReplica()
  const spaces = useSpaces()
  const found = routeOf(usePath())
  const route = found?.name ?? null
  const listId = route === 'inbox' ? person : route === 'list' ? (found?.id ?? '') : ''
  const space = useSpaceOfList(listId) ?? person
  const list = useRow(space, 'list', listId)
  if (!found || route === null) return { route: null, id: '', space, key: '', name: nowhere() }
  if (route === 'inbox' || route === 'list')
    return { route, id: listId, space, key: listId, name: list?.deletedAt === null ? listName(list) : routes[route].title() }
  if (route === 'space') return { route, id: found.id, space: found.id, key: found.id, name: spaces.find(({ id }) => id === found.id)?.name }
  return { route, id: '', space, key: route, name: routes[route].title() }
}
