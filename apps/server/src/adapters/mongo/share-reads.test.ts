import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareReads } from './share-reads.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('who asks at once shares a read; nobody is answered by a read that began before', async () => {
  let now = 0
  const reads: string[][] = []
  const gates: (() => void)[] = []
  const read = shareReads(async (keys) => {
    reads.push([...keys])
    const seen = now
    await new Promise<void>((resolve) => gates.push(resolve))
    return new Map(keys.filter((key) => key !== 'none').map((key) => [key, seen]))
  })
  const first = [read('a'), read('a'), read('b'), read('none')]
  await turn()
  const second = read('a')
  await turn()
  now = 1
  // Both lanes are busy: these wait for one to be free, and share.
  const later = [read('a'), read('c'), read('a')]
  await turn()
  assert.deepEqual(reads, [['a', 'b', 'none'], ['a']])
  gates[0]?.()
  assert.deepEqual(await Promise.all(first), [0, 0, 0, undefined])
  await turn()
  assert.deepEqual(reads[2], ['a', 'c'])
  gates[1]?.()
  gates[2]?.()
  assert.equal(await second, 0)
  assert.deepEqual(await Promise.all(later), [1, 1, 1])
})

test('a read that fails is told to all who shared it, and the next one works', async () => {
  let broken = true
  const read = shareReads(async (keys) => {
    if (broken) throw new Error('away')
    return new Map(keys.map((key) => [key, key]))
  })
  const outcomes = await Promise.allSettled([read('a'), read('b')])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  broken = false
  assert.equal(await read('a'), 'a')
})
