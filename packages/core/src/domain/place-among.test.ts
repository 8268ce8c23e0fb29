import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { limits } from '../contract/limits.ts'
import { placeAmong } from './place-among.ts'
import { briefly } from './testing/briefly.ts'

const tails = () => {
  let n = 0
  return () => (n++ % 46_656).toString(36).padStart(3, '0')
}
const byOrder = (a: { order: string; id: string }, b: { order: string; id: string }) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1)

const insert = (siblings: readonly { id: string; order: string }[], index: number, ids: readonly string[], tail: () => string) => {
  const { orders, rekey } = placeAmong(siblings, index, ids.length, tail)
  assert.ok(rekey.length <= limits.rekey)
  const keys = new Map(rekey.map(({ id, order }) => [id, order]))
  return [...siblings.map((one) => ({ ...one, order: keys.get(one.id) ?? one.order })), ...ids.map((id, n) => ({ id, order: orders[n] as string }))].sort(
    byOrder,
  )
}

test('rows land where they were put, wherever that is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 5 })), { maxLength: 60 }), (steps) => {
      const tail = tails()
      let rows: { id: string; order: string }[] = []
      let wanted: string[] = []
      steps.forEach(([at, count], step) => {
        const index = at % (rows.length + 1)
        const ids = Array.from({ length: count }, (_, n) => `${step}-${n}`)
        wanted = wanted.toSpliced(index, 0, ...ids)
        rows = insert(rows, index, ids, tail)
      })
      assert.deepEqual(
        rows.map(({ id }) => id),
        wanted,
      )
    }),
  )
})

test('tied siblings make room: only the tied run gets new keys', () => {
  const rows = [
    { id: 'a', order: 'a0' },
    { id: 'b', order: 'a1' },
    { id: 'c', order: 'a1' },
    { id: 'd', order: 'a1' },
    { id: 'e', order: 'a5' },
  ]
  const { rekey } = placeAmong(rows, 2, 1, tails())
  assert.deepEqual(
    rekey.map(({ id }) => id),
    ['b', 'c', 'd'],
  )
  assert.deepEqual(
    insert(rows, 2, ['new'], tails()).map(({ id }) => id),
    ['a', 'b', 'new', 'c', 'd', 'e'],
  )
})

test('a thousand rows into one gap: keys stay short enough to store', () => {
  const tail = tails()
  let rows = [
    { id: 'first', order: 'a0' },
    { id: 'last', order: 'a1' },
  ]
  for (let n = 0; n < 1_000; n++) rows = insert(rows, 1, [`n${n}`], tail)
  assert.ok(rows.every(({ order }) => order.length <= limits.orderKey))
  assert.deepEqual(
    rows.slice(0, 3).map(({ id }) => id),
    ['first', 'n999', 'n998'],
  )
  assert.equal(rows.at(-1)?.id, 'last')
})

test('ten thousand random moves by two people, who see each other’s late: rows land where they were put, all see one order, and keys stay short', () => {
  const size = 120
  const move = fc.record({ who: fc.nat(1), row: fc.nat(size - 1), to: fc.nat(size - 1), pulls: fc.nat(15).map((n) => n === 0) })
  fc.assert(
    fc.property(fc.array(move, { minLength: 10_000, maxLength: 10_000, size: 'max' }), (moves) => {
      const truth = new Map<string, string>()
      for (const [n, order] of placeAmong([], 0, size, tails()).orders.entries()) truth.set(`r${n}`, order)
      const rowsOf = (keys: ReadonlyMap<string, string>) => [...keys].map(([id, order]) => ({ id, order })).sort(byOrder)
      const views = [new Map(truth), new Map(truth)]
      const pending = [false, false]
      const tail = tails()
      for (const { who, row, to, pulls } of moves) {
        const view = views[who] as Map<string, string>
        const others = rowsOf(view).filter(({ id }) => id !== `r${row}`)
        const { orders, rekey } = placeAmong(others, to, 1, tail)
        assert.ok(rekey.length <= limits.rekey)
        // What was worked out on one's own rows is what everybody's rows are changed by.
        for (const keys of [view, truth]) {
          for (const { id, order } of rekey) keys.set(id, order)
          keys.set(`r${row}`, orders[0] as string)
        }
        const landed = (keys: ReadonlyMap<string, string>) => rowsOf(keys).findIndex(({ id }) => id === `r${row}`)
        assert.equal(landed(view), to, 'not where it was put')
        pending[1 - who] = true
        if (!pending[who]) assert.equal(landed(truth), to, 'who saw everything is seen by everybody')
        if (pulls) {
          views[who] = new Map(truth)
          pending[who] = false
        }
      }
      for (const order of truth.values()) assert.match(order, /^[0-9A-Za-z]+$/)
      const longest = Math.max(...[...truth.values()].map(({ length }) => length))
      assert.ok(longest <= limits.orderKey, `a key of ${longest} characters`)
    }),
    { numRuns: process.env['SOAK'] ? 50 : 2, endOnFailure: true, reporter: briefly },
  )
})
