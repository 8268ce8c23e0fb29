import { useMemo, useState } from 'react'
import { keptRows } from './model/kept-rows.ts'
import { flatRows, type TaskGroup } from './model/flat-rows.ts'
import { TaskGrid } from './task-grid.tsx'

/** Tasks given one by one in groups, such as those of a day: the same rows, keys and menus as a list, in the order given. */
export const TaskIds = ({
  label,
  groups,
  onOpen,
}: {
  label: string
  groups: readonly TaskGroup[]
  onOpen?: ((space: string, id: string) => void) | undefined
}) => {
  const now = useMemo(() => flatRows(groups), [groups])
  const [rows, setRows] = useState(now)
  // What stands as it stood is the same row, and is not drawn again.
  const kept = useMemo(() => keptRows(rows, now), [rows, now])
  if (kept !== rows) setRows(kept)
  return <TaskGrid label={label} rows={rows} onOpen={onOpen} />
}
