import { generateKeyBetween } from 'fractional-indexing'

/** Short keys that leave no room for a tail are passed over so many times at most. */
const tries = 4

/**
 * A key that sorts after `before` and ahead of `after` (null is the open end), with `tail` (3 characters of base 62)
 * so that two devices that choose the same gap do not tie. Never throws: with neighbours that leave no room
 * (equal, out of order, or not ours) it gives a key behind `before`.
 */
export const between = (before: string | null, after: string | null, tail: string): string => {
  // A tail of zeros only would end in the digit that leaves no room in front of it.
  const safe = tail.endsWith('0') ? `${tail}V` : tail
  try {
    let key = generateKeyBetween(before, after)
    for (let n = 1; after !== null && key + safe >= after && n < tries; n++) key = generateKeyBetween(before, key)
    return after === null || key + safe < after ? key + safe : key
  } catch {
    return before === null ? `a0${tail}V` : `${before}V`
  }
}
