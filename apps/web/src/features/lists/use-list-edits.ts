import { useMemo } from 'react'
import type { FolderDoc, ListDoc } from '@muster/core/contract/schemas/documents.ts'
import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import { placeAmong } from '@muster/core/domain/place-among.ts'
import { rememberFields } from '../../app/undo.ts'
import { newId } from '../../lib/new-id.ts'
import { useReplica } from '../../replica/context.ts'
import { siblingsAt, type Entry, type Spot } from './model/layout.ts'

const tail = () => newId().slice(-3)
const end: Spot = { folderId: null, index: Number.MAX_SAFE_INTEGER }

/** What people do to the lists and folders of a space. Each step but making one can be taken back. */
export const useListEdits = (space: string, layout: readonly Entry[]) => {
  const replica = useReplica()
  return useMemo(() => {
    const place = (spot: Spot, moving: string) => {
      const siblings = siblingsAt(layout, spot.folderId, moving)
      const { orders, rekey } = placeAmong(siblings, Math.min(spot.index, siblings.length), 1, tail)
      return { order: orders[0] ?? 'a0', rekey }
    }
    /** Tied neighbours get new places, each as what it is. */
    const rekeyed = (rekey: readonly { readonly id: string; readonly order: string }[]) => {
      for (const { id, order } of rekey) {
        if (replica.get(space, 'list', id)) replica.mutate(space, 'list.update@1', { id, set: { order } })
        else replica.mutate(space, 'folder.update@1', { id, set: { order } })
      }
    }
    return {
      addList: (name: string, color: ListDoc['color']): string => {
        const id = newId()
        const { order, rekey } = place(end, id)
        rekeyed(rekey)
        replica.mutate(space, 'list.create@1', { id, name, color, emoji: null, folderId: null, order })
        return id
      },
      addFolder: (name: string): string => {
        const id = newId()
        const { order, rekey } = place(end, id)
        rekeyed(rekey)
        replica.mutate(space, 'folder.create@1', { id, name, order })
        return id
      },
      setList: (list: ListDoc, set: MutationArgs['list.update@1']['set'], said: string) => {
        const fields = (Object.keys(set) as (keyof typeof set)[]).filter((field) => set[field] !== list[field])
        if (fields.length === 0) return
        replica.mutate(space, 'list.update@1', { id: list.id, set })
        const undoable = fields.filter((field) => field !== 'folderId')
        if (undoable.length > 0)
          rememberFields(said, space, 'list', list.id, Object.fromEntries(undoable.map((field) => [field, { expect: set[field], to: list[field] }])))
      },
      renameFolder: (folder: FolderDoc, name: string) => {
        if (name === folder.name) return
        replica.mutate(space, 'folder.update@1', { id: folder.id, set: { name } })
        rememberFields('Folder renamed', space, 'folder', folder.id, { name: { expect: name, to: folder.name } })
      },
      remove: (row: ListDoc | FolderDoc) => {
        if (row.kind === 'list') replica.mutate(space, 'list.delete@1', { id: row.id })
        else replica.mutate(space, 'folder.delete@1', { id: row.id })
        rememberFields(`Deleted ${row.name}`, space, row.kind, row.id, { deletedAt: { expect: new Date().toISOString(), to: null } })
      },
      move: (row: ListDoc | FolderDoc, spot: Spot) => {
        const { order, rekey } = place(spot, row.id)
        rekeyed(rekey)
        if (row.kind === 'folder') replica.mutate(space, 'folder.update@1', { id: row.id, set: { order } })
        else replica.mutate(space, 'list.update@1', { id: row.id, set: { order, ...(spot.folderId === row.folderId ? {} : { folderId: spot.folderId }) } })
      },
    }
  }, [replica, space, layout])
}
export type ListEdits = ReturnType<typeof useListEdits>
