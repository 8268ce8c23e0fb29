import type { Row } from './rows.ts'

/** Whether two rows are drawn in the same way. */
export const alike = (a: Row, b: Row): boolean => {
  const [one, other] = [a as unknown as Record<string, unknown>, b as unknown as Record<string, unknown>]
  const fields = Object.keys(one)
  return fields.length === Object.keys(other).length && fields.every((field) => one[field] === other[field])
}
/** These, or what was there before where each of them is the same. */
export const keptAll = (was: readonly Row[], now: readonly Row[]): readonly Row[] =>
  was.length === now.length && now.every((row, n) => row === was[n]) ? was : now

/** Rows of `now`: each that looks as one of `was` is that very one, and so is the whole. */
export const keptRows = (was: readonly Row[], now: readonly Row[]): readonly Row[] => {
  if (was.length === 0) return now
  const known = new Map(was.map((row) => [row.key, row]))
  const rows = now.map((row) => {
    const old = known.get(row.key)
    return old && alike(old, row) ? old : row
  })
  return keptAll(was, rows)
}
