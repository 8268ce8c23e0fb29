import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describe } from './describe.ts'

const titleOf = (id: string) => (id === 'a' ? 'Tea' : undefined)

test('a refused change is told in words, with its text', () => {
  assert.equal(describe({ name: 'task.create@1', args: { id: 'n', title: 'Bread' } }, titleOf), 'Add task “Bread”')
  assert.equal(describe({ name: 'task.update@1', args: { id: 'a', set: { title: 'Green tea' } } }, titleOf), 'Change task “Tea” to “Green tea”')
  assert.equal(describe({ name: 'task.update@1', args: { id: 'gone', set: { status: 'done' } } }, titleOf), 'Change task')
  assert.equal(describe({ name: 'undo.apply@1', args: { changes: [{ kind: 'task', id: 'a', fields: {} }] } }, titleOf), 'Undo: Tea')
})
