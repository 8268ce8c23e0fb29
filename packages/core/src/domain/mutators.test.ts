import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { limits } from '../contract/limits.ts'
import type { NotesDoc, TaskDoc } from '../contract/schemas/documents.ts'
import { below, id, inbox, me, refused, root, space } from './testing/one-space.ts'
import { Refusal } from './world.ts'

test('reopening a task reopens those above it', () => {
  const { run, task } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.create@1', { id: id(11), place: below(10), title: 'Tickets' })
  for (const n of [10, 11]) run('task.update@1', { id: id(n), set: { status: 'done' } })
  assert.equal(task(10).completedBy, me)
  run('task.update@1', { id: id(11), set: { status: 'open' } })
  assert.deepEqual([task(10).status, task(10).completedAt], ['open', null])
})

test('adding or moving an open task below one that is done reopens it; changing another field, or moving a done one, does not', () => {
  const { run, task } = space()
  const done = (n: number) => run('task.update@1', { id: id(n), set: { status: 'done' } })
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.create@1', { id: id(11), place: below(10), title: 'Tickets' })
  done(10)
  run('task.update@1', { id: id(11), set: { title: 'Tickets for two' } })
  run('task.update@1', { id: id(11), place: { ...below(10), order: 'a5' } })
  assert.equal(task(10).status, 'done', 'what is below is covered, and may be changed')
  run('task.create@1', { id: id(12), place: below(11), title: 'Seats' })
  assert.equal(task(10).status, 'open')

  run('task.create@1', { id: id(13), place: root, title: 'Bag' })
  for (const n of [10, 13]) done(n)
  run('task.update@1', { id: id(13), place: below(10) })
  assert.equal(task(10).status, 'done')
  run('task.update@1', { id: id(13), set: { status: 'open' } })
  assert.equal(task(10).status, 'open')
  run('task.create@1', { id: id(14), place: root, title: 'Map' })
  done(10)
  run('task.update@1', { id: id(14), place: below(10) })
  assert.equal(task(10).status, 'open')
})

test('siblings get new keys together with what the same change does to them', () => {
  const { run, task } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.create@1', { id: id(11), place: root, title: 'Tickets' })
  run('task.update@1', { id: id(10), set: { status: 'done' } })
  const rekey = [10, 11].map((n) => ({ id: id(n), order: 'b0' }))
  const changed = run('task.update@1', { id: id(11), place: { ...below(10), rekey } })
  assert.deepEqual(
    changed.map((row) => row.id),
    [id(10), id(11)],
  )
  assert.deepEqual([task(10).status, task(10).order, task(11).order], ['open', 'b0', 'a1'])
})

test('a task that is added gives its siblings new keys, too', () => {
  const { run, task } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.create@1', { id: id(11), place: { ...root, rekey: [{ id: id(10), order: 'b0' }] }, title: 'Tickets' })
  assert.deepEqual([task(10).order, task(11).order], ['b0', 'a1'])
})

test('what the rules refuse', () => {
  const { run } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.create@1', { id: id(11), place: below(10), title: 'Tickets' })
  assert.throws(() => run('task.create@1', { id: id(10), place: root, title: 'Again' }), refused('exists'))
  assert.throws(() => run('task.update@1', { id: id(10), place: below(11) }), refused('cycle'))
  assert.throws(() => run('task.update@1', { id: id(99), set: { title: 'x' } }), refused('not_found'))
  assert.throws(() => run('task.update@1', { id: id(10), set: { due: { date: '2026-02-30' } } }), refused('invalid'))
  for (const zone of ['Mars/Base', '+02', 'x'])
    assert.throws(() => run('task.update@1', { id: id(10), set: { due: { date: '2026-03-01', time: '09:30', zone } } }), refused('invalid'))
  run('task.update@1', { id: id(10), set: { due: { date: '2026-03-01', time: '09:30', zone: 'Europe/Oslo' } } })
  assert.throws(() => run('task.update@1', { id: id(10), addAssignees: [id(77)] }), refused('invalid'))
  assert.throws(() => run('list.delete@1', { id: inbox }), refused('inbox_fixed'))
  run('task.delete@1', { id: id(10) })
  assert.throws(() => run('task.update@1', { id: id(10), set: { title: 'x' } }), refused('gone'))
})

test('subtasks go ten levels deep and no deeper', () => {
  const { run } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Root' })
  for (let n = 11; n < 20; n++) run('task.create@1', { id: id(n), place: below(n - 1), title: `Level ${n}` })
  run('task.create@1', { id: id(20), place: below(19), title: 'Level 10' })
  assert.throws(() => run('task.create@1', { id: id(21), place: below(20), title: 'Too deep' }), refused('too_deep'))
})

test('trees never cycle under random moves', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 10, max: 19 }), fc.integer({ min: 10, max: 19 })), { maxLength: 60 }), (moves) => {
      const { run, task } = space()
      for (let n = 10; n < 20; n++) run('task.create@1', { id: id(n), place: root, title: `Task ${n}` })
      for (const [child, parent] of moves) {
        try {
          run('task.update@1', { id: id(child), place: below(parent) })
        } catch (error) {
          assert.ok(error instanceof Refusal)
        }
        for (let n = 10; n < 20; n++) {
          let steps = 0
          for (let up: TaskDoc | undefined = task(n); up?.parentId; up = task(Number(up.parentId.slice(-12)))) assert.ok(++steps < 20, 'a cycle')
        }
      }
    }),
  )
})

test('setting the same state twice changes nothing', () => {
  const { run } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  for (const [name, args] of [
    ['task.update@1', { id: id(10), set: { status: 'done', priority: 2 } }],
    ['task.delete@1', { id: id(10) }],
    ['task.restore@1', { id: id(10) }],
  ] as const) {
    run(name, args as never)
    assert.deepEqual(run(name, args as never), [])
  }
})

test('a label made twice is one label; a task that carries either carries the one that stays', () => {
  const { run, row, task } = space()
  run('label.create@1', { id: id(30), name: 'Café', color: 'red', order: 'a1' })
  run('label.create@1', { id: id(31), name: ' cafe ', color: 'blue', order: 'a2' })
  assert.equal((row(`label:${id(31)}`) as { mergedInto?: string }).mergedInto, id(30))
  run('task.create@1', { id: id(10), place: root, title: 'Cake', labelIds: [id(31), id(30)] })
  assert.deepEqual(task(10).labelIds, [id(30)])
})

test('a label renamed onto another is that one: taking the one that is shown off a task takes both', () => {
  const { run, label, task } = space()
  run('label.create@1', { id: id(30), name: 'Shop', color: 'red', order: 'a1' })
  run('label.create@1', { id: id(31), name: 'Buy', color: 'blue', order: 'a2' })
  run('task.create@1', { id: id(10), place: root, title: 'Cake', labelIds: [id(31)] })
  run('label.update@1', { id: id(31), set: { name: 'SHOP' } })
  assert.equal(label(31).mergedInto, id(30))
  assert.deepEqual(task(10).labelIds, [id(31)], 'the task itself is not touched')
  run('task.update@1', { id: id(10), removeLabels: [id(30)] })
  assert.deepEqual(task(10).labelIds, [])
  run('task.update@1', { id: id(10), addLabels: [id(31)] })
  assert.deepEqual(task(10).labelIds, [id(30)])
  assert.throws(() => run('task.update@1', { id: id(10), addLabels: [id(99)] }), refused('not_found'))
})

test('a task keeps the labels it carries, whatever is given or taken beside them: after a merge is taken back it shows what it showed before', () => {
  const { run, label, task } = space()
  for (const [n, name] of [
    [30, 'Shop'],
    [31, 'Buy'],
    [32, 'Soon'],
  ] as const)
    run('label.create@1', { id: id(n), name, color: 'red', order: 'a1' })
  run('task.create@1', { id: id(10), place: root, title: 'Cake', labelIds: [id(31)] })
  run('label.update@1', { id: id(31), set: { name: 'Shop' } })
  run('task.update@1', { id: id(10), addLabels: [id(32)] })
  assert.deepEqual(task(10).labelIds, [id(31), id(32)])
  assert.deepEqual(run('task.update@1', { id: id(10), addLabels: [id(30)] }), [], 'it is shown on the task already')
  run('undo.apply@2', {
    changes: [{ kind: 'label', id: id(31), fields: { name: { expect: 'Shop', to: 'Buy' }, mergedInto: { expect: id(30), to: null } } }],
  })
  assert.deepEqual([label(31).name, task(10).labelIds], ['Buy', [id(31), id(32)]])
})

test('labels that others stand for take no room from those that are shown', () => {
  const { run, task } = space()
  const many = Array.from({ length: limits.labelsPerTask }, (_, n) => n + 100)
  for (const n of [...many, 30]) run('label.create@1', { id: id(n), name: `Label ${n}`, color: 'red', order: 'a1' })
  run('task.create@1', { id: id(10), place: root, title: 'Cake', labelIds: many.map((n) => id(n)) })
  assert.throws(() => run('task.update@1', { id: id(10), addLabels: [id(30)] }), refused('too_many'))
  run('label.update@1', { id: id(101), set: { name: 'Label 100' } })
  run('task.update@1', { id: id(10), addLabels: [id(30)] })
  assert.deepEqual(
    task(10).labelIds,
    [...many.filter((n) => n !== 101), 30].map((n) => id(n)),
  )
})

test('a label is followed to the one that stays, however often that was merged again', () => {
  const { run, task, label } = space()
  for (let n = 30; n < 60; n++) run('label.create@1', { id: id(n), name: `Label ${n}`, color: 'red', order: 'a1' })
  for (let n = 30; n < 59; n++) run('label.update@1', { id: id(n), set: { name: `label ${n + 1}` } })
  run('task.create@1', { id: id(10), place: root, title: 'Cake', labelIds: [id(30), id(45)] })
  assert.deepEqual(task(10).labelIds, [id(59)])
  for (let n = 30; n < 59; n++) assert.equal(label(n).mergedInto, id(59), 'no line of merges grows')
})

test('a restored label has its name again, or is merged into the one that took it', () => {
  const { run, label } = space()
  run('label.create@1', { id: id(30), name: 'Shop', color: 'red', order: 'a1' })
  run('label.delete@1', { id: id(30) })
  run('label.create@1', { id: id(31), name: 'shop', color: 'red', order: 'a1' })
  run('label.restore@1', { id: id(30) })
  assert.equal(label(30).mergedInto, id(31))

  run('label.create@1', { id: id(32), name: 'Home', color: 'red', order: 'a1' })
  run('label.delete@1', { id: id(32) })
  run('label.create@1', { id: id(33), name: 'home', color: 'red', order: 'a1' })
  run('label.delete@1', { id: id(33) })
  run('label.restore@1', { id: id(32) })
  run('label.create@1', { id: id(34), name: 'HOME', color: 'red', order: 'a1' })
  assert.equal(label(34).mergedInto, id(32))
})

test('roles: a viewer writes nothing, an editor not the space itself', () => {
  assert.throws(() => space('viewer').run('task.create@1', { id: id(10), place: root, title: 'x' }), refused('forbidden'))
  assert.throws(() => space('editor').run('space.update@1', { set: { name: 'x' } }), refused('forbidden'))
  assert.equal(space('editor').run('task.create@1', { id: id(10), place: root, title: 'x' }).length, 1)
})

test('lines of notes end in LF, however they came; notes from before merge by line, too', () => {
  const { run, rows, row } = space()
  const notes = () => row(`notes:${id(10)}`) as NotesDoc
  run('task.create@1', { id: id(10), place: root, title: 'Trip', notes: 'a\r\nb\r\nc' })
  assert.equal(notes().text, 'a\nb\nc')
  run('notes.set@1', { taskId: id(10), base: 'a\r\nb\r\nc', text: 'A\r\nb\r\nc' })
  rows.set(`notes:${id(10)}`, { ...notes(), text: 'A\r\nb\r\nc' })
  run('notes.set@1', { taskId: id(10), base: 'a\nb\nc', text: 'a\nb\nC' })
  assert.equal(notes().text, 'A\nb\nC')
})
