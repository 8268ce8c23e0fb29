import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createSeal } from './sealed.ts'

const [old, current] = [randomBytes(32), randomBytes(32)]

test('what was sealed is opened for what it was sealed for, and by who has the key', () => {
  const seal = createSeal([current])
  const sealed = seal.seal('a', 'text')
  assert.equal(seal.open('a', sealed), 'text')
  assert.equal(seal.open('b', sealed), undefined)
  assert.equal(createSeal([old]).open('a', sealed), undefined)
  assert.notEqual(seal.seal('a', 'text'), sealed, 'the same twice looks unlike')
  const bytes = Buffer.from(sealed, 'base64url')
  for (let n = 0; n < bytes.length; n++) {
    const changed = Buffer.from(bytes)
    changed[n] = (changed[n] ?? 0) ^ 1
    assert.equal(seal.open('a', changed.toString('base64url')), undefined, `byte ${n}`)
    assert.equal(seal.open('a', bytes.subarray(0, n).toString('base64url')), undefined, `${n} bytes`)
  }
})

test('of keys that follow one another each opens what it sealed, and the first seals', () => {
  const [before, during, after] = [createSeal([old]), createSeal([current, old]), createSeal([current])]
  assert.equal(during.open('a', before.seal('a', 'text')), 'text')
  assert.equal(after.open('a', during.seal('a', 'text')), 'text')
  assert.equal(before.open('a', during.seal('a', 'text')), undefined)
})
