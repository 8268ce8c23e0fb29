import type { Row, TaskRow } from './rows.ts'

/** Tasks, and all that is below them. */
export const withBelow = (rows: readonly Row[], keys: ReadonlySet<string>): readonly TaskRow[] => {
  const carried = new Set<string>()
  return rows.filter((row): row is TaskRow => {
    if (row.kind !== 'task' || !(keys.has(row.key) || (row.parentId !== null && carried.has(row.parentId)))) return false
    carried.add(row.id)
    return true
  })
}
/** Of tasks that move together, those that carry the others. */
export const topmost = (rows: readonly Row[], keys: ReadonlySet<string>): readonly TaskRow[] => {
  const all = withBelow(rows, keys)
  const ids = new Set(all.map(({ id }) => id))
  return all.filter(({ parentId }) => parentId === null || !ids.has(parentId))
}
