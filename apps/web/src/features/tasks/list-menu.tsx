import type { RefObject } from 'react'
import { listSorts, type ListSort } from '@muster/core/contract/kinds.ts'
import type { ListDoc, SectionDoc } from '@muster/core/contract/schemas/documents.ts'
import { newId } from '../../lib/new-id.ts'
import { useReplica } from '../../replica/context.ts'
import { placesAmong } from '../../replica/places.ts'
import { useRoom } from '../../replica/use-room.ts'
import { leaveList } from '../../tab/leave-list.ts'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import { sectionKey, type SectionRow } from './model/rows.ts'
import type { GridHandle } from './task-grid.tsx'
import { say as sayPage } from '../../messages/page.ts'
import { say } from './say.ts'

export interface ListMenuOf {
  readonly at: { readonly x: number; readonly y: number }
  readonly what: 'sort' | 'list' | SectionRow
}
interface Props {
  readonly space: string
  readonly list: ListDoc
  readonly sections: readonly SectionDoc[]
  readonly menu: ListMenuOf
  readonly mayWrite: boolean
  /** How it is sorted for this person. */
  readonly sort: ListSort
  /** Takes an order for this person alone; none to follow the list. */
  readonly setOwnSort: (sort: ListSort | null) => void
  readonly onEdit: () => void
  readonly showDone: boolean
  readonly setShowDone: (on: boolean) => void
  readonly grid: RefObject<GridHandle | null>
  readonly onClose: () => void
}
/** What can be done with a list, its order, or one of its sections. */
export const ListMenu = ({ space, list, sections, mayWrite, sort: now, setOwnSort, onEdit, menu, showDone, setShowDone, grid, onClose }: Props) => {
  const replica = useReplica()
  const shared = space !== replica.person
  const room = useRoom(space, 'section')
  const sectionPlace = (index: number, moving?: string) => {
    const others = sections.filter(({ id }) => id !== moving)
    const { orders, rekey } = placesAmong(others, index, 1)
    return { order: orders[0] ?? 'a0', rekey }
  }
  const addSection = () => {
    const id = newId()
    grid.current?.followAtOnce()
    const { order } = sectionPlace(sections.length)
    replica.transact(say('section-added'), [{ space, name: 'section.create@1', args: { id, listId: list.id, name: say('section-new'), order } }], 'unnamed')
    grid.current?.edit(sectionKey(id))
  }
  const moveSection = (id: string, by: 1 | -1) => {
    const to = sections.findIndex((one) => one.id === id) + by
    if (to < 0 || to >= sections.length) return
    grid.current?.followAtOnce()
    const { order, rekey } = sectionPlace(to, id)
    replica.transact(say('section-moved'), [{ space, name: 'section.update@1', args: { id, set: { order }, ...(rekey.length > 0 ? { rekey } : {}) } }])
  }
  const setSort = (sort: ListSort) => {
    if (sort === now) return
    grid.current?.followAtOnce()
    if (shared) return setOwnSort(sort === list.sort ? null : sort)
    replica.transact(say('sorted'), [{ space, name: 'list.update@1', args: { id: list.id, set: { sort } } }])
  }
  const remove = () => {
    replica.transact(say('list-deleted', { name: list.name }), [{ space, name: 'list.delete@1', args: { id: list.id } }])
    leaveList(list.id)
  }
  const items = (): readonly MenuItem[] => {
    if (menu.what === 'sort')
      return listSorts.map((sort) => ({
        label: shared && sort === list.sort ? say('sort-of-list', { sort: sayPage(`sort-${sort}`) }) : sayPage(`sort-${sort}`),
        checked: sort === now,
        run: () => setSort(sort),
      }))
    if (menu.what === 'list')
      return [
        ...(mayWrite ? [{ label: room === null ? say('section-add') : say('section-add-room', { room }), run: addSection }] : []),
        {
          label: say(showDone ? 'done-hide' : 'done-show'),
          run: () => {
            grid.current?.followAtOnce()
            setShowDone(!showDone)
          },
        },
        ...(mayWrite ? [{ label: say(list.inbox ? 'edit-inbox' : 'edit'), apart: true, run: onEdit }] : []),
        ...(mayWrite && !list.inbox ? [{ label: say('list-delete'), danger: true, apart: true, run: remove }] : []),
      ]
    const { id, key } = menu.what
    return [
      { label: say('rename'), keys: 'F2', run: () => grid.current?.edit(key) },
      ...(id === sections[0]?.id ? [] : [{ label: say('move-up'), run: () => moveSection(id, -1) }]),
      ...(id === sections.at(-1)?.id ? [] : [{ label: say('move-down'), run: () => moveSection(id, 1) }]),
      {
        label: say('section-delete'),
        danger: true,
        apart: true,
        run: () => {
          grid.current?.followAtOnce()
          replica.transact(say('section-deleted'), [{ space, name: 'section.delete@1', args: { id } }])
        },
      },
    ]
  }
  return <Menu label={say(menu.what === 'sort' || menu.what === 'list' ? menu.what : 'section')} at={menu.at} items={items()} onClose={onClose} />
}
