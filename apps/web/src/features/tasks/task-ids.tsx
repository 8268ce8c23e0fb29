import { useMemo } from 'react'
import { flatRows, type TaskGroup } from './model/rows.ts'
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
  const rows = useMemo(() => flatRows(groups), [groups])
  return <TaskGrid label={label} rows={rows} onOpen={onOpen} />
}
