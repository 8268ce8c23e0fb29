import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import type { Policy } from '../../ports/limiter.ts'
import { until } from '../../testing/listen.ts'
import { redisOfFile, withoutRedis } from '../../testing/redis.ts'
import { examineLimiter, freshPolicy } from '../contracts/limiter.ts'
import { openShared } from './open.ts'

const skip = withoutRedis
const redis = redisOfFile()
const open: ReturnType<typeof openShared>[] = []
after(() => Promise.all(open.map(({ bus }) => bus.close())))

/** For what is exact as long as Redis answers: a machine that is busy for a tenth of a second is none that is away. */
const [patient, usual] = [20_000, 100]
examineLimiter('Over Redis', skip, async () => {
  const shared = openShared(redis.url, 'exam', patient)
  open.push(shared)
  await until('Redis answers', shared.answers)
  return shared.limiter
})
examineLimiter('Without the Redis that it is for', skip, async () => {
  const shared = openShared('redis://127.0.0.1:1', 'exam')
  open.push(shared)
  // As one process that has counted itself.
  const { limiter } = shared
  return { ...limiter, take: (policy, ...rest) => limiter.take({ ...policy, points: policy.points * shared.processes() }, ...rest) }
})

const join = async (t: TestContext, instance = 'one', answerMs = patient) => {
  const shared = openShared(redis.url, instance, answerMs)
  t.after(() => shared.bus.close())
  await until('Redis answers', shared.answers)
  return shared
}
type Joined = Awaited<ReturnType<typeof join>>
/** How many of so many pass, spread over the processes, fifty under way at once. */
const passing = async (processes: readonly Joined[], policy: Policy, who: string, total: number): Promise<number> => {
  let [sent, passed] = [0, 0]
  const work = async () => {
    while (sent < total) {
      const { limiter } = processes[sent++ % processes.length] as Joined
      if ((await limiter.take(policy, who, 1)).passes) passed++
    }
  }
  await Promise.all(Array.from({ length: 50 }, work))
  return passed
}
const admin = (t: TestContext) => {
  const client = new Redis(redis.url)
  t.after(() => client.disconnect())
  return client
}

test('three processes together let exactly so much pass, and others of another instance theirs', { skip }, async (t) => {
  const three = [await join(t), await join(t), await join(t)]
  const policy = freshPolicy(100)
  assert.equal(await passing(three, policy, 'somebody', 1_000), 100)
  assert.equal(await passing(three, policy, 'somebody else', 1_000), 100)
  assert.equal(await passing([await join(t, 'another')], policy, 'somebody', 300), 100)
})

test('points that are taken ahead are taken: three processes let exactly so much pass, by few questions', { skip }, async (t) => {
  const three = [await join(t), await join(t), await join(t)]
  const client = admin(t)
  const calls = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0)
  const before = await calls()
  const policy = { ...freshPolicy(1_000), ahead: 30 }
  assert.equal(await passing(three, policy, 'somebody', 4_000), 1_000)
  assert.ok((await calls()) - before <= 40, 'a thousand by thirty, and what each asked for at the end')
})

test('taken ahead or not, and however much at once: never more than all, and all of it where who has some left goes on', { skip }, async (t) => {
  const two = [await join(t), await join(t)] as const
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.constantFrom(0, 1), points: fc.integer({ min: 1, max: 7 }) }), { maxLength: 40 }),
      fc.integer({ min: 7, max: 60 }),
      fc.integer({ min: 0, max: 9 }),
      async (steps, points, ahead) => {
        const policy = { ...freshPolicy(points), ahead }
        const all = await Promise.all(steps.map(async ({ at, points: some }) => ((await two[at as 0].limiter.take(policy, 'one', some)).passes ? some : 0)))
        let sum = all.reduce((one, other) => one + other, 0)
        assert.ok(sum <= points, `${sum} of ${points}`)
        for (const { limiter } of two) while ((await limiter.take(policy, 'one', 1)).passes) sum++
        const wasted = all.some((some) => some === 0)
        assert.ok(wasted ? sum <= points : sum === points, `${sum} of ${points}`)
      },
    ),
    { numRuns: 60 },
  )
})

test('killed, frozen, slow, full or a replica: each lets its part pass, never all and never none; then it is exact again', { skip }, async (t) => {
  const three = await Promise.all([1, 2, 3].map(() => join(t, 'one', usual)))
  const client = admin(t)
  for (const [name, leave, back] of [
    ['killed', redis.kill, redis.restart],
    ['frozen', redis.freeze, redis.thaw],
    ['slow', () => client.call('CLIENT', 'PAUSE', '60000', 'ALL'), () => redis.kill().then(redis.restart)],
    [
      'full',
      () => client.config('SET', 'maxmemory-policy', 'noeviction').then(() => client.config('SET', 'maxmemory', '1')),
      () => client.config('SET', 'maxmemory', '0'),
    ],
    ['a replica', () => client.call('REPLICAOF', '127.0.0.1', '1'), () => client.call('REPLICAOF', 'NO', 'ONE')],
  ] as const) {
    const during = freshPolicy(90)
    // Again each time: one that came back before the others counted fewer.
    await until('they know of each other', () => three.every(({ processes }) => processes() === 3), 30_000)
    await until('it is exact', async () => (await passing(three, freshPolicy(90), name, 200)) === 90)
    await leave()
    const passed = await passing(three, during, name, 1_000)
    // Each counts three until it has counted anew.
    assert.ok(passed >= 60 && passed <= 90, `${name}: ${passed}`)
    await back()
    await until('it answers again', () => three.every(({ answers }) => answers()))
    // Each by itself: one that is back may ask for all of them otherwise.
    await until('each counts there again', async () => {
      const probes = three.map(() => freshPolicy(1))
      await Promise.all(three.map(async ({ limiter }, n) => limiter.take(probes[n] as Policy, 'probe', 1)))
      return (await client.exists(probes.map((probe) => `muster:one:limit:${probe.name}:probe`))) === three.length
    })
    // A machine that is busy for a tenth of a second is a Redis that is away for as long.
    await until('it is exact again', async () => (await passing(three, freshPolicy(90), name, 500)) === 90)
  }
})

test('who has nothing left is told so without asking Redis each time', { skip }, async (t) => {
  const one = await join(t)
  const client = admin(t)
  const policy = freshPolicy(5)
  const calls = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0)
  await passing([one], policy, 'somebody', 60)
  const before = await calls()
  for (let n = 0; n < 1_000; n++) assert.equal((await one.limiter.take(policy, 'somebody', 1)).passes, false)
  assert.equal(await calls(), before)
})

test('what one process gives back is there for another that has refused somebody', { skip }, async (t) => {
  const [one, two] = [await join(t), await join(t)]
  const policy = { ...freshPolicy(3), returns: true } as const
  for (let n = 0; n < 3; n++) assert.equal((await one.limiter.take(policy, 'somebody', 1)).passes, true)
  assert.equal((await two.limiter.take(policy, 'somebody', 1)).passes, false)
  for (let n = 0; n < 3; n++) one.limiter.giveBack(policy, 'somebody', 1)
  await until('it is back', async () => (await two.limiter.take(policy, 'somebody', 0)).left > 0)
  assert.equal((await two.limiter.take(policy, 'somebody', 1)).passes, true)
})

test('what is kept of people is gone with its time, and every key has one', { skip }, async (t) => {
  const one = await join(t, 'ends')
  const client = admin(t)
  for (let n = 0; n < 20; n++) await one.limiter.take(freshPolicy(5, 60), `person ${n}`, 1)
  const keys = await client.keys('muster:ends:*')
  assert.equal(keys.length, 20)
  for (const key of keys) assert.ok((await client.ttl(key)) > 0, key)
})

test('a key of another kind under a name of ours is no answer, and fails nobody', { skip }, async (t) => {
  const one = await join(t)
  const policy = freshPolicy(40)
  await admin(t).lpush(`muster:one:limit:${policy.name}:somebody`, 'x')
  const passed = await passing([one], policy, 'somebody', 100)
  assert.ok(passed >= 1 && passed < 100, String(passed))
})
