import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Role } from '../contract/kinds.ts'
import type { AnyDoc, TaskDoc } from '../contract/schemas/documents.ts'
import type { InSpaceName, MutationArgs } from '../contract/schemas/mutations.ts'
import { apply } from './mutators.ts'
import { Refusal, type World } from './world.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const at = '2026-03-01T10:00:00.000Z'
const me = id(1)
const inbox = id(2)

/** A space in memory with its Inbox, written only by mutators. */
const space = (role: Role = 'owner') => {
  const rows = new Map<string, AnyDoc>()
  const put = (doc: AnyDoc) => rows.set(`${doc.kind}:${doc.id}`, doc)
  const meta = { rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me }
  put({
    kind: 'list',
    id: inbox,
    ...meta,
    name: 'Inbox',
    color: 'blue',
    emoji: null,
    folderId: null,
    order: 'a0',
    sort: 'manual',
    inbox: true,
    deletedAt: null,
    deletedBy: null,
  })
  put({ kind: 'member', id: me, ...meta, name: 'Somebody', role, leftAt: null })
  const world: World = { get: (kind, key) => rows.get(`${kind}:${key}`) as never }
  const run = <K extends InSpaceName>(name: K, args: MutationArgs[K]) => {
    const changed = apply(name, world, args, { space: me, actor: me, role, at })
    for (const doc of changed) put(doc)
    return changed
  }
  return { run, task: (n: number) => rows.get(`task:${id(n)}`) as TaskDoc, row: (key: string) => rows.get(key), rows }
}
const root = { parentId: null, listId: inbox, sectionId: null, order: 'a1' }
const below = (n: number) => ({ parentId: id(n), listId: null, sectionId: null, order: 'a1' })
const refused = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

test('reopening a task reopens those above it', () => {
  const { run, task } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.create@1', { id: id(11), place: below(10), title: 'Tickets' })
  for (const n of [10, 11]) run('task.update@1', { id: id(n), set: { status: 'done' } })
  assert.equal(task(10).completedBy, me)
  run('task.update@1', { id: id(11), set: { status: 'open' } })
  assert.deepEqual([task(10).status, task(10).completedAt], ['open', null])
})

test('what the rules refuse', () => {
  const { run } = space()
  run('task.create@1', { id: id(10), place: root, title: 'Trip' })
  run('task.create@1', { id: id(11), place: below(10), title: 'Tickets' })
  assert.throws(() => run('task.create@1', { id: id(10), place: root, title: 'Again' }), refused('exists'))
  assert.throws(() => run('task.update@1', { id: id(10), place: below(11) }), refused('cycle'))
  assert.throws(() => run('task.update@1', { id: id(99), set: { title: 'x' } }), refused('not_found'))
  assert.throws(() => run('task.update@1', { id: id(10), set: { due: { date: '2026-02-30' } } }), refused('invalid'))
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

test('roles: a viewer writes nothing, an editor not the space itself', () => {
  assert.throws(() => space('viewer').run('task.create@1', { id: id(10), place: root, title: 'x' }), refused('forbidden'))
  assert.throws(() => space('editor').run('space.update@1', { set: { name: 'x' } }), refused('forbidden'))
  assert.equal(space('editor').run('task.create@1', { id: id(10), place: root, title: 'x' }).length, 1)
})
