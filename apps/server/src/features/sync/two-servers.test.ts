import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { startRedis } from '../../../../../scripts/testing/redis.ts'
import { listenTo, until } from '../../testing/listen.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { redisFile, withoutRedis } from '../../testing/redis.ts'
import { id, startServer } from '../../testing/server.ts'
import { ticketOf } from '../../testing/tickets.ts'

test(
  'two servers over one MongoDB: what one commits the streams of the other tell, and who is removed at one is out at the other at once',
  { skip: withoutMongo },
  async (t) => {
    const env = { STORE_URL: freshDatabase(), SECRETS: randomUUID() + randomUUID() }
    const time = createHandClock()
    const [one, two] = [await startServer(undefined, { env }), await startServer(undefined, { env, clock: time.clock })]
    t.after(() => Promise.all([one.remove(), two.remove()]))
    const [owner, guest] = [await one.register(), await one.register()]
    const [space, invite] = [id(), id()]
    await owner.push([owner.mutation('space.create@1', { id: space, name: 'Shared', color: 'blue', memberName: 'Somebody' })])
    await owner.push([owner.mutation('invite.create@1', { id: invite, role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z' })], space)
    const accept = { id: id(), name: 'invite.accept@1' as const, args: { id: invite }, base: 0, clientAt: new Date().toISOString() }
    assert.equal((await one.context.across.execute(space, guest.userId, accept, ticketOf(guest.userId))).status, 'applied')
    const write = async () => {
      const list = { id: id(), name: 'List', color: 'blue', emoji: null, folderId: null, order: 'a1' }
      assert.equal((await owner.push([owner.mutation('list.create@1', list)], space)).status, 200)
      return (await one.context.store.head(space))?.rev ?? 0
    }
    const paths = ['', '/lists', '/members', '/tasks', '/changes', '/snapshot/latest'].map((rest) => `/api/v1/spaces/${space}${rest}`)
    const statuses = async () => Promise.all(paths.map(async (path) => (await two.request(path, { headers: guest.headers })).status))

    const { told } = await listenTo(t, two, guest)
    await until('the space is in view', () => told.has(space) && told.has(guest.userId))
    const rev = await write()
    await time.advance(1_000)
    await until('the other told it', () => told.get(space) === rev)
    assert.deepEqual(new Set(await statuses()), new Set([200]))

    assert.equal((await owner.push([owner.mutation('member.remove@1', { userId: guest.userId })], space)).status, 200)
    assert.deepEqual(new Set(await statuses()), new Set([404]), 'what it remembers of members it asks about')
    const removedAt = (await one.context.store.head(space))?.rev ?? 0
    await write()
    await time.advance(1_000)
    await until('it is out of their view', () => two.context.doorbell.watched() === 2)
    await write()
    await time.advance(1_000)
    const own = { id: id(), name: 'Own', color: 'blue', emoji: null, folderId: null, order: 'a1' }
    assert.equal((await guest.push([guest.mutation('list.create@1', own)])).status, 200)
    const ownRev = (await one.context.store.head(guest.userId))?.rev
    await time.advance(1_000)
    await until('their own space goes on', () => told.get(guest.userId) === ownRev)
    assert.ok((told.get(space) ?? 0) <= removedAt + 1, 'at most what was under way')
  },
)

test(
  'with Redis between two servers the other tells it although its polls stand still; without it they do, within two seconds, and whoever asks whether they are ready hears so',
  { skip: withoutMongo || withoutRedis },
  async (t) => {
    const redis = await startRedis(redisFile)
    t.after(() => redis.close())
    const env = { STORE_URL: freshDatabase(), SECRETS: randomUUID() + randomUUID(), REDIS_URL: redis.url }
    const time = createHandClock()
    const [one, two] = [await startServer(undefined, { env }), await startServer(undefined, { env, clock: time.clock })]
    t.after(() => Promise.all([one.remove(), two.remove()]))
    const ready = async () => Promise.all([one, two].map(async (server) => (await server.request('/readyz')).json()))
    const both = (redis: 'up' | 'down') => [
      { status: 'ok', redis },
      { status: 'ok', redis },
    ]
    await until('Redis is there', async () => isDeepStrictEqual(await ready(), both('up')))
    const owner = await one.register()
    const { told } = await listenTo(t, two, owner)
    await until('the space is in view', () => told.has(owner.userId))
    let lists = 0
    const write = async () => {
      const list = { id: id(), name: `List ${++lists}`, color: 'blue', emoji: null, folderId: null, order: `a${lists}` }
      assert.equal((await owner.push([owner.mutation('list.create@1', list)])).status, 200)
      return (await one.context.store.head(owner.userId))?.rev ?? 0
    }
    const rev = await write()
    await until('the other told it', () => told.get(owner.userId) === rev)

    for (const [name, leave, back] of [
      ['killed', redis.kill, redis.restart],
      ['frozen', async () => redis.freeze(), async () => redis.thaw()],
    ] as const) {
      await leave()
      await until(`${name}: it is away`, async () => isDeepStrictEqual(await ready(), both('down')))
      const later = await write()
      assert.notEqual(told.get(owner.userId), later)
      await time.advance(1_000)
      await until(`${name}: the poll found it`, () => told.get(owner.userId) === later)
      // Whenever a commit comes, also after the look that is under way, it is told within two seconds: by the poll after that.
      for (let n = 0; n < 5; n++) {
        const [during] = await Promise.all([write(), time.advance(1_000)])
        await time.advance(1_000)
        await until(`${name}: the next poll found it`, () => told.get(owner.userId) === during)
      }

      await back()
      await until(`${name}: it is back`, async () => isDeepStrictEqual(await ready(), both('up')))
      const last = await write()
      await until(`${name}: the other told it again`, () => told.get(owner.userId) === last)
    }
  },
)
