import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FolderDoc, ListDoc } from '@muster/core/contract/schemas/documents.ts'
import { firstEmoji } from '../../../lib/first-emoji.ts'
import { dropSpot, layoutOf, siblingsAt, stepSpot } from './layout.ts'

const list = (id: string, order: string, folderId: string | null = null) => ({ kind: 'list', id, order, folderId, inbox: id === 'inbox' }) as ListDoc
const folder = (id: string, order: string) => ({ kind: 'folder', id, order }) as FolderDoc
const lists = [list('inbox', 'a0'), list('a', 'a1'), list('f1', 'a1', 'f'), list('f2', 'a2', 'f'), list('b', 'a5'), list('lost', 'a6', 'gone')]
const layout = layoutOf(lists, [folder('f', 'a3')])
const none = new Set<string>()

test('folders and lists stand in one order; the Inbox apart, a list of a deleted folder at the top', () => {
  const said = layout.map((entry) => (entry.kind === 'list' ? entry.list.id : [entry.folder.id, ...entry.lists.map(({ id }) => id)]))
  assert.deepEqual(said, ['a', ['f', 'f1', 'f2'], 'b', 'lost'])
  assert.deepEqual(siblingsAt(layout, 'f', 'f1'), [lists[3]])
})
test('a step goes into open folders, around folded ones, and out at their ends', () => {
  assert.deepEqual(stepSpot(layout, 'a', 1, none), { folderId: 'f', index: 0 })
  assert.deepEqual(stepSpot(layout, 'a', 1, new Set(['f'])), { folderId: null, index: 1 })
  assert.deepEqual(stepSpot(layout, 'b', -1, none), { folderId: 'f', index: 2 })
  assert.deepEqual(stepSpot(layout, 'f2', 1, none), { folderId: null, index: 2 })
  assert.deepEqual(stepSpot(layout, 'f1', -1, none), { folderId: null, index: 1 })
  assert.deepEqual(stepSpot(layout, 'f1', 1, none), { folderId: 'f', index: 1 })
  assert.deepEqual(stepSpot(layout, 'f', 1, none), { folderId: null, index: 2 })
  assert.equal(stepSpot(layout, 'a', -1, none), null)
  assert.equal(stepSpot(layout, 'lost', 1, none), null)
})
test('a drop lands where the line is drawn; folders go into no folder', () => {
  const moving = { kind: 'list', id: 'a' } as const
  assert.deepEqual(dropSpot(layout, moving, 'f', 0.1), { folderId: null, index: 0 })
  assert.deepEqual(dropSpot(layout, moving, 'f', 0.6), { folderId: 'f', index: 2 })
  assert.deepEqual(dropSpot(layout, moving, 'f2', 0.9), { folderId: 'f', index: 2 })
  assert.deepEqual(dropSpot(layout, moving, 'b', 0.9), { folderId: null, index: 2 })
  assert.deepEqual(dropSpot(layout, { kind: 'folder', id: 'f' }, 'b', 0.9), { folderId: null, index: 2 })
  assert.equal(dropSpot(layout, { kind: 'folder', id: 'f' }, 'f1', 0.9), null)
  assert.equal(dropSpot(layout, moving, 'a', 0.9), null)
})
test('the first emoji of a text is taken whole', () => {
  assert.equal(firstEmoji('plan 👩‍👩‍👧 and 🏖️'), '👩‍👩‍👧')
  assert.equal(firstEmoji('🇳🇴'), '🇳🇴')
  assert.equal(firstEmoji('plain'), null)
})
