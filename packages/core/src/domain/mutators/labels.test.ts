import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AnyDoc, LabelDoc } from '../../contract/schemas/documents.ts'
import { foldName } from '../fold-name.ts'
import { formerLabelNameId, labelNameId } from '../label-name-id.ts'
import { at, id, me, space } from '../testing/one-space.ts'
import { answerOf, Refusal, run as runRule, type World } from '../world.ts'
import { holder } from './labels.ts'

const meta = { rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me }
/** A space with labels as they were written when folding took every combining mark away. */
const olderSpace = (...names: readonly string[]) => {
  const made = space()
  const world: World = { get: (kind, key) => made.rows.get(`${kind}:${key}`) as never }
  const put = (doc: AnyDoc) => made.rows.set(`${doc.kind}:${doc.id}`, doc)
  for (const [n, name] of names.entries()) {
    put({ kind: 'label', id: id(n + 1), ...meta, name, color: 'red', order: 'a0', mergedInto: null, deletedAt: null, deletedBy: null })
    put({ kind: 'labelName', id: formerLabelNameId(name) ?? labelNameId(name), ...meta, labelId: id(n + 1) })
  }
  return { ...made, world }
}
const created = (n: number, name: string) => ({ id: id(n), name, color: 'blue' as const, order: 'a0' })

test('words that only marks tell apart are labels of their own', () => {
  const { run, label } = space()
  for (const [n, name] of ['バス', 'パス', 'ハス', 'май', 'маи'].entries()) run('label.create@1', created(10 + n, name))
  for (const n of [10, 11, 12, 13, 14]) assert.equal(label(n).mergedInto, null)
})

test('a label from when marks were taken away is found by its name, and keeps it when the row is needed for another', () => {
  const { run, label } = olderSpace('май')
  run('label.create@1', created(10, 'Май'))
  assert.equal(label(10).mergedInto, id(1))
  run('label.create@1', created(11, 'маи'))
  assert.equal(label(11).mergedInto, null)
  run('label.create@1', created(12, 'май'))
  run('label.create@1', created(13, 'маи'))
  assert.deepEqual([label(12).mergedInto, label(13).mergedInto], [id(1), id(11)])
})

test('whatever is done to labels of before and of now, those of one name are one, and each is found by it', () => {
  const names = ['май', 'маи', 'МАЙ', 'バス', 'パス', 'ﾊﾟｽ', 'ハス', 'Ёж', 'еж', 'Café', 'cafe']
  const name = fc.constantFrom(...names)
  const label = fc.integer({ min: 1, max: 14 })
  const step = fc.oneof(
    fc.record({ do: fc.constant('create' as const), n: label, name }),
    fc.record({ do: fc.constant('rename' as const), n: label, name }),
    fc.record({ do: fc.constantFrom('delete' as const, 'restore' as const), n: label, name }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { run, rows, world } = olderSpace('май', 'パス', 'Ёж', 'Café')
      for (const { do: what, n, name: given } of steps)
        try {
          if (what === 'create') run('label.create@1', created(n, given))
          else if (what === 'rename') run('label.update@1', { id: id(n), set: { name: given } })
          else run(`label.${what}@1`, { id: id(n) })
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
        }
      const living = [...rows.values()].filter((doc): doc is LabelDoc => doc.kind === 'label' && doc.deletedAt === null && doc.mergedInto === null)
      assert.equal(new Set(living.map((one) => foldName(one.name))).size, living.length)
      for (const one of living) assert.equal(runRule(holder(one.name, ''), (ask) => answerOf(world, ask))?.id, one.id)
    }),
    { numRuns: 2_000 },
  )
})
