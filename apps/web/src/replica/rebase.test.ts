import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { reread, rebase, unanswered, unsettled, type Pending } from './rebase.ts'

const me = '00000000-0000-7000-8000-000000000001'
const task = '00000000-0000-7000-8000-000000000002'
const at = '2026-01-01T00:00:00.000Z'
const meta = { rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me }
const inbox: AnyDoc = {
  kind: 'list',
  id: me,
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
}
const base = new Map([[`list:${me}`, inbox]])
const pending = (name: Pending['name'], args: unknown, appliedRev?: number): Pending => ({
  id: task,
  name,
  args,
  base: 1,
  clientAt: at,
  ...(appliedRev === undefined ? {} : { appliedRev }),
})
const create = pending('task.create@1', { id: task, place: { parentId: null, listId: me, sectionId: null, order: 'a1' }, title: 'Tea' })

test('pending changes lie on top of what was pulled, each on the one before', () => {
  const rows = rebase(base, [create, pending('task.update@1', { id: task, set: { title: 'Green tea' } })], me)
  assert.equal((rows.get(`task:${task}`) as { title?: string }).title, 'Green tea')
  assert.equal(base.size, 1)
})

test('a change that no longer applies hides no other', () => {
  assert.equal(rebase(base, [pending('task.delete@1', { id: me }), create], me).size, 1)
})

test('an answered change stays until its own rev was pulled, then leaves', () => {
  const answered = [{ ...create, appliedRev: 5 }]
  assert.equal(unsettled(answered, 4).length, 1)
  assert.equal(unsettled(answered, 5).length, 0)
  assert.equal(unsettled([create], 99).length, 1)
})

test('reading the outbox again neither loses nor doubles what was written meanwhile', () => {
  const one = { ...create, id: 'one' }
  const two = { ...create, id: 'two' }
  const three = { ...create, id: 'three' }
  assert.deepEqual(
    reread([two], [one, two, three], new Set(['one', 'two'])).map(({ id }) => id),
    ['two', 'three'],
  )
  assert.deepEqual(
    reread([one, two], [one, two], new Set(['one'])).map(({ id }) => id),
    ['one', 'two'],
  )
})

test('after a reset, what was answered in the old history is to be sent again', () => {
  assert.equal(unsettled(unanswered([{ ...create, appliedRev: 5 }]), 99).length, 1)
})
