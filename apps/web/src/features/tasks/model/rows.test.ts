import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { dropTo, siblingsOf, stepTo } from './moves.ts'
import { createListRows } from './list-rows.ts'
import { topmost, withBelow } from './carried.ts'
import { type Row, type Shape, type TaskRow, type TaskTree } from './rows.ts'
import { heldFor, sameRows } from './settle.ts'

const stamps = {
  rev: 1,
  v: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'u',
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'u',
  deletedAt: null,
  deletedBy: null,
}
const task = (id: string, more: Partial<TaskDoc> = {}): TaskDoc => taskDoc({ id, listId: 'L', order: id, title: id, ...more })
const section = (id: string): SectionDoc => ({ kind: 'section', id, ...stamps, listId: 'L', name: id, order: id })
const treeOf = (tasks: readonly TaskDoc[]): TaskTree => ({
  space: 's',
  inList: (id) => tasks.filter((one) => one.listId === id),
  below: (id) => tasks.filter((one) => one.parentId === id),
  get: (id) => tasks.find((one) => one.id === id),
  belowVersion: () => 0,
  changedBelow: () => undefined,
})
const below = (parentId: string) => ({ parentId, listId: null })
const tasks = [
  task('a'),
  task('a1', below('a')),
  task('a2', below('a')),
  task('a1x', below('a1')),
  task('b', { priority: 2 }),
  task('c', { sectionId: 'S1', priority: 1 }),
  task('d', { sectionId: 'S1' }),
  task('e', { status: 'done', completedAt: '2026-02-01T00:00:00.000Z' }),
  task('a3', { ...below('a'), status: 'done' }),
]
const shape: Shape = {
  sections: [section('S1'), section('S2')],
  sort: 'manual',
  folded: new Set(),
  showDone: false,
  add: { parentId: null, sectionId: null, beforeId: null },
}
const seen = (rows: readonly Row[]) => rows.map((row) => ('id' in row ? '  '.repeat('depth' in row ? row.depth : 0) + row.id : row.key))
const list = (more: Partial<Shape> = {}) => createListRows(treeOf(tasks), 'L').read({ ...shape, ...more })
const row = (rows: readonly Row[], id: string) => rows.find((one): one is TaskRow => one.kind === 'task' && one.id === id) as TaskRow

test('a list is its loose tasks with subtasks, the add row, the sections, the done ones', () => {
  assert.deepEqual(seen(list()), ['a', '  a1', '    a1x', '  a2', 'b', 'add', 'S1', 'c', 'd', 'S2', 'done'])
  assert.deepEqual(seen(list({ folded: new Set(['s/a', 'section/S1']) })), ['a', 'b', 'add', 'S1', 'S2', 'done'])
  assert.deepEqual(seen(list({ showDone: true })), ['a', '  a1', '    a1x', '  a2', '  a3', 'b', 'add', 'S1', 'c', 'd', 'S2', 'done', 'e'])
  assert.deepEqual(seen(list({ sort: 'priority' })).slice(0, 2), ['b', 'a'])
  assert.deepEqual(
    list().map((one) => ('level' in one ? one.level : 1)),
    [1, 2, 3, 2, 1, 1, 1, 2, 2, 1, 1],
  )
})

test('the add row stands where it was asked for, and opens what was folded', () => {
  assert.deepEqual(seen(list({ add: { parentId: null, sectionId: 'S1', beforeId: 'd' } })).slice(5), ['S1', 'c', 'add', 'd', 'S2', 'done'])
  assert.deepEqual(seen(list({ add: { parentId: 'b', sectionId: null, beforeId: null } })).slice(4, 7), ['b', 'add', 'S1'])
  assert.deepEqual(seen(list({ folded: new Set(['s/a']), add: { parentId: 'a', sectionId: null, beforeId: 'a2' } })).slice(0, 5), [
    'a',
    '  a1',
    '    a1x',
    'add',
    '  a2',
  ])
})

test('of a selection only the topmost rows are moved', () => {
  assert.deepEqual(
    topmost(list(), new Set(['s/a', 's/a1', 's/a1x', 's/c'])).map(({ id }) => id),
    ['a', 'c'],
  )
})

test('steps by key stay among siblings, and go on into the next section at the edge', () => {
  const rows = list()
  const step = (id: string, way: 'up' | 'down' | 'indent' | 'outdent') => stepTo(rows, [row(rows, id)], way)
  assert.deepEqual(step('b', 'up'), { parentId: null, sectionId: null, beforeId: 'a' })
  assert.deepEqual(step('a', 'down'), { parentId: null, sectionId: null, beforeId: null })
  assert.deepEqual(step('b', 'down'), { parentId: null, sectionId: 'S1', beforeId: 'c' })
  assert.deepEqual(step('c', 'up'), { parentId: null, sectionId: null, beforeId: null })
  assert.deepEqual(step('d', 'down'), { parentId: null, sectionId: 'S2', beforeId: null })
  assert.equal(step('a', 'up'), null)
  assert.equal(step('a1', 'up'), null)
  assert.deepEqual(step('b', 'indent'), { parentId: 'a', sectionId: null, beforeId: null })
  assert.equal(step('a', 'indent'), null)
  assert.deepEqual(step('a1', 'outdent'), { parentId: null, sectionId: null, beforeId: 'b' })
  assert.deepEqual(step('a1x', 'outdent'), { parentId: 'a', sectionId: null, beforeId: 'a2' })
  assert.equal(step('a', 'outdent'), null)
})

test('what is done is no neighbour, whether it is shown or not: each step passes one task that is seen', () => {
  const mixed = [
    task('a'),
    task('b'),
    task('c'),
    task('c1', below('c')),
    task('d', { status: 'done', completedAt: '2026-02-01T00:00:00.000Z' }),
    task('S', { sectionId: 'S1', status: 'done', completedAt: '2026-02-02T00:00:00.000Z' }),
  ]
  for (const showDone of [false, true]) {
    const rows = createListRows(treeOf(mixed), 'L').read({ ...shape, showDone })
    const step = (id: string, way: 'up' | 'down' | 'indent' | 'outdent') => stepTo(rows, [row(rows, id)], way)
    assert.deepEqual(step('c', 'up'), { parentId: null, sectionId: null, beforeId: 'b' })
    assert.deepEqual(step('b', 'down'), { parentId: null, sectionId: null, beforeId: null })
    assert.deepEqual(step('c1', 'outdent'), { parentId: null, sectionId: null, beforeId: null })
    assert.deepEqual(step('c', 'down'), { parentId: null, sectionId: 'S1', beforeId: null })
    assert.deepEqual(
      siblingsOf(rows, row(rows, 'c')).map(({ id }) => id),
      ['a', 'b', 'c'],
    )
  }
})

test('a task leaves with all that is below it', () => {
  assert.deepEqual(
    withBelow(list(), new Set(['s/a'])).map(({ id }) => id),
    ['a', 'a1', 'a1x', 'a2'],
  )
})

test('a drop goes as deep as the rows around it allow', () => {
  const rows = list()
  const none = new Set<string>()
  assert.deepEqual(dropTo(rows, 0, 3, new Set(['s/b'])), { parentId: null, sectionId: null, beforeId: 'a', depth: 0 })
  assert.deepEqual(dropTo(rows, 4, 1, none), { parentId: 'a', sectionId: null, beforeId: null, depth: 1 })
  assert.deepEqual(dropTo(rows, 4, 0, none), { parentId: null, sectionId: null, beforeId: 'b', depth: 0 })
  assert.deepEqual(dropTo(rows, 1, 0, new Set(['s/b'])), { parentId: 'a', sectionId: null, beforeId: 'a1', depth: 1 })
  assert.deepEqual(dropTo(rows, 7, 0, new Set(['s/a'])), { parentId: null, sectionId: 'S1', beforeId: 'c', depth: 0 })
  assert.deepEqual(dropTo(rows, 10, 0, none), { parentId: null, sectionId: 'S2', beforeId: null, depth: 0 })
  assert.equal(dropTo(rows, 11, 0, none), null)
  // A row is never dropped below itself.
  assert.deepEqual(dropTo(rows, 2, 2, new Set(['s/a'])), { parentId: null, sectionId: null, beforeId: 'b', depth: 0 })
})

test('rows keep their places while a pointer moves, something was just done, or a row is busy', () => {
  assert.equal(heldFor({ pointerAt: 1_000, doneAt: 0, busy: false }, 1_300), 500)
  assert.equal(heldFor({ pointerAt: 1_000, doneAt: 1_000, busy: false }, 2_000), 500)
  assert.equal(heldFor({ pointerAt: 0, doneAt: 0, busy: true }, 9_000), Infinity)
  assert.equal(heldFor({ pointerAt: 0, doneAt: 0, busy: false }, 9_000), 0)
  assert.ok(sameRows(list(), list()))
  assert.ok(!sameRows(list(), list({ sort: 'priority' })))
})
