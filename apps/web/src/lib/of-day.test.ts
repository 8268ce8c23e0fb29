import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ListDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { dueUpTo } from './of-day.ts'

const lists = [
  { id: 'inbox', deletedAt: null },
  { id: 'gone', deletedAt: 'then' },
] as ListDoc[]
const task = (id: string, fields: Partial<TaskDoc>) =>
  ({ id, order: 'a0', parentId: null, listId: 'inbox', status: 'open', deletedAt: null, due: { date: '2026-03-10' }, ...fields }) as TaskDoc
const ids = (...tasks: readonly TaskDoc[]) => dueUpTo('2026-03-10', tasks, lists).map(({ id }) => id)

test('what is due on the day or before comes by day, time and order', () => {
  const at = (date: string, time?: string) => ({ due: { date, ...(time ? { time } : {}) } }) as Partial<TaskDoc>
  const tasks = [
    task('plain', { order: 'a2' }),
    task('first', { order: 'a1' }),
    task('late', at('2026-03-10', '18:00')),
    task('early', at('2026-03-10', '09:00')),
    task('old', at('2026-03-01')),
    task('tomorrow', at('2026-03-11')),
    task('none', { due: null }),
  ]
  assert.deepEqual(ids(...tasks), ['old', 'early', 'late', 'first', 'plain'])
})

test('what is done, deleted, or in something deleted or done is left out; an open subtask is not', () => {
  const tasks = [
    task('done', { status: 'done' }),
    task('deleted', { deletedAt: 'then' }),
    task('in-gone', { listId: 'gone' }),
    task('below-done', { parentId: 'done', listId: null }),
    task('below-below', { parentId: 'below-done', listId: null }),
    task('orphan', { parentId: 'missing', listId: null }),
    task('open', {}),
    task('below-open', { parentId: 'open', listId: null, order: 'a1' }),
  ]
  assert.deepEqual(ids(...tasks), ['open', 'below-open'])
})
