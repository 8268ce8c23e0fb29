import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { placeAmong } from '@muster/core/domain/place-among.ts'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { byOrder } from '../../../replica/sorted-rows.ts'
import { siblingsAround } from './siblings-around.ts'

const tails = () => {
  let n = 0
  return () => (n++ % 46_656).toString(36).padStart(3, '0')
}
const at = '2026-01-01T00:00:00.000Z'
const meta = { rev: 1, v: 1, createdAt: at, createdBy: 'me', updatedAt: at, updatedBy: 'me', deletedAt: null, deletedBy: null }
const rowsOf = (orders: readonly (readonly [string, boolean])[]) =>
  orders.map(([order, sibling], n) => taskDoc({ ...meta, id: `t${String(n).padStart(4, '0')}`, order, sectionId: sibling ? null : 'other' })).toSorted(byOrder)

test('what is placed among the nearest gets the keys that it gets among all', () => {
  // Few keys among many rows, and long ones: ties and keys made afresh reach as far as they may.
  const order = fc.oneof(
    { weight: 6, arbitrary: fc.constant('a1') },
    fc.constantFrom('a0', 'a2'),
    fc.integer({ min: 1, max: 300 }).map((n) => `a1${String(n).padStart(3, '0')}V`),
    fc.constant(`a1${'V'.repeat(62)}`),
  )
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          order,
          fc.nat(4).map((n) => n > 0),
        ),
        { maxLength: 400, size: 'max' },
      ),
      fc.nat(),
      fc.integer({ min: 1, max: 5 }),
      (orders, pick, count) => {
        const all = rowsOf(orders)
        const isSibling = (task: { readonly sectionId: string | null }) => task.sectionId === null
        const siblings = all.filter(isSibling)
        // Also at the edges of what is tied, where the most get new keys.
        const edge = siblings.findIndex((one) => one.order === 'a1') + 1
        const index = pick % 4 === 0 && edge < siblings.length ? edge : pick % (siblings.length + 1)
        const near = siblingsAround(all, siblings[index], isSibling)
        assert.ok(near.siblings.length <= 102)
        assert.equal(near.siblings[near.index]?.id, siblings[index]?.id)
        assert.deepEqual(placeAmong(near.siblings, near.index, count, tails()), placeAmong(siblings, index, count, tails()))
      },
    ),
    { numRuns: 500 },
  )
})

test('in front of what is no sibling means at the end', () => {
  const all = rowsOf([
    ['a0', true],
    ['a1', false],
    ['a2', true],
  ])
  const isSibling = ({ sectionId }: { readonly sectionId: string | null }) => sectionId === null
  assert.equal(siblingsAround(all, all[1], isSibling).index, 2)
  assert.equal(siblingsAround(all, undefined, isSibling).index, 2)
  assert.equal(siblingsAround(all, taskDoc({ ...meta, id: 'elsewhere', order: 'a0', sectionId: null }), isSibling).index, 2)
})
