import { limits } from '../contract/limits.ts'
import { alignLines, createNumbering, type Work } from './align-lines.ts'
import { lineFeeds } from './line-feeds.ts'

const mark = 'Also written at the same time:'

/**
 * A three-way merge by line (as diff3 does it). No line of either side vanishes: where both changed the same lines, both stay, the second
 * under a line that says so. Where the two have drifted too far apart to be compared within `limits.mergeSteps`, all between what they
 * begin and end with stays twice in this way. Line breaks come out as LF.
 * @param work adds up the steps of the search, and the lines that were looked at for it
 */
export const mergeNotes = (base: string, mine: string, theirs: string, work: Work = { steps: 0 }): string => {
  const [old, ours, others] = [lineFeeds(base), lineFeeds(mine), lineFeeds(theirs)]
  if (ours === others || others === old) return ours
  if (ours === old) return others
  const [lines, a, b] = [old.split('\n'), others.split('\n'), ours.split('\n')]
  work.steps += lines.length + a.length + b.length
  const numbered = createNumbering()
  const [o, x, y] = [numbered(lines), numbered(a), numbered(b)]
  // Each side has half of the steps to itself: it must not matter which is compared first.
  const most = limits.mergeSteps / 2
  const [inA, inB] = [alignLines(o, x, most, work), alignLines(o, y, most, work)]

  const same = (one: Int32Array, from: number, to: number, other: Int32Array, otherFrom: number, otherTo: number): boolean => {
    if (to - from !== otherTo - otherFrom) return false
    for (let index = 0; index < to - from; index++) if (one[from + index] !== other[otherFrom + index]) return false
    return true
  }
  const merged: string[] = []
  const push = (from: readonly string[], start: number, end: number) => {
    for (let index = start; index < end; index++) merged.push(from[index] as string)
  }
  let [lo, la, lb] = [0, 0, 0]
  for (let row = 0; row <= lines.length; row++) {
    const [na, nb] = row < lines.length ? [inA[row] as number, inB[row] as number] : [a.length, b.length]
    if (na < 0 || nb < 0) continue
    // All between two lines that the three have in common, then that line.
    if (same(x, la, na, y, lb, nb) || same(o, lo, row, y, lb, nb)) push(a, la, na)
    else if (same(o, lo, row, x, la, na) || na === la) push(b, lb, nb)
    else if (nb === lb) push(a, la, na)
    else {
      push(a, la, na)
      merged.push(mark)
      push(b, lb, nb)
    }
    if (row < lines.length) merged.push(lines[row] as string)
    ;[lo, la, lb] = [row + 1, na + 1, nb + 1]
  }
  return merged.join('\n')
}
