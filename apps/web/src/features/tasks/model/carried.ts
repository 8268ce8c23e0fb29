import { createKeyIndexes, type KeyIndex } from './key-index.ts'
import type { Row, TaskRow } from './rows.ts'

/** Tasks, and all that is below them. Only those are looked at, however long the list is. */
export const withBelow = (rows: readonly Row[], keys: ReadonlySet<string>, indexOf: KeyIndex = createKeyIndexes()(rows)): readonly TaskRow[] => {
  const carried: TaskRow[] = []
  let end = 0
  for (const at of [...keys].flatMap((key) => indexOf.get(key) ?? []).sort((a, b) => a - b)) {
    const top = rows[at]
    if (at < end || top?.kind !== 'task') continue
    carried.push(top)
    for (end = at + 1; end < rows.length; end++) {
      const row = rows[end]
      if (!row || !('depth' in row) || row.depth <= top.depth) break
      if (row.kind === 'task') carried.push(row)
    }
  }
  return carried
}
/** Of tasks that move together, those that carry the others. */
export const topmost = (rows: readonly Row[], keys: ReadonlySet<string>, indexOf?: KeyIndex): readonly TaskRow[] => {
  const all = withBelow(rows, keys, indexOf)
  const ids = new Set(all.map(({ id }) => id))
  return all.filter(({ parentId }) => parentId === null || !ids.has(parentId))
}
