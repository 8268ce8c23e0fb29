import { generateKeyBetween } from 'fractional-indexing'

/**
 * A key that sorts after `before` and ahead of `after` (null is the open end), with `tail` (3 characters of base 62)
 * so that two devices that choose the same gap do not tie. Never throws: with neighbours that leave no room
 * (equal, out of order, or not ours) it gives a key behind `before`.
 */
export const between = (before: string | null, after: string | null, tail: string): string => {
  try {
    const key = generateKeyBetween(before, after)
    const tailed = key + tail
    // A tail of zeros only would end in the digit that leaves no room in front of it.
    const safe = tailed.endsWith('0') ? `${tailed}V` : tailed
    return after === null || safe < after ? safe : key
  } catch {
    return before === null ? `a0${tail}V` : `${before}V`
  }
}
