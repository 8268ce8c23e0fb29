import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { Redis } from 'ioredis'
import { fetchElsewhere } from '../../cache/elsewhere.ts'
import { createPageCache } from '../../cache/page-cache.ts'
import { until } from '../../testing/listen.ts'
import { redisOfFile, withoutRedis } from '../../testing/redis.ts'
import { examineCache } from '../contracts/cache.ts'
import { openShared } from './open.ts'

const skip = withoutRedis
const redis = redisOfFile()
const open: ReturnType<typeof openShared>[] = []
after(() => Promise.all(open.map(({ bus }) => bus.close())))

examineCache('Over Redis', skip, async (maxBytes) => {
  const shared = openShared(redis.url, `exam ${open.length}`)
  open.push(shared)
  return shared.createCache(maxBytes)
})

/** A process with a cache, once Redis answers it. */
const join = async (t: TestContext, instance = 'one', answerMs?: number) => {
  const shared = openShared(redis.url, instance, answerMs)
  t.after(() => shared.bus.close())
  await until('Redis answers', shared.answers)
  return { ...shared, cache: shared.createCache(10_000_000) }
}
const admin = (t: TestContext) => {
  const client = new Redis(redis.url)
  t.after(() => client.disconnect())
  return client
}
/** Once what one has set has come to Redis. */
const shares = (from: Awaited<ReturnType<typeof join>>, to: Awaited<ReturnType<typeof join>>, key: string, bytes = Buffer.from(key)) =>
  until(`${key} is shared`, async () => {
    from.cache.set(key, bytes)
    return (await to.cache.fetch([key]))[0]?.equals(bytes) === true
  })

test('what one process has made the others of the instance have, and are asked for once; no other instance has it', { skip }, async (t) => {
  const [one, two, stranger] = [await join(t), await join(t), await join(t, 'another')]
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, n) => n % 256))
  await shares(one, two, 'a page', bytes)
  assert.deepEqual(two.cache.get('a page'), bytes, 'it is at hand from then on')
  assert.deepEqual(await two.cache.fetch(['none', 'a page', 'none']), [undefined, bytes, undefined])
  assert.deepEqual(await stranger.cache.fetch(['a page']), [undefined])
})

test('a page that one process has made is made by no other: three of them, and all ask at once', { skip }, async (t) => {
  const processes = [await join(t), await join(t), await join(t)]
  let made = 0
  const asks = processes.map(({ cache }) => {
    const pages = createPageCache(cache, 'build')
    const request = { url: '/list', headers: { 'accept-encoding': 'gzip' } } as unknown as FastifyRequest
    const make = async () => {
      made++
      return { state: '1.a', bytes: Buffer.from(JSON.stringify({ items: Array.from({ length: 300 }, (_, n) => `Task ${n}`) })) }
    }
    return () => pages.answer(request, '', async () => '1.a', make)
  })
  const first = await asks[0]?.()
  const keys = admin(t)
  await until('it is shared, packed and as it is', async () => (await keys.dbsize()) >= 2)
  const all = await Promise.all(Array.from({ length: 150 }, async (_, n) => asks[n % 3]?.()))
  assert.equal(made, 1)
  for (const one of all) assert.deepEqual(one, first)
})

test('of processes that ask for what nobody has, one is to make it; after its time, or where Redis is away, whoever asks', { skip }, async (t) => {
  const all = [await join(t), await join(t), await join(t)]
  const told = await Promise.all(all.map(({ cache }) => cache.claim('a chunk', 60_000)))
  assert.equal(told.filter((mine) => mine).length, 1)
  assert.equal(await all[0]?.cache.claim('another', 60_000), true)
  assert.equal(await (await join(t, 'another')).cache.claim('a chunk', 60_000), true)
  const [one, two] = [await join(t), await join(t)]
  assert.equal(await one.cache.claim('for a moment', 20), true)
  await until('it may be made anew', () => two.cache.claim('for a moment', 20))
  redis.freeze()
  assert.deepEqual(await Promise.all(all.map(({ cache }) => cache.claim('a chunk', 60_000))), [true, true, true])
  redis.thaw()
  await until('it answers', () => all.every(({ answers }) => answers()))
})

test('five hundred ask three processes for a page that nobody has made: it is made once, or once by each where Redis is away', { skip }, async (t) => {
  const request = { url: '/list', headers: { 'accept-encoding': 'gzip' } } as unknown as FastifyRequest
  const herd = async (state: string) => {
    let made = 0
    const processes = await Promise.all([1, 2, 3].map(() => join(t)))
    const make = async () => {
      made++
      // As long as a store takes: the others look meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 20))
      return { state, bytes: Buffer.from(JSON.stringify({ items: Array.from({ length: 300 }, (_, n) => `Task ${n}`) })) }
    }
    const caches = processes.map(({ cache }) => createPageCache(cache, 'build'))
    return async () => {
      const all = await Promise.all(Array.from({ length: 500 }, async (_, n) => caches[n % 3]?.answer(request, '', async () => state, make)))
      for (const one of all) assert.deepEqual(one?.bytes, all[0]?.bytes)
      return made
    }
  }
  // Whoever makes it may be held up for longer than the others are patient: then they make it, too.
  let tries = 0
  await until('it is made once', async () => (await (await herd(`herd ${++tries}`))()) === 1)
  const away = await herd('away')
  redis.freeze()
  assert.equal(await away(), 3)
  redis.thaw()
})

test('a process that comes later makes nothing of what others have made, and asks for each once, however many ask it at once', { skip }, async (t) => {
  const [one, keys] = [await join(t, 'warm', 5_000), admin(t)]
  const urls = Array.from({ length: 20 }, (_, n) => `/list/${n}`)
  const made: string[] = []
  const asking = (pages: ReturnType<typeof createPageCache>) => (url: string) =>
    pages.answer(
      { url, headers: { 'accept-encoding': 'gzip' } } as unknown as FastifyRequest,
      '',
      async () => '1.a',
      async () => {
        made.push(url)
        return { state: '1.a', bytes: Buffer.from(JSON.stringify({ url, items: Array.from({ length: 300 }, (_, n) => `Task ${n}`) })) }
      },
    )
  const first = await Promise.all(urls.map(asking(createPageCache(one.cache, 'build'))))
  assert.equal(made.length, urls.length)
  await until(
    'all are shared, packed and as they are',
    async () => (await keys.keys('muster:warm:*')).filter((key) => !key.endsWith(':claim')).length === 2 * urls.length,
  )
  const late = await join(t, 'warm', 5_000)
  let fetched = 0
  const counting = { ...late.cache, fetch: (asked: readonly string[]) => (fetched++, late.cache.fetch(asked)) }
  const ask = asking(createPageCache(counting, 'build'))
  const all = await Promise.all(Array.from({ length: 500 }, (_, n) => ask(urls[n % urls.length] ?? '')))
  assert.deepEqual([made.length, fetched], [urls.length, urls.length])
  for (const [n, page] of all.entries()) assert.deepEqual(page, first[n % urls.length])
})

test('whoever said that they make it may be gone: it is waited for a while, and then made here; what comes meanwhile is taken', { skip }, async (t) => {
  const [one, gone] = [await join(t), await join(t)]
  assert.equal(await gone.cache.claim('never made', 60_000), true)
  assert.equal(await fetchElsewhere(one.cache, ['never made'], 20), undefined)
  assert.equal(await gone.cache.claim('made late', 60_000), true)
  const [bytes] = await Promise.all([fetchElsewhere(one.cache, ['made late'], 60_000), shares(gone, await join(t), 'made late')])
  assert.deepEqual(bytes, Buffer.from('made late'))
})

test('who waits for another asks for a claim once, and then looks, by one question each time', { skip }, async (t) => {
  // For what is counted as long as Redis answers: a machine that is busy for a tenth of a second is none that is away.
  const [maker, keys] = [await join(t, 'waits', 20_000), admin(t)]
  const calls = async (command: string) => Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await keys.info('commandstats'))?.[1] ?? 0)
  const waiting = await Promise.all(
    [1, 2].map(async () => {
      const { cache } = await join(t, 'waits', 20_000)
      let [claims, looks] = [0, 0]
      const counting = { ...cache, claim: (key: string, ms: number) => (claims++, cache.claim(key, ms)) }
      return { cache: { ...counting, look: (of: readonly [string, ...string[]]) => (looks++, cache.look(of)) }, counts: () => ({ claims, looks }) }
    }),
  )
  assert.equal(await maker.cache.claim('waited for', 60_000), true)
  const before = { set: await calls('set'), mget: await calls('mget') }
  const all = waiting.map(({ cache }) => fetchElsewhere(cache, ['waited for', 'packed'], 60_000))
  await until('each has looked a few times', () => waiting.every(({ counts }) => counts().looks >= 4))
  assert.deepEqual(
    waiting.map(({ counts }) => counts().claims),
    [1, 1],
  )
  maker.cache.set('waited for', Buffer.from('made'))
  for (const bytes of await Promise.all(all)) assert.deepEqual(bytes, Buffer.from('made'))
  const looks = waiting.reduce((sum, { counts }) => sum + counts().looks, 0)
  assert.deepEqual(
    { set: (await calls('set')) - before.set, mget: (await calls('mget')) - before.mget },
    { set: waiting.length + 1, mget: waiting.length + looks },
    'a claim of each and what was made; what each asked for first, and the looks',
  )
})

test('what is too large to be shared keeps nobody waiting: those who wait make it one after the other', { skip }, async (t) => {
  const [one, ...others] = [await join(t), await join(t), await join(t)]
  assert.equal(await one?.cache.claim('large', 60_000), true)
  const waiting = others.map(async ({ cache }) => {
    const known = await fetchElsewhere(cache, ['large'], 60_000)
    cache.set('large', Buffer.alloc(3_000_000))
    return known
  })
  one?.cache.set('large', Buffer.alloc(3_000_000))
  assert.deepEqual(await Promise.all(waiting), [undefined, undefined])
})

test('killed, frozen or slow: whoever asks goes on without it, and with it again once it is back', { skip }, async (t) => {
  const [one, two] = [await join(t), await join(t)]
  await shares(one, two, 'before')
  for (const [name, leave, back] of [
    ['killed', redis.kill, redis.restart],
    ['frozen', redis.freeze, redis.thaw],
    ['slow', () => admin(t).call('CLIENT', 'PAUSE', '60000', 'ALL'), () => redis.kill().then(redis.restart)],
  ] as const) {
    await leave()
    // The first of them wait for an answer, those after that do not ask any more.
    for (let n = 0; n < 200; n++) assert.deepEqual(await one.cache.fetch(['before', `never made ${n}`]), [undefined, undefined])
    assert.deepEqual(await one.cache.look(['before']), { bytes: undefined, making: false })
    one.cache.set('meanwhile', Buffer.from(name))
    assert.deepEqual(one.cache.get('meanwhile'), Buffer.from(name))
    assert.equal(one.answers(), false)
    await back()
    await until('it answers', () => one.answers() && two.answers())
    await shares(one, two, `after it was ${name}`)
  }
})

test('full, a replica, or emptied: no answer is taken for it being away, and what cannot be kept there is at hand here', { skip }, async (t) => {
  const [one, two] = [await join(t), await join(t)]
  const client = admin(t)
  await shares(one, two, 'kept')
  await client.config('SET', 'maxmemory-policy', 'noeviction')
  await client.config('SET', 'maxmemory', '1')
  for (let n = 0; n < 20; n++) one.cache.set(`no room ${n}`, Buffer.from('x'))
  // By then all of those were refused.
  for (let n = 0; n < 20; n++) await client.ping()
  assert.ok(one.answers())
  assert.deepEqual(await one.cache.fetch(['kept', 'no room 7']), [Buffer.from('kept'), undefined])
  assert.deepEqual(one.cache.get('no room 7'), Buffer.from('x'))
  assert.ok(one.answers())
  await client.config('SET', 'maxmemory', '0')
  await shares(one, two, 'room again')
  await client.call('REPLICAOF', '127.0.0.1', '1')
  for (let n = 0; n < 20; n++) one.cache.set(`read only ${n}`, Buffer.from('x'))
  await one.cache.fetch(['kept'])
  assert.deepEqual(one.cache.get('read only 7'), Buffer.from('x'))
  await client.call('REPLICAOF', 'NO', 'ONE')
  await until('it answers', () => one.answers() && two.answers())
  await shares(one, two, 'written again')
  await client.flushall()
  assert.deepEqual(await (await join(t)).cache.fetch(['kept']), [undefined])
  await shares(one, two, 'after it was emptied')
})

test('what is another’s, or of another kind, under a name of ours is no page', { skip }, async (t) => {
  const one = await join(t)
  const client = admin(t)
  await client.lpush('muster:one:a list', 'x')
  assert.deepEqual(await one.cache.fetch(['a list', 'none']), [undefined, undefined])
  assert.ok(one.answers())
})
