import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreUnavailable } from '../../ports/store.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { ticketOf } from '../../testing/tickets.ts'
import { shareReads } from './share-reads.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const turns = async () => {
  for (let n = 0; n < 10; n++) await turn()
}

test('who asks at once shares a read; nobody is answered by a read that began before', async () => {
  let now = 0
  const reads: string[][] = []
  const gates: (() => void)[] = []
  const read = shareReads(
    async (keys) => {
      reads.push([...keys])
      const seen = now
      await new Promise<void>((resolve) => gates.push(resolve))
      return new Map(keys.filter((key) => key !== 'none').map((key) => [key, seen]))
    },
    { slowMs: 60_000 },
  )
  const first = [read('a'), read('a'), read('b'), read('none')]
  while (reads.length < 1) await turn()
  now = 1
  // A read is under way: these wait for its end, and share the next.
  const later = [read('a'), read('c'), read('a')]
  await turns()
  assert.deepEqual(reads, [['a', 'b', 'none']])
  gates[0]?.()
  assert.deepEqual(await Promise.all(first), [0, 0, 0, undefined])
  while (reads.length < 2) await turn()
  assert.deepEqual(reads[1], ['a', 'c'])
  gates[1]?.()
  assert.deepEqual(await Promise.all(later), [1, 1, 1])
})

test('a read that hangs is not waited for: the next begins beside it, and no third', async () => {
  const gates: (() => void)[] = []
  const read = shareReads(
    async (keys) => {
      const n = gates.length
      await new Promise<void>((resolve) => gates.push(resolve))
      return new Map(keys.map((key) => [key, n]))
    },
    { slowMs: 1 },
  )
  const hangs = read('a')
  while (gates.length < 1) await turn()
  const beside = read('a')
  while (gates.length < 2) await turn()
  const third = read('a')
  await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(gates.length, 2)
  gates[1]?.()
  assert.equal(await beside, 1)
  while (gates.length < 3) await turn()
  for (const open of gates) open()
  assert.deepEqual([await hangs, await third], [0, 2])
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

test('who waits past their time is told when the next read begins, and not read for; more than may wait are told at once', async () => {
  const reads: string[][] = []
  const gates: (() => void)[] = []
  const read = shareReads(
    async (keys) => {
      reads.push([...keys])
      await new Promise<void>((resolve) => gates.push(resolve))
      return new Map(keys.map((key) => [key, key]))
    },
    { slowMs: 60_000, most: 3 },
  )
  const hands = createHandClock()
  const first = read('a')
  while (reads.length < 1) await turn()
  const late = [read('b', ticketOf('', 1_000, hands.clock)), read('c', ticketOf('', 1_000, hands.clock))]
  const patient = read('c', ticketOf('', 9_000, hands.clock))
  await assert.rejects(read('d'), StoreUnavailable)
  hands.move(1_000)
  gates[0]?.()
  for (const one of late) await assert.rejects(one, StoreUnavailable)
  while (reads.length < 2) await turn()
  assert.deepEqual(reads[1], ['c'])
  gates[1]?.()
  assert.deepEqual([await first, await patient], ['a', 'c'])
  const again = read('d')
  while (reads.length < 3) await turn()
  gates[2]?.()
  assert.equal(await again, 'd')
})

test('while many ask, reads keep a pace; whoever asks alone never waits for it', async () => {
  const reads: string[][] = []
  const read = shareReads(
    async (keys) => {
      reads.push([...keys])
      return new Map(keys.map((key) => [key, key]))
    },
    { slowMs: 60_000, most: 10, pace: 60_000 },
  )
  for (const key of ['a', 'b', 'c']) assert.equal(await read(key), key)
  assert.deepEqual(await Promise.all([read('a'), read('b')]), ['a', 'b'])
  void read('c')
  await turns()
  void read('d')
  await turns()
  assert.deepEqual(reads, [['a'], ['b'], ['c'], ['a', 'b']])
})
