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

test('two devices in the same gap with different tails do not tie', () => {
  assert.notEqual(between('a0', 'a1', 'abc'), between('a0', 'a1', 'abd'))
})

test('it never throws, whatever stands beside it', () => {
  const key = fc.option(fc.string({ maxLength: 8 }))
  fc.assert(fc.property(key, key, tail, (before, after, end) => typeof between(before, after, end) === 'string'))
})
