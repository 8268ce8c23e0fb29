import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSharedClock } from './shared-clock.ts'

const start = Date.parse('2026-03-01T10:00:00.000Z')
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Two clocks that stand still but for where a test moves them, and a store that answers at once. */
const clocks = async (aheadMs: number, again = true, answers = true) => {
  const at = { own: start, store: start + aheadMs, looks: 0, answers }
  const now = await createSharedClock({
    own: () => new Date(at.own),
    storeTime: async () => {
      at.looks++
      if (!at.answers) throw new Error('the store does not answer')
      return new Date(at.store)
    },
    again,
  })
  const pass = (ms: number) => {
    at.own += ms
    at.store += ms
  }
  return { at, now, pass, apart: () => now().getTime() - at.store }
}

test('processes whose clocks are apart tell one time', async () => {
  for (const aheadMs of [0, 30_000, -30_000, 86_400_000]) {
    const { apart, pass } = await clocks(aheadMs)
    assert.equal(apart(), 0)
    pass(5_000)
    assert.equal(apart(), 0)
  }
})

test('where our clock is set while we run, the next look at the store shows it', async () => {
  for (const set of [90_000, -90_000]) {
    const { at, apart, pass } = await clocks(0)
    pass(5_000)
    at.own += set
    assert.equal(apart(), set)
    await settled()
    assert.equal(apart(), 0)
  }
})

test('it is looked at again now and then, once at a time, however often it is asked', async () => {
  const { at, now, pass } = await clocks(0)
  const before = at.looks
  for (let n = 0; n < 100; n++) now()
  assert.equal(at.looks, before)
  pass(10_000)
  for (let n = 0; n < 100; n++) now()
  assert.equal(at.looks, before + 1)
})

test('while the store does not answer, time goes on by what was seen last', async () => {
  const { at, apart, pass } = await clocks(30_000)
  at.answers = false
  for (let n = 0; n < 3; n++) {
    pass(20_000)
    assert.equal(apart(), 0)
    await settled()
  }
})

test('a store that does not answer at the start is looked at as soon as the time is asked for', async () => {
  const { at, apart } = await clocks(30_000, true, false)
  at.answers = true
  assert.equal(apart(), -30_000)
  await settled()
  assert.equal(apart(), 0)
})

test('an answer that took long changes nothing', async () => {
  let own = start
  let tookMs = 0
  const now = await createSharedClock({
    own: () => new Date(own),
    storeTime: async () => {
      const told = new Date(own)
      own += tookMs
      return told
    },
    again: true,
  })
  tookMs = 8_000
  own += 10_000
  now()
  await settled()
  assert.equal(now().getTime(), own)
})

test('a clock that is moved by hand is followed, and one that tells another day is left alone', async () => {
  assert.equal((await clocks(86_400_000, false)).now().getTime(), start)
  const { at, now } = await clocks(30_000, false)
  at.own += 86_400_000
  assert.equal(now().getTime(), start + 30_000 + 86_400_000)
  await settled()
  assert.equal(now().getTime(), start + 30_000 + 86_400_000)
})
