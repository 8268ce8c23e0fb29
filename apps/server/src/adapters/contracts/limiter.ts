import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Limiter, Policy, Taken } from '../../ports/limiter.ts'
import { until } from '../../testing/listen.ts'

let made = 0
/** A policy that nobody has taken anything of. */
export const freshPolicy = (points: number, seconds = 600): Policy => ({ name: `exam-${++made}-${process.pid}`, points, seconds })

const passed = (all: readonly Taken[]) => all.filter(({ passes }) => passes).length

/** The exam that every limiter sits: what holds within one process. */
export const examineLimiter = (name: string, skip: string | false, make: () => Promise<Limiter>) => {
  test(`${name}: exactly as much passes as the policy says, told down to the last`, { skip }, async () => {
    const limiter = await make()
    const policy = freshPolicy(3)
    const all: Taken[] = []
    for (let n = 0; n < 6; n++) all.push(await limiter.take(policy, 'one', 1))
    assert.deepEqual(
      all.map(({ passes, left }) => [passes, left]),
      [
        [true, 2],
        [true, 1],
        [true, 0],
        [false, 0],
        [false, 0],
        [false, 0],
      ],
    )
    for (const one of all) {
      assert.equal(one.policy.name, policy.name)
      assert.ok(one.resetMs > 0 && one.resetMs <= 600_000, String(one.resetMs))
    }
  })

  test(`${name}: of five hundred at once as many pass`, { skip }, async () => {
    const limiter = await make()
    const policy = freshPolicy(100)
    assert.equal(passed(await Promise.all(Array.from({ length: 500 }, async () => limiter.take(policy, 'one', 1)))), 100)
  })

  test(`${name}: who takes much at once has less left; what does not fit is gone all the same`, { skip }, async () => {
    const limiter = await make()
    const policy = freshPolicy(10)
    const steps = [4, 6, 1].map((points) => async () => limiter.take(policy, 'one', points))
    const all: Taken[] = []
    for (const step of steps) all.push(await step())
    assert.deepEqual(
      all.map(({ passes, left }) => [passes, left]),
      [
        [true, 6],
        [true, 0],
        [false, 0],
      ],
    )
    assert.equal((await limiter.take(policy, 'two', 11)).passes, false)
    assert.equal((await limiter.take(policy, 'two', 1)).passes, false, 'asking for too much brings nobody more')
  })

  test(`${name}: people and policies are apart, however they are called`, { skip }, async () => {
    const limiter = await make()
    const [one, two] = [freshPolicy(1), freshPolicy(1)]
    for (const who of ['a', 'b', '', 'a:b', '__proto__', 'constructor', '*', 'ä\n', 'x'.repeat(200)])
      for (const policy of [one, two]) {
        assert.equal((await limiter.take(policy, who, 1)).passes, true, who)
        assert.equal((await limiter.take(policy, who, 1)).passes, false, who)
      }
  })

  test(`${name}: what is given back can be taken again, and no more than that`, { skip }, async () => {
    const limiter = await make()
    const policy = freshPolicy(3)
    for (let n = 0; n < 3; n++) assert.equal((await limiter.take(policy, 'one', 1)).passes, true)
    limiter.giveBack(policy, 'one', 1)
    limiter.giveBack(policy, 'nobody', 1)
    assert.equal((await limiter.take(policy, 'one', 1)).passes, true)
    assert.equal((await limiter.take(policy, 'one', 1)).passes, false)
    // Who has taken nothing has nothing to give back.
    assert.equal(passed(await Promise.all(Array.from({ length: 5 }, async () => limiter.take(policy, 'nobody', 1)))), 3)
    await limiter.take(policy, 'two', 1)
    limiter.giveBack(policy, 'two', 100)
    assert.equal(passed(await Promise.all(Array.from({ length: 5 }, async () => limiter.take(policy, 'two', 1)))), 3)
  })

  test(`${name}: who was refused while others of theirs were looked at asks again once those are given back`, { skip }, async () => {
    const limiter = await make()
    const policy = { ...freshPolicy(3), returns: true } as const
    for (let n = 0; n < 3; n++) assert.equal((await limiter.take(policy, 'one', 1)).passes, true)
    assert.equal((await limiter.take(policy, 'one', 1)).passes, false)
    for (let n = 0; n < 3; n++) limiter.giveBack(policy, 'one', 1)
    assert.equal((await limiter.take(policy, 'one', 1)).passes, true)
  })

  test(`${name}: once the time is over all of it is there again`, { skip }, async () => {
    const limiter = await make()
    const policy = freshPolicy(2, 1)
    assert.equal((await limiter.take(policy, 'one', 2)).passes, true)
    const refused = await limiter.take(policy, 'one', 1)
    if (!refused.passes) assert.ok(refused.resetMs <= 1_000, String(refused.resetMs))
    await until('it is over', async () => (await limiter.take(policy, 'one', 1)).passes)
  })
}
