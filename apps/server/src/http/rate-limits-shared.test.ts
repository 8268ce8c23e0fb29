import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { startRedis } from '../../../../scripts/testing/redis.ts'
import { until } from '../testing/listen.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'
import { runMuster } from '../testing/process.ts'
import { redisFile, withoutRedis } from '../testing/redis.ts'
import { id } from '../testing/server.ts'
import { policies } from './policies.ts'

const processes = 3
const { points } = policies.invite

/** Three server processes over one MongoDB and one Redis. */
const start = async (t: TestContext) => {
  const redis = await startRedis(redisFile)
  t.after(() => redis.close())
  const env = { STORE_URL: freshDatabase(), SECRETS: randomUUID() + randomUUID(), REDIS_URL: redis.url, ROLE: 'api', DRAIN_MS: '0', TRUST_PROXY: '127.0.0.1' }
  const all = await Promise.all(
    Array.from({ length: processes }, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'muster-'))
      const muster = await runMuster({ ...env, DATA_DIR: folder })
      t.after(async () => {
        muster.child.kill('SIGKILL')
        await muster.ended
        rmSync(folder, { recursive: true, force: true })
      })
      return muster.url ?? assert.fail(muster.said())
    }),
  )
  const ready = (redis: 'up' | 'down') => async () => {
    const told = await Promise.all(all.map(async (url) => ((await (await fetch(`${url}/readyz`)).json()) as { redis: string }).redis))
    return told.every((word) => word === redis)
  }
  await until('Redis is there for all', ready('up'))
  let registered = 0
  const register = async () => {
    const [url = ''] = all
    const body = { email: `person${++registered}@example.test`, password: 'correct horse', name: 'Somebody' }
    const headers = { 'Content-Type': 'application/json', Origin: url }
    const reply = await fetch(`${url}/api/v1/auth/register`, { method: 'POST', headers, body: JSON.stringify(body) })
    assert.equal(reply.status, 201)
    const cookie = reply.headers.getSetCookie().map((set) => set.split(';')[0])
    return { Cookie: cookie.join('; '), 'X-CSRF-Token': ((await reply.json()) as { csrfToken: string }).csrfToken }
  }
  /** Statuses of so many requests of somebody, spread over all processes, fifty under way at once. */
  const ask = async (who: Readonly<Record<string, string>>, total: number, meanwhile: (sent: number) => Promise<void> = async () => {}) => {
    const statuses: number[] = []
    let sent = 0
    const work = async () => {
      while (sent < total) {
        const url = all[sent++ % processes] ?? ''
        await meanwhile(sent)
        const headers = { ...who, 'Content-Type': 'application/json', Origin: url, 'X-Forwarded-For': `198.51.100.${sent % 250}` }
        const body = JSON.stringify({ token: `${id()}.${'x'.repeat(43)}` })
        const reply = await fetch(`${url}/api/v1/invites/accept`, { method: 'POST', headers, body })
        await reply.arrayBuffer()
        statuses.push(reply.status)
      }
    }
    await Promise.all(Array.from({ length: 50 }, work))
    const count = (status: number) => statuses.filter((one) => one === status).length
    return { passed: count(410), refused: count(429), failed: statuses.filter((status) => status >= 500), total: statuses.length }
  }
  return { redis, register, ask, ready }
}

test(
  'three processes let exactly so much pass together; with Redis killed or frozen in the middle each its part, nothing fails, and then it is exact again',
  { skip: withoutMongo || withoutRedis },
  async (t) => {
    const { redis, register, ask, ready } = await start(t)
    const people = [await register(), await register()] as const
    /** A machine that is busy for a tenth of a second is a Redis that is away for as long: then somebody else asks. */
    const exactly = async () => {
      for (let tries = 1; ; tries++) {
        const told = await ask(await register(), 1_000)
        assert.deepEqual([told.failed, told.total, told.passed + told.refused], [[], 1_000, 1_000])
        if (told.passed === points) return
        assert.ok(tries < 5, `${told.passed} passed of ${points}`)
      }
    }
    await exactly()
    for (const [n, leave, back] of [
      [0, redis.kill, redis.restart],
      [1, redis.freeze, redis.thaw],
    ] as const) {
      // In the middle: some were counted there before, the others are by each.
      const { passed, failed, total } = await ask(people[n] as (typeof people)[0], 1_500, async (sent) => {
        if (sent === 150) await leave()
      })
      assert.deepEqual(failed, [])
      assert.equal(total, 1_500)
      assert.ok(passed >= points / 2 && passed <= 2 * points, `${passed} passed`)
      await until('they know', ready('down'))
      await back()
      await until('Redis is there again', ready('up'))
    }
    await exactly()
  },
)
