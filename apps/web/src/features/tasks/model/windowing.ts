import { commonEnds } from '../../../lib/common-ends.ts'

/**
 * Sums of row heights, of a view as it is and as it becomes: `offsets[n]` is the top of row n in px, the last one the height of all. What stands
 * in front of all that changed is not summed up again, and what stands behind it is only moved: of a long list that is most of it.
 */
export const createOffsets = <R>() => {
  let known: readonly R[] = []
  let knownBy: ((row: R) => number) | undefined
  let sums = new Float64Array(1)
  return (rows: readonly R[], heightOf: (row: R) => number): Float64Array => {
    const offsets = new Float64Array(rows.length + 1)
    const [before, behind] = knownBy === heightOf ? commonEnds(rows, known) : [0, 0]
    const end = rows.length - behind
    offsets.set(sums.subarray(0, before + 1))
    for (let n = before; n < end; n++) offsets[n + 1] = (offsets[n] ?? 0) + heightOf(rows[n] as R)
    const by = (offsets[end] ?? 0) - (sums[known.length - behind] ?? 0)
    const shift = rows.length - known.length
    for (let n = end + 1; n <= rows.length; n++) offsets[n] = (sums[n - shift] ?? 0) + by
    known = rows
    knownBy = heightOf
    sums = offsets
    return offsets
  }
}

/** The row that covers `y` px; the first or last one when `y` lies outside. -1 when there is none. */
export const rowAt = (offsets: Float64Array, y: number): number => {
  let low = 0
  let high = offsets.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= y) low = middle
    else high = middle - 1
  }
  return high < 0 ? -1 : low
}

/** First and last row (both included) to draw for a view of `height` px at `top`, and `spare` px above and below it. */
export const windowOf = (offsets: Float64Array, top: number, height: number, spare: number): readonly [number, number] => [
  Math.max(0, rowAt(offsets, top - spare)),
  rowAt(offsets, top + height + spare),
]

/** The rows to draw, in their order: the window, and those that stay drawn wherever they are. */
export const drawn = ([first, last]: readonly [number, number], pinned: readonly number[]): readonly number[] => {
  const indexes = new Set<number>()
  for (let index = first; index <= last; index++) indexes.add(index)
  for (const index of pinned) if (index >= 0) indexes.add(index)
  return [...indexes].sort((a, b) => a - b)
}
