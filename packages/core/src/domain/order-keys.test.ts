import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { between } from './order-keys.ts'

const tail = fc.string({ minLength: 3, maxLength: 3, unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.split('')) })

test('a key made between two others sorts between them, however often the same gap is split', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), tail), { minLength: 1, maxLength: 200 }), (moves) => {
      const keys: string[] = []
      for (const [where, end] of moves) {
        const at = where % (keys.length + 1)
        const [before, after] = [keys[at - 1] ?? null, keys[at] ?? null]
        const key = between(before, after, end)
        assert.ok(before === null || before < key, `${before} < ${key}`)
        assert.ok(after === null || key < after, `${key} < ${after}`)
        keys.splice(at, 0, key)
      }
    }),
  )
})

test('two devices that choose the same gap do not tie, and leave room between them', () => {
  const gap = fc
    .uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 2 })
    .map((steps) => steps.sort((x, y) => x - y))
    .chain(([low = 0, high = 0]) =>
      fc.array(tail, { minLength: high + 1, maxLength: high + 1 }).map((tails) => {
        const keys: string[] = []
        for (const end of tails) keys.push(between(keys.at(-1) ?? null, null, end))
        return [keys[low] as string, keys[high] as string] as const
      }),
    )
  const ends = fc.uniqueArray(tail, { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(fc.option(gap), ends, (found, [mine = '', yours = '', third = '']) => {
      const [before, after] = found ?? [null, null]
      const [low = '', high = ''] = [between(before, after, mine), between(before, after, yours)].sort()
      assert.ok(low < high, `${low} < ${high}`)
      assert.ok(before === null || before < low)
      assert.ok(after === null || high < after)
      const inside = between(low, high, third)
      assert.ok(low < inside && inside < high, `${low} < ${inside} < ${high}`)
    }),
  )
})

test('it never throws, whatever stands beside it', () => {
  const key = fc.option(fc.string({ maxLength: 8 }))
  fc.assert(fc.property(key, key, tail, (before, after, end) => typeof between(before, after, end) === 'string'))
})
