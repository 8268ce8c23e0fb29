import { useMemo } from 'react'
import type { FolderDoc, ListDoc } from '@muster/core/contract/schemas/documents.ts'
import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import type { StepPart } from '@muster/core/domain/inverse.ts'
import { newId } from '../../lib/new-id.ts'
import { useReplica } from '../../replica/context.ts'
import { placesAmong } from '../../replica/places.ts'
import { siblingsAt, type Entry, type Spot } from './model/layout.ts'
import { say } from './say.ts'

type ListFields = MutationArgs['list.update@1']['set']
const end = (folderId: string | null): Spot => ({ folderId, index: Number.MAX_SAFE_INTEGER })

/** What people do to the lists and folders of a space; each is one step. */
export const useListEdits = (space: string, layout: readonly Entry[]) => {
  const replica = useReplica()
  return useMemo(() => {
    /** A place among lists and folders, and what gives tied neighbours new ones, each as what it is. */
    const place = (spot: Spot, moving: string): { readonly order: string; readonly others: readonly StepPart[] } => {
      const siblings = siblingsAt(layout, spot.folderId, moving)
      const { orders, rekey } = placesAmong(siblings, Math.min(spot.index, siblings.length), 1)
      const others = rekey.map(({ id, order }): StepPart => {
        const args = { id, set: { order } }
        return replica.get(space, 'list', id) ? { space, name: 'list.update@1', args } : { space, name: 'folder.update@1', args }
      })
      return { order: orders[0] ?? 'a0', others }
    }
    return {
      addList: (name: string, color: ListDoc['color']): string => {
        const id = newId()
        const { order, others } = place(end(null), id)
        const args = { id, name, color, emoji: null, folderId: null, order }
        replica.transact(say('list-added', { name }), [...others, { space, name: 'list.create@1', args }], true)
        return id
      },
      addFolder: (name: string): string => {
        const id = newId()
        const { order, others } = place(end(null), id)
        replica.transact(say('folder-added'), [...others, { space, name: 'folder.create@1', args: { id, name, order } }], 'unnamed')
        return id
      },
      /** Into another folder it goes at the end of what is there. */
      setList: (list: ListDoc, set: ListFields, said: string) => {
        const fields = (Object.keys(set) as (keyof ListFields)[]).filter((field) => set[field] !== list[field])
        if (fields.length === 0) return
        const changed = Object.fromEntries(fields.map((field) => [field, set[field]])) as ListFields
        const { order, others } = changed.folderId === undefined ? { others: [] } : place(end(changed.folderId), list.id)
        replica.transact(said, [
          ...others,
          { space, name: 'list.update@1', args: { id: list.id, set: { ...changed, ...(order === undefined ? {} : { order }) } } },
        ])
      },
      renameFolder: ({ id, name: before }: FolderDoc, name: string) => {
        if (name !== before) replica.transact(say('folder-renamed'), [{ space, name: 'folder.update@1', args: { id, set: { name } } }])
      },
      remove: ({ kind, id, name }: ListDoc | FolderDoc) =>
        replica.transact(say('deleted', { name }), [{ space, name: kind === 'list' ? 'list.delete@1' : 'folder.delete@1', args: { id } }]),
      move: (row: ListDoc | FolderDoc, spot: Spot) => {
        const { id } = row
        const { order, others } = place(spot, id)
        const part: StepPart =
          row.kind === 'folder'
            ? { space, name: 'folder.update@1', args: { id, set: { order } } }
            : { space, name: 'list.update@1', args: { id, set: { order, ...(spot.folderId === row.folderId ? {} : { folderId: spot.folderId }) } } }
        replica.transact(say(row.kind === 'folder' ? 'folder-moved' : 'list-moved'), [...others, part])
      },
    }
  }, [replica, space, layout])
}
export type ListEdits = ReturnType<typeof useListEdits>
