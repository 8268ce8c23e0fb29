import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '../../contract/limits.ts'
import type { TakenBack } from '../../contract/schemas/undo.ts'
import { below, id, inbox, me, refused, root, space } from '../testing/one-space.ts'

const back = <K extends TakenBack['kind']>(kind: K, n: number, fields: Extract<TakenBack, { kind: K }>['fields']) => ({ kind, id: id(n), fields }) as TakenBack
const { rekey: _, ...start } = { ...root, rekey: [] }

test('what holds what the step wrote goes back, what was changed since or has gone is left, and refuses nothing', () => {
  const { run, task } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.update@1', { id: id(10), set: { title: 'Voyage', priority: 3 } })
  const title = { expect: 'Journey', to: 'Trip' }
  run('undo.apply@2', { changes: [back('task', 99, { title }), back('task', 10, { title, priority: { expect: 3, to: 0 } })] })
  assert.deepEqual([task(10).title, task(10).priority], ['Voyage', 0])
})

test('a place goes back as one, and where the rules no longer allow it stays as it is while the rest goes back', () => {
  const { run, task } = space()
  run('list.create@1', { id: id(20), name: 'Garden', color: 'red', emoji: null, folderId: null, order: 'a1' })
  run('task.create@1', { id: id(10), place: { ...root, listId: id(20) }, title: 'Trip' })
  run('task.update@1', { id: id(10), place: root, set: { priority: 2 } })
  const place = { expect: start, to: { ...start, listId: id(20) } }
  const elsewhere = { expect: { ...start, order: 'a9' }, to: place.to }
  assert.deepEqual(run('undo.apply@2', { changes: [back('task', 10, { place: elsewhere })] }), [], 'it was moved since')
  run('list.delete@1', { id: id(20) })
  run('undo.apply@2', { changes: [back('task', 10, { place, priority: { expect: 2, to: 0 } })] })
  assert.deepEqual([task(10).listId, task(10).priority], [inbox, 0])
  run('list.restore@1', { id: id(20) })
  run('undo.apply@2', { changes: [back('task', 10, { place })] })
  assert.equal(task(10).listId, id(20))
})

test('a task that is done again was done when and by whom it was at first, never before it was made or later than now', () => {
  const [made, done, now] = ['2026-03-01T10:00:00.000Z', '2026-03-02T10:00:00.000Z', '2026-03-03T10:00:00.000Z']
  for (const [completed, told] of [
    [{ at: done, by: me }, done],
    [{ at: '1999-01-01T00:00:00.000Z', by: me }, made],
    [{ at: '2026-04-01T10:00:00.000Z', by: me }, now],
    // Done elsewhere by somebody who is no member here.
    [{ at: done, by: id(77) }, done],
  ] as const) {
    const { run, task, moveTo } = space()
    run('task.create@1', { id: id(10), place: root, title: 'Trip' })
    moveTo(now)
    run('undo.apply@2', { changes: [back('task', 10, { status: { expect: 'open', to: 'done', completed } })] })
    assert.deepEqual([task(10).status, task(10).completedAt, task(10).completedBy], ['done', told, told === now ? me : completed.by])
  }
})

test('what is done again stays so though what is below it is opened by the same step, in whatever order they are named', () => {
  const close = back('task', 10, { status: { expect: 'open', to: 'done' } })
  const open = back('task', 11, { status: { expect: 'dropped', to: 'open' } })
  const here = { parentId: null, listId: inbox, sectionId: null }
  const [from, to] = [{ ...here, order: 'a1' } as const, { ...here, order: 'a5' } as const]
  const moved = back('task', 10, { status: { expect: 'open', to: 'done' }, place: { expect: from, to } })
  for (const changes of [
    [close, open],
    [open, close],
    [moved, open],
    [open, moved],
  ]) {
    const { run, task } = space()
    run('task.create@1', { id: id(10), place: root, title: 'Trip' })
    run('task.create@1', { id: id(11), place: below(10), title: 'Tickets' })
    run('task.update@1', { id: id(11), set: { status: 'dropped' } })
    run('undo.apply@2', { changes })
    assert.deepEqual([task(10).status, task(11).status], ['done', 'open'])
    assert.deepEqual(run('undo.apply@2', { changes }), [], 'made twice, it is made once')
  }
})

test('a label has its name again where none has it by now, and stands for itself again after a merge', () => {
  const { run, label } = space()
  for (const [n, name] of [
    [30, 'Shop'],
    [31, 'Buy'],
  ] as const)
    run('label.create@1', { id: id(n), name, color: 'red', order: 'a1' })
  run('label.update@1', { id: id(30), set: { name: 'buy' } })
  assert.equal(label(30).mergedInto, id(31))
  const apart = back('label', 30, { name: { expect: 'buy', to: 'Shop' }, mergedInto: { expect: id(31), to: null } })
  run('label.create@1', { id: id(32), name: 'shop', color: 'red', order: 'a1' })
  assert.deepEqual(run('undo.apply@2', { changes: [apart] }), [], 'the name was taken meanwhile')
  run('label.delete@1', { id: id(32) })
  run('undo.apply@2', { changes: [apart] })
  assert.deepEqual([label(30).name, label(30).mergedInto], ['Shop', null])
})

test('a space goes back by who may administer it, settings by whom they are', () => {
  const changes = [{ kind: 'space', id: me, fields: { name: { expect: 'Space', to: 'Before' } } } as TakenBack]
  assert.throws(() => space('editor').run('undo.apply@2', { changes }), refused('forbidden'))
  assert.throws(() => space('viewer').run('undo.apply@2', { changes: [back('task', 10, {})] }), refused('forbidden'))
  const { run } = space('owner')
  assert.deepEqual(run('undo.apply@2', { changes: [{ kind: 'settings', id: id(77), fields: { theme: { expect: 'dark', to: 'light' } } }] }), [])
})

test('the rows that go back below others are counted: each brings what is below it', () => {
  const { run } = space()
  const far = (n: number) => back('task', n, { place: { expect: start, to: below(9) } })
  const some = Array.from({ length: limits.undoDeeper + 1 }, (_, n) => far(n + 10))
  assert.throws(() => run('undo.apply@2', { changes: some }), refused('too_many'))
  assert.deepEqual(run('undo.apply@2', { changes: some.slice(1) }), [])
})
