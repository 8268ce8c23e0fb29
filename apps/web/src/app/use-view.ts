import { partAfter } from '../lib/part-after.ts'
import { usePath } from '../lib/router.tsx'
import { useReplica, useRow, useSpaceOfList, useSpaces } from '../replica/context.ts'
import type { View } from './views.tsx'

/** The view of the address, how it is known in the sidebar, and its name. */
export const useView = (): { readonly view: View; readonly key: string; readonly name: string | undefined } => {
  const { person } = useReplica()
  const spaces = useSpaces()
  const path = usePath()
  const listId = path === '/' ? person : (partAfter('/list/', path) ?? '')
  const space = useSpaceOfList(listId) ?? person
  const list = useRow(space, 'list', listId)
  if (path === '/today') return { view: { is: 'today' }, key: 'today', name: 'Today' }
  if (path === '/trash') return { view: { is: 'trash' }, key: 'trash', name: 'Trash' }
  if (path === '/settings') return { view: { is: 'settings' }, key: 'settings', name: 'Settings' }
  const spaceId = partAfter('/space/', path)
  if (spaceId !== undefined) return { view: { is: 'space', id: spaceId }, key: spaceId, name: spaces.find(({ id }) => id === spaceId)?.name }
  if (listId !== '') return { view: { is: 'list', id: listId, space }, key: listId, name: list?.deletedAt === null ? list.name : undefined }
  if (path === '/sign-in' || path === '/sign-up') return { view: { is: 'list', id: person, space: person }, key: person, name: 'Inbox' }
  return { view: { is: 'nowhere' }, key: '', name: undefined }
}
