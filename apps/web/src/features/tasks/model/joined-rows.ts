import { tellEnds } from '../../../lib/common-ends.ts'
import type { Row } from './rows.ts'

type Part = readonly Row[]
/** Rows, and the parts that they were put together from. */
export interface JoinedRows {
  readonly parts: readonly Part[]
  readonly rows: readonly Row[]
}
const isSame = (a: Part | undefined, b: Part | undefined) => a === b || (a?.length === b?.length && (a?.length ?? 0) < 2 && a?.[0] === b?.[0])
const lengthOf = (parts: readonly Part[]) => parts.reduce((sum, { length }) => sum + length, 0)

/** Puts rows together from parts, most of which are as they were: the rows at both ends are told to be as they were, and all of them where no part is another. */
export const joinRows = (was: JoinedRows, parts: readonly Part[]): JoinedRows => {
  const most = Math.min(parts.length, was.parts.length)
  let start = 0
  while (start < most && isSame(parts[start], was.parts[start])) start++
  if (start === parts.length && start === was.parts.length) return was
  let end = 0
  while (end < most - start && isSame(parts.at(-1 - end), was.parts.at(-1 - end))) end++
  const rows = ([] as Row[]).concat(...parts)
  const [from, behind] = [lengthOf(parts.slice(0, start)), lengthOf(parts.slice(parts.length - end))]
  if (rows.length === was.rows.length && rows.slice(from, rows.length - behind).every((row, n) => row === was.rows[from + n])) return { parts, rows: was.rows }
  tellEnds(rows, was.rows, [from, behind])
  return { parts, rows }
}
