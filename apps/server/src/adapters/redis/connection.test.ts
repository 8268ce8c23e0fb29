import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { startProxy } from '../../../../../scripts/testing/proxy.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { until } from '../../testing/listen.ts'
import { redisOfFile, withoutRedis } from '../../testing/redis.ts'
import { openRedis } from './connection.ts'

const skip = withoutRedis
const redis = redisOfFile()
/** Longer than a busy machine leaves anybody without an answer: ms. */
const patient = 1_000
/** The longest that one try to connect takes with the wait before it, and one look for a sign of life: ms. */
const [tryMs, signMs] = [1_500, 1_100]
/** Within so many ms of its return Redis is in use again. */
const backMs = 5_000
/** Milliseconds after which something has not come to pass. */
const patience = 60_000

/** A line whose signs of life are asked for as a clock is moved by hand, and which counts how often it is tried to connect. */
const openCounted = async (t: TestContext) => {
  const time = createHandClock()
  let tries = 0
  const proxy = await startProxy(async () => (tries++, redis.port))
  const line = openRedis(`redis://127.0.0.1:${proxy.port}`, 'test', patient, time.clock)
  t.after(async () => {
    line.close()
    await proxy.close()
  })
  await until('it answers', line.answers, patience)
  return {
    line,
    tries: () => tries,
    /** Moves on from one sign of life to the next until it answers, and says how many that took. */
    signsUntilItAnswers: async (): Promise<number> => {
      for (let signs = 0; ; signs++) {
        if (line.answers()) return signs
        assert.ok(signs * signMs <= backMs, 'it is back, and not believed to be')
        time.move(1_000)
        await until('the sign came, or did not', () => time.waiting() === 1, patience)
      }
    },
  }
}

for (const [name, leave, back] of [
  ['killed', () => redis.kill(), () => redis.restart()],
  ['frozen until the line is given up', async () => redis.freeze(), async () => redis.thaw()],
] as const)
  test(`${name}: counted in tries and signs of life, it is in use within 5 s of its return`, { skip }, async (t) => {
    const { line, tries, signsUntilItAnswers } = await openCounted(t)
    await leave()
    const first = tries()
    // Whoever asks now finds out; nobody asks after that.
    while (line.answers()) await Promise.all([1, 2, 3].map(() => line.call((client) => client.ping())))
    await until('a new line was tried for, and again', () => tries() >= first + 2, patience)
    for (let n = 0; n < 20; n++) assert.equal(await line.call((client) => client.ping()), undefined)
    await back()
    const before = tries()
    await until('there is a line', () => line.redis.status === 'ready', patience)
    const signs = await signsUntilItAnswers()
    const tried = Math.max(1, tries() - before)
    assert.ok(tried * tryMs + signs * signMs <= backMs, `${tried} tries, ${signs} signs of life`)
    assert.equal(await line.call((client) => client.ping()), 'PONG')
  })

test('frozen for a moment: the line stays, and the first sign of life brings it back', { skip }, async (t) => {
  const { line, tries, signsUntilItAnswers } = await openCounted(t)
  const first = tries()
  redis.freeze()
  while (line.answers()) await Promise.all([1, 2, 3].map(() => line.call((client) => client.ping())))
  redis.thaw()
  await until('there is a line', () => line.redis.status === 'ready', patience)
  const signs = await signsUntilItAnswers()
  assert.ok((tries() - first) * tryMs + signs * signMs <= backMs, `${tries() - first} tries, ${signs} signs of life`)
})

test('however long it is away, it is tried for as often, and by no two processes in step', { skip }, async (t) => {
  const { line } = await openCounted(t)
  const { retryStrategy } = line.redis.options
  const waits = Array.from({ length: 10_000 }, (_, n) => retryStrategy?.(n + 1))
  for (const ms of waits) assert.ok(typeof ms === 'number' && ms >= 250 && ms <= 500, String(ms))
  assert.ok(new Set(waits).size > 1_000)
})

test('who asks while it is frozen gives up long before the line does; after three of them nobody asks', { skip }, async (t) => {
  const line = openRedis(redis.url, 'test')
  t.after(() => line.close())
  await until('it answers', line.answers, patience)
  redis.freeze()
  t.after(() => redis.thaw())
  assert.equal(await line.call((client) => client.ping()), undefined)
  assert.equal(line.redis.status, 'ready')
  while (line.answers()) assert.equal(await line.call((client) => client.ping()), undefined)
  assert.equal(await line.call(() => assert.fail('somebody was asked')), undefined)
})
