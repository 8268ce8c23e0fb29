import { limits } from '@muster/core/contract/limits.ts'
import { alignLines, createNumbering } from '@muster/core/domain/align-lines.ts'

/** Where the caret goes when a text is replaced by one that others wrote into: it stays in its line, at its column. */
export const carryCaret = (before: string, after: string, caret: number): number => {
  const lines = before.split('\n')
  const fresh = after.split('\n')
  const row = before.slice(0, caret).split('\n').length - 1
  const column = caret - (before.lastIndexOf('\n', caret - 1) + 1)
  const numbered = createNumbering()
  const pairs = alignLines(numbered(lines), numbered(fresh), limits.mergeSteps / 2)
  const startOf = (line: number) => fresh.slice(0, line).reduce((length, text) => length + text.length + 1, 0)
  const exact = pairs[row] ?? -1
  if (exact >= 0) return startOf(exact) + column
  // Its own line changed: as far behind the nearest line above that stayed.
  let above = row - 1
  while (above >= 0 && (pairs[above] ?? -1) < 0) above--
  const line = Math.min(fresh.length - 1, (above < 0 ? -1 : (pairs[above] ?? -1)) + (row - above))
  return startOf(line) + Math.min(column, fresh[line]?.length ?? 0)
}
