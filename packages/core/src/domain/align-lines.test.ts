import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { alignLines, createNumbering } from './align-lines.ts'

const lines = fc.array(fc.nat({ max: 4 }), { maxLength: 24 }).map((of) => Int32Array.from(of))

/** The length of a longest common subsequence, by the table that every textbook has. */
const longest = (from: Int32Array, to: Int32Array): number => {
  const table = Array.from({ length: from.length + 1 }, () => Array.from({ length: to.length + 1 }, () => 0))
  for (let row = 1; row <= from.length; row++)
    for (let column = 1; column <= to.length; column++)
      (table[row] as number[])[column] =
        from[row - 1] === to[column - 1] ? (table[row - 1]?.[column - 1] ?? 0) + 1 : Math.max(table[row - 1]?.[column] ?? 0, table[row]?.[column - 1] ?? 0)
  return table[from.length]?.[to.length] ?? 0
}
const pairsOf = (pairs: Int32Array) => [...pairs].flatMap((column, row) => (column < 0 ? [] : [[row, column] as const]))
const isInOrder = (from: Int32Array, to: Int32Array, pairs: Int32Array) => {
  let last = -1
  for (const [row, column] of pairsOf(pairs)) {
    assert.equal(from[row], to[column])
    assert.ok(column > last)
    last = column
  }
}

test('as many lines pair as can', () => {
  fc.assert(
    fc.property(lines, lines, (from, to) => {
      const pairs = alignLines(from, to, 10_000)
      isInOrder(from, to, pairs)
      assert.equal(pairsOf(pairs).length, longest(from, to))
    }),
    { numRuns: 5_000 },
  )
})

test('whatever the bound is, it is kept, and what pairs is in order', () => {
  fc.assert(
    fc.property(lines, lines, fc.nat({ max: 60 }), (from, to, most) => {
      const work = { steps: 0 }
      isInOrder(from, to, alignLines(from, to, most, work))
      // The point that goes beyond is visited still, with the run of equal lines behind it.
      assert.ok(work.steps <= most + 1 + Math.min(from.length, to.length), `${work.steps}`)
    }),
    { numRuns: 5_000 },
  )
})

test('a long text that is put in, or has nothing in common, costs next to nothing', () => {
  const number = createNumbering()
  const some = (count: number, of: string) => Array.from({ length: count }, (_, n) => `${of} ${n}`)
  for (const [from, to] of [
    [['a'], some(30_000, 'new')],
    [some(30_000, 'old'), some(30_000, 'new')],
    [
      ['a', 'b', 'c'],
      ['a', ...some(30_000, 'new'), 'b', 'c'],
    ],
    [some(30_000, 'same'), some(30_000, 'same')],
  ] as const) {
    const work = { steps: 0 }
    alignLines(number(from), number(to), 10_000, work)
    assert.ok(work.steps <= 2, `${work.steps}`)
  }
})

test('one line that comes again and again is not looked at again and again', () => {
  const work = { steps: 0 }
  const pairs = alignLines(Int32Array.of(1), Int32Array.of(2, ...new Int32Array(30_000).fill(1), 2), 100_000, work)
  assert.equal(pairsOf(pairs).length, 1)
  assert.ok(work.steps <= 4 * 30_000, `${work.steps}`)
})
