import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createKeyIndexes } from './key-index.ts'
import { flatRows } from './flat-rows.ts'

test('rows are found by key wherever they stand, and what is not there is not', () => {
  const items = Array.from({ length: 1_000 }, (_, n) => ({ space: 's', id: `t${n}`, due: { date: '2026-03-01' } }))
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(1_200), fc.nat(3)), { maxLength: 20 }), fc.nat(1_000), fc.boolean(), (asked, hint, adds) => {
      const tasks = flatRows([{ label: 'All', items }])
      const rows = adds ? tasks.toSpliced(500, 0, { kind: 'add', key: 'add', parentId: null, sectionId: null, beforeId: null, depth: 0, level: 1 }) : tasks
      const indexed = createKeyIndexes()
      indexed(tasks).get(`s/t${hint}`)
      const index = indexed(rows)
      assert.equal(index.get('add'), adds ? 500 : undefined)
      for (const n of asked) {
        const key = `s/t${n}`
        const at = rows.findIndex((row) => row.key === key)
        assert.equal(index.get(key), at < 0 ? undefined : at)
        assert.equal(index.has(key), at >= 0)
      }
    }),
  )
})
