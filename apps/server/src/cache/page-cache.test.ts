import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Refusal } from '@muster/core/domain/world.ts'
import type { FastifyRequest } from 'fastify'
import type { Head } from '../ports/store.ts'
import { createMemoryCache } from '../adapters/memory/cache.ts'
import type { Ready } from '../http/endpoint.ts'
import { createPageCache, stateAt } from './page-cache.ts'

const asked = (headers: Readonly<Record<string, string>> = {}, url = '/list') => ({ url, headers }) as unknown as FastifyRequest
const field = ({ fields }: Ready, name: string): string | undefined => (fields.includes(name) ? fields[fields.indexOf(name) + 1] : undefined)
const tagOf = (ready: Ready) => field(ready, 'ETag') ?? assert.fail('it has a tag')
const long = { items: Array.from({ length: 300 }, (_, n) => `Task ${n}`) }

/** Pages over a space that is moved by hand: what they show is the head they were read at. */
const newPages = (contract = 'contract', bytes = 1_000_000) => {
  const pages = createPageCache(createMemoryCache(bytes), contract)
  const space = { head: { rev: 1, tag: 'a' } as Head, built: 0 }
  const enter = async () => stateAt(space.head)
  const make = async () => {
    space.built++
    return { state: stateAt(space.head), bytes: Buffer.from(JSON.stringify({ ...long, at: space.head })) }
  }
  return { space, pages, enter, make, ask: (request = asked()) => pages.answer(request, '', enter, make) }
}

test('twenty who ask at once get one page that was made once, and so does who asks later; another head makes another', async () => {
  const { space, ask } = newPages()
  const all = [...(await Promise.all(Array.from({ length: 20 }, () => ask()))), await ask()]
  assert.equal(space.built, 1)
  assert.deepEqual(new Set(all.map(({ bytes }) => String(bytes))), new Set([JSON.stringify({ ...long, at: space.head })]))
  space.head = { rev: 2, tag: 'b' }
  const moved = await ask()
  assert.deepEqual([space.built, JSON.parse(String(moved.bytes))], [2, { ...long, at: space.head }])
})

test('what the client holds is not made again, whatever became of the bytes; a restored backup has another tag, and so have another address and contract', async () => {
  const { space, ask } = newPages('contract', 1)
  const tag = tagOf(await ask())
  const again = await ask(asked({ 'if-none-match': `"other", ${tag}` }))
  assert.deepEqual([again.status, again.bytes, tagOf(again), space.built], [304, null, tag, 1])
  const others = [await ask(asked({ 'if-none-match': tag }, '/list?limit=1')), await newPages('another').ask(asked({ 'if-none-match': tag }))]
  space.head = { rev: 1, tag: 'restored' }
  others.push(await ask(asked({ 'if-none-match': tag })))
  for (const other of others) assert.equal(other.status, 200)
  assert.equal(new Set([tag, ...others.map(tagOf)]).size, 4)
  assert.equal(JSON.parse(String(others[2]?.bytes)).at.tag, 'restored')
})

test('one address shows everybody what is theirs', async () => {
  const { pages, enter } = newPages()
  const page = (whose: string) => pages.answer(asked(), whose, enter, async () => ({ state: await enter(), bytes: Buffer.from(JSON.stringify(whose)) }))
  const [one, other] = [await page('one'), await page('other')]
  assert.deepEqual([String(one.bytes), String(other.bytes), String((await page('one')).bytes)], ['"one"', '"other"', '"one"'])
  assert.notEqual(tagOf(one), tagOf(other))
})

test('packed and plain say the same under one tag; packed goes only to who takes it, and not where it saves nothing', async () => {
  const { space, ask, pages, enter } = newPages()
  const plain = await ask()
  const packed = await Promise.all(Array.from({ length: 5 }, () => ask(asked({ 'accept-encoding': 'br, gzip' }))))
  packed.push(await ask(asked({ 'accept-encoding': 'gzip;q=0.5' })))
  assert.equal(space.built, 1)
  for (const one of packed) {
    assert.equal(field(one, 'Content-Encoding'), 'gzip')
    assert.equal(String(gunzipSync(one.bytes ?? '')), String(plain.bytes))
    assert.equal(field(one, 'Content-Length'), String(one.bytes?.length))
    assert.equal(tagOf(one), tagOf(plain))
  }
  for (const accepted of ['', 'br', 'gzip;q=0', 'gzip; q=0.0, br', 'xgzip', 'gzipped'])
    assert.ok(!(await ask(asked({ 'accept-encoding': accepted }))).fields.includes('gzip'), accepted)
  const noise = String.fromCharCode(...Array.from(randomBytes(4_000), (byte) => 32 + (byte % 95)))
  for (const [url, body] of [
    ['/short', { items: [] }],
    ['/noise', { noise }],
  ] as const)
    for (let times = 0; times < 2; times++) {
      const told = await pages.answer(asked({ 'accept-encoding': 'gzip' }, url), '', enter, async () => ({
        state: stateAt(space.head),
        bytes: Buffer.from(JSON.stringify(body)),
      }))
      assert.deepEqual([field(told, 'Content-Encoding'), JSON.parse(String(told.bytes))], [undefined, body])
    }
})

test('a page that shows a later head than was asked about goes only to who is still let in there', async () => {
  const { space, pages, make } = newPages()
  let asks = 0
  const enter = async () => {
    if (++asks > 1) throw new Refusal('not_found', 'There is no such space.')
    const { head } = space
    // Somebody takes them out of the space right after they were let in.
    space.head = { rev: 2, tag: 'b' }
    return stateAt(head)
  }
  await assert.rejects(pages.answer(asked(), '', enter, make), Refusal)
  assert.deepEqual([asks, space.built], [2, 1])
})

test('a page is cached under the state that it shows, not the one that was asked about', async () => {
  const { space, pages, enter, make } = newPages()
  const moved = async () => {
    space.head = { rev: 2, tag: 'b' }
    return make()
  }
  const told = await pages.answer(asked(), '', enter, moved)
  assert.equal(JSON.parse(String(told.bytes)).at.rev, 2)
  const later = await pages.answer(asked(), '', enter, make)
  assert.deepEqual([tagOf(later), space.built], [tagOf(told), 1])
  // As if another process answered, which had not heard of the commit: what is at that head is asked for anew.
  space.head = { rev: 1, tag: 'a' }
  const before = await pages.answer(asked(), '', enter, make)
  assert.deepEqual([JSON.parse(String(before.bytes)).at.rev, space.built], [1, 2])
  assert.notEqual(tagOf(before), tagOf(told))
})

test('a page that was read before a change, and comes after the one that was read since, takes nothing of its place', async () => {
  const { space, pages, enter, make } = newPages()
  const { promise: late, resolve: goOn } = Promise.withResolvers<void>()
  const before = pages.answer(asked(), '', enter, async () => {
    const page = await make()
    await late
    return { ...page, holds: () => false }
  })
  while (space.built < 1) await new Promise((resolve) => setImmediate(resolve))
  space.head = { rev: 2, tag: 'b' }
  const since = () => pages.answer(asked(), '', enter, async () => ({ ...(await make()), holds: () => true }))
  const first = await since()
  goOn()
  assert.notEqual(tagOf(await before), tagOf(first))
  assert.equal(JSON.parse(String((await before).bytes)).at.rev, 1)
  assert.equal(JSON.parse(String((await since()).bytes)).at.rev, 2)
})

test('a page that cannot be made is told to all who waited, and made for who asks then', async () => {
  const { pages, enter, make } = newPages()
  let broken = true
  const mayBreak = async () => {
    if (broken) throw new Error('away')
    return make()
  }
  const outcomes = await Promise.allSettled(Array.from({ length: 3 }, () => pages.answer(asked(), '', enter, mayBreak)))
  assert.deepEqual(new Set(outcomes.map(({ status }) => status)), new Set(['rejected']))
  broken = false
  assert.equal((await pages.answer(asked(), '', enter, mayBreak)).status, 200)
})

test('who waited for a page is not refused with whoever made it, and whose time was up', async () => {
  const { space, pages, enter, make } = newPages()
  const { promise: late, reject: end } = Promise.withResolvers<never>()
  const first = pages.answer(asked(), '', enter, () => late)
  const others = Array.from({ length: 3 }, () => pages.answer(asked(), '', enter, make))
  await new Promise((resolve) => setImmediate(resolve))
  end(new Refusal('unavailable', 'The store did not answer in time.'))
  await assert.rejects(first, Refusal)
  for (const other of await Promise.all(others)) assert.equal(JSON.parse(String(other.bytes)).at.rev, 1)
  assert.equal(space.built, 1)
})
