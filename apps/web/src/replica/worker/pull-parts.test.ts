import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { pullParts } from './pull-parts.ts'

const row = (n: number, rev: number, kind = 'task') => ({ kind, id: `${kind}${n}`, rev }) as AnyDoc
const read = (docs: readonly AnyDoc[]) => pullParts(docs).map(({ json, ...rest }) => ({ rows: JSON.parse(json) as AnyDoc[], ...rest }))

test('a small pull is one part, an empty one too', () => {
  assert.deepEqual(read([]), [{ rows: [], whole: true, last: true }])
  assert.equal(read([row(1, 2), row(2, 1)]).length, 1)
})

test('parts hold 512 rows at most, end between entries, lose nothing, and notes come last', () => {
  const docs = [...Array.from({ length: 1_500 }, (_, n) => row(n, Math.floor(n / 10))), row(1, 3, 'notes')].reverse()
  const parts = read(docs)
  assert.ok(parts.every(({ rows }) => rows.length <= 512))
  assert.equal(parts.flatMap(({ rows }) => rows).length, docs.length)
  for (const [n, part] of parts.entries()) {
    assert.equal(part.last, n === parts.length - 1)
    if (part.whole && !part.last) assert.notEqual(part.rows.at(-1)?.rev, parts[n + 1]?.rows[0]?.rev)
  }
  assert.equal(parts.at(-1)?.rows.at(-1)?.kind, 'notes')
})

test('an entry of more than 512 rows is handed over in parts that are not whole', () => {
  const parts = read(Array.from({ length: 900 }, (_, n) => row(n, 4)))
  assert.deepEqual(
    parts.map(({ rows, whole, last }) => [rows.length, whole, last]),
    [
      [512, false, false],
      [388, true, true],
    ],
  )
})
