import { generateNKeysBetween } from 'fractional-indexing'
import type { Rekey } from '../contract/schemas/mutations.ts'
import { limits } from '../contract/limits.ts'
import { between } from './order-keys.ts'

interface Sibling {
  readonly id: string
  readonly order: string
}
/** Keys longer than this are made afresh together with their neighbours'. */
const longest = 64

/** Fresh keys for a stretch of siblings; null when its outer neighbours leave no room. */
const spread = (low: string | null, high: string | null, count: number): string[] | null => {
  try {
    return generateNKeysBetween(low, high, count)
  } catch {
    return null
  }
}

/**
 * Order keys for `count` rows that go in front of `siblings[index]` (at the end when `index` is their number).
 * `siblings` are in order and hold none of the rows that move. Between tied siblings the smallest tied run gets new
 * keys too, and where a key would be over 64 characters, the nearest siblings do (50 at most): both come as `rekey`.
 * `tail` gives 3 random characters of base 62 each time.
 */
export const placeAmong = (
  siblings: readonly Sibling[],
  index: number,
  count: number,
  tail: () => string,
): { readonly orders: readonly string[]; readonly rekey: Rekey } => {
  const before = siblings[index - 1]
  const after = siblings[index]
  const tied = before !== undefined && after !== undefined && before.order >= after.order
  if (!tied) {
    const orders: string[] = []
    for (let n = 0; n < count; n++) orders.push(between(orders.at(-1) ?? before?.order ?? null, after?.order ?? null, tail()))
    if (orders.every((order) => order.length <= longest)) return { orders, rekey: [] }
  }
  let from = index
  let to = index
  if (tied) {
    while (from > 0 && siblings[from - 1]?.order === before.order && to - from < limits.rekey / 2) from--
    while (to < siblings.length && (siblings[to]?.order ?? '') <= before.order && to - from < limits.rekey) to++
  } else {
    from = Math.max(0, index - limits.rekey / 2)
    to = Math.min(siblings.length, index + limits.rekey / 2)
  }
  const keys = spread(siblings[from - 1]?.order ?? null, siblings[to]?.order ?? null, to - from + count)
  if (!keys) {
    const orders: string[] = []
    for (let n = 0; n < count; n++) orders.push(between(orders.at(-1) ?? before?.order ?? null, null, tail()))
    return { orders, rekey: [] }
  }
  const fresh = keys.map((key) => `${key}${tail()}V`)
  const inFront = index - from
  const rekey = siblings.slice(from, to).map(({ id }, at) => ({ id, order: fresh[at < inFront ? at : at + count] as string }))
  return { orders: fresh.slice(inFront, inFront + count), rekey }
}
