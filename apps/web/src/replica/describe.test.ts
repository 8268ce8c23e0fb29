import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describe, wordsOf } from './describe.ts'

const nameOf = (_space: string, id: string) => (id === 'a' ? 'Tea' : undefined)

test('a refused change is told in words, with its text', () => {
  assert.equal(describe({ space: 's', name: 'task.create@1', args: { id: 'n', title: 'Bread' } }, nameOf), 'Add task “Bread”')
  assert.equal(describe({ space: 's', name: 'task.update@1', args: { id: 'a', set: { title: 'Green tea' } } }, nameOf), 'Change task “Tea” to “Green tea”')
  assert.equal(describe({ space: 's', name: 'task.update@1', args: { id: 'gone', set: { status: 'done' } } }, nameOf), 'Change a task that is gone')
  assert.equal(describe({ space: 's', name: 'task.update@1', args: { id: 'gone', set: { title: 'Rye' } } }, nameOf), 'Change task to “Rye”')
  for (const [args, told] of [
    [{ set: { status: 'done' } }, 'Complete task “Tea”'],
    [{ set: { due: null } }, 'Schedule task “Tea”'],
    [{ addLabels: ['l'] }, 'Change the labels of task “Tea”'],
    [{ place: {} }, 'Move task “Tea”'],
    [{ set: { priority: 1, due: null } }, 'Change task “Tea”'],
    [{ set: { title: 'Tea' } }, 'Change task “Tea”'],
  ] as const)
    assert.equal(describe({ space: 's', name: 'task.update@1', args: { id: 'a', ...args } }, nameOf), told)
  assert.equal(describe({ space: 's', name: 'undo.apply@1', args: { changes: [{ kind: 'task', id: 'a', fields: {} }] } }, nameOf), 'Undo: Tea')
})

test('notes are told with their text', () => {
  const box = { taskId: 'a', line: '- [ ] Green', nth: 0, on: true }
  assert.equal(describe({ space: 's', name: 'notes.check@1', args: box }, nameOf), 'Tick “- [ ] Green” in the notes of “Tea”')
  assert.equal(describe({ space: 's', name: 'notes.set@1', args: { taskId: 'a', base: '', text: 'Two bags' } }, nameOf), 'Change notes of “Tea” to “Two bags”')
})

test('the words of a change can be replaced, and nothing else of it', () => {
  const made = wordsOf({ id: 'n', title: 'Bread', priority: 1 })
  assert.equal(made?.text, 'Bread')
  assert.deepEqual(made?.with('Rye'), { id: 'n', title: 'Rye', priority: 1 })
  assert.deepEqual(wordsOf({ id: 'a', set: { name: 'Shed', color: 'red' } })?.with('Barn'), { id: 'a', set: { name: 'Barn', color: 'red' } })
  assert.equal(wordsOf({ id: 'a', set: { status: 'done' } }), undefined)
})
