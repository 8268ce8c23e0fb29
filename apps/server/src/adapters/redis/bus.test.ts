import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Redis } from 'ioredis'
import { startProxy } from '../../../../../scripts/testing/proxy.ts'
import { until } from '../../testing/listen.ts'
import { redisOfFile, withoutRedis } from '../../testing/redis.ts'
import { examineBus } from '../contracts/bus.ts'
import { openShared } from './open.ts'

const skip = withoutRedis
const redis = redisOfFile()

examineBus('Over Redis', skip, async () => openShared(redis.url, 'exam').bus)

/** A process on the bus, and what it hears of others. */
const join = (t: TestContext, url = redis.url, instance = 'one') => {
  const { bus, answers } = openShared(url, instance)
  const heard: string[] = []
  bus.listen({ here: () => {}, elsewhere: (spaces) => void heard.push(...spaces) })
  t.after(() => bus.close())
  return { bus, answers, heard }
}
type Joined = ReturnType<typeof join>
let rings = 0
/** Rings until it is heard: a bus that has just come back may lose some. */
const reaches = async (from: Joined, to: Joined) => {
  const name = `reach-${++rings}`
  await until('it is heard', () => {
    from.bus.ring(name, 1)
    return to.heard.includes(name)
  })
}

test('who rings is heard by every other process of the instance, and by nobody else', { skip }, async (t) => {
  const [one, two, three, stranger] = [join(t), join(t), join(t), join(t, redis.url, 'another')]
  for (const to of [two, three]) await reaches(one, to)
  await reaches(two, one)
  one.bus.ring('s1', 5)
  await until('both heard it', () => two.heard.includes('s1') && three.heard.includes('s1'))
  assert.ok(!one.heard.some((space) => space !== 'reach-3' && !space.startsWith('reach')), 'not what it rang itself')
  assert.deepEqual(stranger.heard, [])
})

test('what moves often is merged: a hundred thousand rings of a few spaces are few messages, and the last of each is heard', { skip }, async (t) => {
  const [one, two] = [join(t), join(t)]
  await reaches(one, two)
  two.heard.length = 0
  for (let n = 0; n < 100_000; n++) one.bus.ring(`s${n % 3}`, n)
  await until('each was heard', () => ['s0', 's1', 's2'].every((space) => two.heard.includes(space)))
  assert.ok(two.heard.length < 100, `${two.heard.length} were told`)
})

test('more spaces than wait at most are left to the poll: nothing grows without a bound while Redis is away', { skip }, async (t) => {
  const one = join(t, 'redis://127.0.0.1:1')
  for (let n = 0; n < 100_000; n++) one.bus.ring(`s${n}`, 1)
  assert.ok(one.bus.waiting() <= 10_000, `${one.bus.waiting()} wait`)
  await until('they were let go of', () => one.bus.waiting() === 0)
  assert.equal(one.answers(), false)
})

test('killed, and started again: ringing goes on as if nothing were, and is heard again', { skip }, async (t) => {
  const [one, two] = [join(t), join(t)]
  await reaches(one, two)
  await redis.kill()
  await until('both know', () => !one.answers() && !two.answers())
  one.bus.ring('while it was away', 1)
  await redis.restart()
  await until('both know', () => one.answers() && two.answers())
  await reaches(one, two)
  await reaches(two, one)
})

test('frozen: nobody is held up, and it is heard again once it goes on', { skip }, async (t) => {
  const [one, two] = [join(t), join(t)]
  await reaches(one, two)
  redis.freeze()
  t.after(() => redis.thaw())
  await until('both know', () => {
    one.bus.ring('not heard', 1)
    return !one.answers() && !two.answers()
  })
  redis.thaw()
  await until('both know', () => one.answers() && two.answers())
  await reaches(one, two)
  await reaches(two, one)
})

test('a line that is cut, again and again, comes back', { skip }, async (t) => {
  const proxy = await startProxy(redis.port)
  t.after(() => proxy.close())
  const [one, two] = [join(t), join(t, `redis://127.0.0.1:${proxy.port}`)]
  for (let n = 0; n < 3; n++) {
    await reaches(one, two)
    proxy.cut(1)
  }
  await reaches(one, two)
})

test('messages that are none of ours, too long or not made of names are passed over', { skip }, async (t) => {
  const [one, two] = [join(t), join(t)]
  await reaches(one, two)
  two.heard.length = 0
  const hostile = new Redis(redis.url)
  t.after(() => hostile.disconnect())
  for (const text of ['', 'x', 'x  ', 'x a\nb', `x ${'s '.repeat(100_000)}`, `x ${'s'.repeat(1_000_000)}`, 'x {"$gt":""}', '\u0000 \u0001'])
    await hostile.publish('muster:one:moved', text)
  await reaches(one, two)
  assert.deepEqual(
    two.heard.filter((space) => !space.startsWith('reach')),
    [],
  )
})

test('a bus that could not subscribe at first does so later, and hears', { skip }, async (t) => {
  const client = new Redis(redis.url)
  t.after(async () => {
    await client.acl('SETUSER', 'default', '+subscribe')
    client.disconnect()
  })
  await client.acl('SETUSER', 'default', '-subscribe')
  /** How often somebody was told no. */
  const denied = async () => Number(/rejected_calls=(\d+)/.exec(/cmdstat_subscribe:.*/.exec(await client.info('commandstats'))?.[0] ?? '')?.[1] ?? 0)
  const [one, two] = [join(t), join(t)]
  await until('both were refused', async () => (await denied()) >= 4)
  await client.acl('SETUSER', 'default', '+subscribe')
  await reaches(one, two)
  await reaches(two, one)
})
