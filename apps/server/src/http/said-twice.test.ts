import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { saysKeyTwice } from './said-twice.ts'

const said = (text: string) => saysKeyTwice(text, JSON.parse(text))

test('a key that an object names twice is seen, wherever it is and however it is written', () => {
  for (const text of [
    '{"a":1,"a":1}',
    '[[{"b":{"a":1,"x":[], "a" : {}}}]]',
    '{"a":1,"\\u0061":2}',
    '{"":0,"":0}',
    '{"a\\"":1,"a\\"":2}',
    '{"\\\\":1,"\\\\"\n:2}',
  ])
    assert.equal(said(text), true, text)
})

test('text that only looks like keys is not taken for one', () => {
  for (const text of [
    '{"a":"\\"a\\":1,\\"a\\":2"}',
    '["a","a"]',
    '{"a":{"a":{"a":":"}}}',
    '"{\\"a\\":1,\\"a\\":1}"',
    '{"a\\\\":"\\\\","b":"\\\\\\""}',
    '[]',
    '1',
    'null',
  ])
    assert.equal(said(text), false, text)
})

test('whatever JSON says once, it is told once; with one of its objects doubled, twice', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space)
      assert.equal(said(text), false)
      assert.equal(said(`{"k":${text},"x":0,"k":1}`), true)
    }),
  )
})
