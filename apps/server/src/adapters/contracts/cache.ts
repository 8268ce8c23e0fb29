import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cache } from '../../ports/cache.ts'

/** The exam that every cache sits: what holds within one process. */
export const examineCache = (name: string, skip: string | false, make: (maxBytes: number) => Promise<Cache>) => {
  test(`${name}: what was set is at hand, byte for byte, and nothing else is`, { skip }, async () => {
    const cache = await make(1_000_000)
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n))
    cache.set('bytes', bytes)
    cache.set('none', Buffer.alloc(0))
    assert.deepEqual([cache.get('bytes'), cache.get('none'), cache.get('other')], [bytes, Buffer.alloc(0), undefined])
  })

  test(`${name}: what nobody has made is nowhere`, { skip }, async () => {
    const cache = await make(1_000_000)
    assert.deepEqual(await cache.fetch(['a', 'b', 'c']), [undefined, undefined, undefined])
    assert.deepEqual(await cache.fetch([]), [])
    assert.deepEqual(await cache.look(['a', 'b']), { bytes: undefined, making: false })
  })

  test(`${name}: whoever says first that they make something is the one who does`, { skip }, async () => {
    const cache = await make(1_000_000)
    assert.equal(await cache.claim('a page', 60_000), true)
    assert.deepEqual(await cache.fetch(['a page']), [undefined], 'it is not there for that')
  })

  test(`${name}: it holds no more bytes at hand than it may: those not asked for the longest go`, { skip }, async () => {
    const cache = await make(20_000)
    for (let n = 0; n < 30; n++) {
      cache.set(`key ${n}`, Buffer.alloc(1_000, n))
      assert.deepEqual(cache.get('key 0'), Buffer.alloc(1_000, 0))
    }
    const left = Array.from({ length: 30 }, (_, n) => cache.get(`key ${n}`)).filter((bytes) => bytes !== undefined)
    assert.ok(left.length >= 10 && left.length * 1_000 <= 20_000, String(left.length))
    cache.set('too large', Buffer.alloc(5_000))
    assert.equal(cache.get('too large'), undefined)
  })
}
