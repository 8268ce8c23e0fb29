import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryCache } from '../adapters/memory/cache.ts'
import { counted, createCacheAsks } from './counted.ts'

test('what is asked for is counted by where it was and was not; of what is not shared nobody is asked', async () => {
  const asks = createCacheAsks()
  const elsewhere = new Map([['there', Buffer.from('made elsewhere')]])
  const shared = counted({ ...createMemoryCache(10_000), fetch: async (keys) => keys.map((key) => elsewhere.get(key)) }, asks, true)
  const own = counted(createMemoryCache(10_000), asks, false)
  shared.set('here', Buffer.from('made here'))
  assert.deepEqual([shared.get('here'), shared.get('there'), own.get('here')].map(String), ['made here', 'undefined', 'undefined'])
  assert.deepEqual((await shared.fetch(['there', 'neither'])).map(String), ['made elsewhere', 'undefined'])
  await shared.fetch(['neither', 'there'])
  await shared.fetch(['there', 'neither'])
  await own.fetch(['there'])
  assert.deepEqual(asks, { process: { hits: 1, misses: 2 }, shared: { hits: 2, misses: 1 } })
})
