import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import { gather } from './gather.ts'

/** Longer than any test may take. */
const forEver = 3_600_000
/** A queue that one more comes to each time it is looked at, up to so many. */
const filling = (from: number, to: number) => {
  let count = from
  return { waiting: () => Math.min(to, count++), count: () => Math.min(to, count) }
}

test('those who wait go as soon as all who were answered have come again', async () => {
  const queue = filling(5, 12)
  await gather(queue.waiting, 7, forEver)
  assert.equal(queue.count(), 12)
})

test('they go without those who do not come', async () => {
  let looks = 0
  await gather(() => (looks++, 5), 7, 3)
  assert.ok(looks > 1)
})

test('they wait for no more than an entry takes', async () => {
  await gather(() => limits.groupMutations, limits.groupMutations, forEver)
})
