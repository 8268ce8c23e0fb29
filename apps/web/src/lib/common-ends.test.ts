import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonEnds, tellEnds } from './common-ends.ts'

test('two arrays have their ends in common, and no item in both', () => {
  const [a, b, c] = [{}, {}, {}]
  assert.deepEqual(commonEnds([a, b, c], [a, c]), [1, 1])
  assert.deepEqual(commonEnds([a, a], [a, a, a]), [2, 0])
  assert.deepEqual(commonEnds([], [a]), [0, 0])
})

test('what was told of the ends is taken for them, of the very array that it was told about', () => {
  const [one, two, three] = [
    ['a', 'b', 'c'],
    ['a', 'x', 'c'],
    ['a', 'x', 'y'],
  ]
  tellEnds(two, one, [1, 0])
  assert.deepEqual(commonEnds(two, one), [1, 0])
  assert.deepEqual(commonEnds(two, [...one]), [1, 1])
  tellEnds(three, two, [2, 0])
  assert.deepEqual(
    [commonEnds(three, two), commonEnds(two, one), commonEnds(three, one)],
    [
      [2, 0],
      [1, 1],
      [1, 0],
    ],
  )
})
