import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import { Name, NotesText, Title } from '@muster/core/contract/schemas/common.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { argumentFault, createAjv } from './validation.ts'

/** One character that is two UTF-16 units. */
const wide = '\u{1f600}'

test('text is counted in UTF-16 units, as the domain and the fields of a browser count it', () => {
  const ajv = createAjv()
  for (const [shape, limit] of [
    [Name, limits.name],
    [Title, limits.title],
    [NotesText, limits.notes],
  ] as const) {
    const takes = ajv.compile(shape)
    assert.ok(takes(wide.repeat(limit / 2)), `${limit}`)
    assert.ok(!takes(`${wide.repeat(limit / 2)}a`), `${limit}`)
  }
})

test('notes that can be made can be changed afterwards', () => {
  const taskId = '01980000-0000-7000-8000-000000000001'
  const place = { parentId: null, listId: taskId, sectionId: null, order: 'a0' }
  for (const text of [wide.repeat(limits.notes / 2), wide.repeat(limits.notes / 2 + 1)]) {
    const made = argumentFault('task.create@1', { id: taskId, title: 'Tea', place, notes: text }) === undefined
    const changed = argumentFault('notes.set@1', { taskId, base: text, text: '' }) === undefined
    assert.equal(made, text.length <= limits.notes)
    assert.equal(changed, made)
  }
})

test('every schema of an endpoint compiles: a server does that only with those it needs', () => {
  const ajv = createAjv()
  for (const [key, { params, query, body, replies }] of Object.entries(endpointSchemas))
    for (const schema of [params, query, body, ...Object.values(replies)]) if (schema) assert.doesNotThrow(() => ajv.compile(schema), key)
})
