import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UndoChange } from '../../contract/schemas/undo.ts'
import { at, below, id, inbox, me, refused, root, space } from '../testing/one-space.ts'

test('undo takes back what still holds, and leaves what somebody changed since', () => {
  const { run, task } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.update@1', { id: id(10), set: { title: 'Journey', priority: 3 } })
  run('task.update@1', { id: id(10), set: { title: 'Voyage' } })
  run('undo.apply@1', { changes: [{ kind: 'task', id: id(10), fields: { title: { expect: 'Journey', to: 'Trip' }, priority: { expect: 3, to: 0 } } }] })
  assert.deepEqual([task(10).title, task(10).priority], ['Voyage', 0])
  run('task.delete@1', { id: id(10) })
  run('undo.apply@1', { changes: [{ kind: 'task', id: id(10), fields: { deletedAt: { expect: at, to: null } } }] })
  assert.equal(task(10).deletedAt, null)
  assert.throws(() => run('undo.apply@1', { changes: [{ kind: 'task', id: id(10), fields: { createdBy: { expect: me, to: id(5) } } }] }), refused('invalid'))
})

const undo = (kind: UndoChange['kind'], n: number, fields: UndoChange['fields']): UndoChange => ({ kind, id: id(n), fields })
const toOpen = { status: { expect: 'done', to: 'open' } }
const back = { deletedAt: { expect: at, to: null } }

test('a bulk step is taken back as a whole: what one row needs of another holds with all of it', () => {
  const { run, task } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.create@1', { id: id(11), place: below(10), title: 'Tickets' })
  run('task.create@1', { id: id(12), place: below(11), title: 'Seats' })
  for (const n of [12, 11, 10]) run('task.update@1', { id: id(n), set: { status: 'done', title: `Done ${n}` } })
  const rename = (n: number, to: string) => ({ title: { expect: `Done ${n}`, to } })
  run('undo.apply@1', {
    changes: [undo('task', 12, { ...toOpen, ...rename(12, 'Seats') }), undo('task', 10, rename(10, 'Trip')), undo('task', 11, rename(99, 'x'))],
  })
  assert.deepEqual(
    [10, 11, 12].map((n) => [task(n).title, task(n).status]),
    [
      ['Trip', 'open'],
      ['Done 11', 'open'],
      ['Seats', 'open'],
    ],
  )
})

test('what is done again stays so though what is below it is opened by the same step, in whatever order they are named', () => {
  const [close, open] = [undo('task', 10, { status: { expect: 'open', to: 'done' } }), undo('task', 11, { status: { expect: 'dropped', to: 'open' } })]
  for (const changes of [
    [close, open],
    [open, close],
  ]) {
    const { run, task } = space()
    run('task.create@1', { id: id(10), place: root, title: 'Trip' })
    run('task.create@1', { id: id(11), place: below(10), title: 'Tickets' })
    run('task.update@1', { id: id(11), set: { status: 'dropped' } })
    run('undo.apply@1', { changes })
    assert.deepEqual([task(10).status, task(11).status], ['done', 'open'])
    assert.deepEqual(run('undo.apply@1', { changes }), [], 'made twice, it is made once')
  }
})

test('undo does nothing that could not be done otherwise', () => {
  const { run, label } = space()
  const name = { name: { expect: 'Inbox', to: 'Mine' } }
  assert.throws(() => run('undo.apply@1', { changes: [{ kind: 'list', id: inbox, fields: name }] }), refused('inbox_fixed'))
  assert.throws(() => run('undo.apply@1', { changes: [{ kind: 'list', id: inbox, fields: { deletedAt: { expect: null, to: at } } }] }), refused('inbox_fixed'))
  run('label.create@1', { id: id(30), name: 'Shop', color: 'red', order: 'a1' })
  run('label.delete@1', { id: id(30) })
  run('label.create@1', { id: id(31), name: 'shop', color: 'red', order: 'a1' })
  run('undo.apply@1', { changes: [undo('label', 30, back)] })
  assert.deepEqual([label(30).deletedAt, label(30).mergedInto], [null, id(31)], 'the name was taken meanwhile')
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  const assign = { assigneeIds: { expect: [], to: [id(77)] } }
  assert.throws(() => run('undo.apply@1', { changes: [undo('task', 10, assign)] }), refused('invalid'))
  assert.throws(() => run('undo.apply@1', { changes: [undo('task', 99, toOpen)] }), refused('not_found'))
})

test('what is in the trash stays as it was deleted, unless the undo takes it out', () => {
  const { run, task, row } = space()
  run('list.create@1', { id: id(20), name: 'Garden', color: 'red', emoji: null, folderId: null, order: 'a1' })
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('list.delete@1', { id: id(20) })
  run('task.delete@1', { id: id(10) })
  const color = { color: { expect: 'red', to: 'blue' } }
  const title = { title: { expect: 'Trip', to: 'Journey' } }
  assert.deepEqual(run('undo.apply@1', { changes: [undo('list', 20, color), undo('task', 10, title)] }), [])
  run('undo.apply@1', { changes: [undo('list', 20, { ...color, ...back }), undo('task', 10, { ...title, ...back })] })
  assert.deepEqual([task(10).deletedAt, task(10).deletedBy, task(10).title], [null, null, 'Journey'])
  assert.equal((row(`list:${id(20)}`) as { color?: string }).color, 'blue')
  run('undo.apply@1', { changes: [undo('task', 10, { deletedAt: { expect: null, to: at } })] })
  assert.deepEqual([task(10).deletedAt, task(10).deletedBy], [at, me])
})
