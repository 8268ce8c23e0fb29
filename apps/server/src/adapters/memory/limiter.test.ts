import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createHandClock } from '../../testing/hand-clock.ts'
import { examineLimiter, freshPolicy } from '../contracts/limiter.ts'
import { createMemoryLimiter } from './limiter.ts'

examineLimiter('In memory', false, async () => createMemoryLimiter())

test('a window ends to the millisecond, and a new one begins with whoever asks next', () => {
  const time = createHandClock()
  const limiter = createMemoryLimiter(time.clock)
  const policy = freshPolicy(1, 60)
  const take = () => limiter.take(policy, 'one', 1)
  assert.deepEqual([take().resetMs, take().passes], [60_000, false])
  time.move(59_999)
  assert.deepEqual([take().passes, take().resetMs], [false, 1])
  time.move(1)
  assert.deepEqual([take().passes, take().resetMs], [true, 60_000])
})

test('in no window does more pass than the policy says, whoever takes how much and when', () => {
  const step = fc.record({ who: fc.constantFrom('a', 'b'), points: fc.integer({ min: 1, max: 5 }), after: fc.integer({ min: 0, max: 9_000 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (steps, points) => {
      const time = createHandClock()
      const limiter = createMemoryLimiter(time.clock)
      const policy = { name: 'p', points, seconds: 10 }
      const windows = new Map<string, number>()
      for (const { who, points: taken, after } of steps) {
        time.move(after)
        const { passes, resetMs } = limiter.take(policy, who, taken)
        const window = `${who} ${time.clock.now() + resetMs}`
        if (passes) windows.set(window, (windows.get(window) ?? 0) + taken)
      }
      for (const sum of windows.values()) assert.ok(sum <= points)
    }),
  )
})

test('one of several processes lets its part pass, and never less than one request takes', () => {
  let sharers = 3
  const limiter = createMemoryLimiter(undefined, () => sharers)
  const passing = (who: string, policy = freshPolicy(100)) =>
    Array.from({ length: 200 }, () => limiter.take(policy, who, 1)).filter(({ passes }) => passes).length
  assert.equal(passing('one'), 33)
  sharers = 1_000
  assert.equal(passing('two'), 1, 'never none at all, and never all')
  assert.equal(limiter.take({ ...freshPolicy(1_000), atOnce: 200 }, 'three', 200).passes, true)
})

test('a crowd of strangers takes no more room than fifty thousand do, and what is over goes with those that come', () => {
  const time = createHandClock()
  const limiter = createMemoryLimiter(time.clock)
  const policy = freshPolicy(1, 60)
  for (let n = 0; n < 120_000; n++) limiter.take(policy, `stranger ${n}`, 1)
  assert.ok(limiter.held() <= 50_000, String(limiter.held()))
  assert.equal(limiter.take(policy, 'stranger 119999', 1).passes, false, 'the last of them are known')
  time.move(60_000)
  limiter.take(policy, 'the next', 1)
  time.move(60_000)
  limiter.take(policy, 'the one after', 1)
  assert.equal(limiter.held(), 2)
})
