import { useMemo } from 'react'
import type { ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { useReplica, useRows } from '../../replica/context.ts'
import { ListDialog } from './list-dialog.tsx'
import { layoutOf } from './model/layout.ts'
import { useListEdits } from './use-list-edits.ts'

/** Name, colour, emoji, folder and order of a list, asked for from within it. */
export const EditList = ({ space, list, onClose }: { space: string; list: ListDoc; onClose: () => void }) => {
  const lists = useRows(space, 'list')
  const folders = useRows(space, 'folder')
  const layout = useMemo(() => layoutOf(lists, folders), [lists, folders])
  return <ListDialog list={list} folders={folders} edits={useListEdits(space, layout)} shared={space !== useReplica().person} onClose={onClose} />
}
