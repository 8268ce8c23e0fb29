import { useMemo } from 'react'
import { flatRows } from './model/rows.ts'
import { TaskGrid } from './task-grid.tsx'

/** Tasks given one by one, such as those of a day: the same rows, keys and menus as a list, in the order given. */
export const TaskIds = ({
  label,
  items,
  onOpen,
}: {
  label: string
  items: readonly { readonly space: string; readonly id: string }[]
  onOpen?: (space: string, id: string) => void
}) => {
  const rows = useMemo(() => flatRows(items), [items])
  return <TaskGrid label={label} rows={rows} onOpen={onOpen} />
}
