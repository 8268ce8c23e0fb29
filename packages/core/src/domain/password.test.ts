import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalisePassword } from './password.ts'

test('one password, however the keyboard composes it', () => {
  for (const [typed, other] of [
    ['p\u00e4ssw\u00f6rter', 'pa\u0308sswo\u0308rter'],
    ['\u30d1\u30b9\u30ef\u30fc\u30c9\u30d1\u30b9', '\u30cf\u309a\u30b9\u30ef\u30fc\u30c8\u3099\u30cf\u309a\u30b9'],
    ['correct horse battery', 'correct\u00a0horse\u3000battery'],
    ['\u1e69 of two marks', 's\u0307\u0323 of two marks'],
  ] as const)
    assert.equal(normalisePassword(typed), normalisePassword(other))
})

test('the examples of RFC 8265, section 4.4', () => {
  assert.equal(normalisePassword('correct horse battery staple'), 'correct horse battery staple')
  assert.equal(normalisePassword('Correct Horse Battery Staple'), 'Correct Horse Battery Staple')
  assert.equal(normalisePassword('\u03c0\u00df\u00e5'), '\u03c0\u00df\u00e5')
  assert.equal(normalisePassword('Jack of \u2666s'), 'Jack of \u2666s')
  assert.equal(normalisePassword('foo\u1680bar'), 'foo bar')
})

test('case, width and spaces at the ends are part of a password', () => {
  for (const [one, other] of [
    ['Password', 'password'],
    ['\uff50\uff41\uff53\uff53', 'pass'],
    [' password', 'password'],
    ['\ufb01ve words', 'five words'],
  ] as const)
    assert.notEqual(normalisePassword(one), normalisePassword(other))
})

test('what is normalised stays', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => normalisePassword(normalisePassword(typed)) === normalisePassword(typed)))
})
