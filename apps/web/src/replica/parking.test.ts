import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idsOf } from './needs.ts'
import { parkedWith, sendable } from './parking.ts'
import type { Pending } from './pending.ts'

const change = (id: string, space: string, creates: readonly string[], needs: readonly string[]): Pending => ({
  id,
  space,
  name: 'task.update@1',
  args: {},
  base: 0,
  clientAt: '2026-01-01T00:00:00.000Z',
  creates,
  needs,
})

test('what needs a refused creation is parked with it, through every step; nothing else is', () => {
  const list = change('list', 'mine', ['shed'], ['mine'])
  const waiting = [
    change('task', 'mine', ['peas'], ['mine', 'shed']),
    change('other', 'mine', ['milk'], ['mine', 'inbox']),
    change('below', 'mine', ['pods'], ['mine', 'peas']),
    change('rename', 'mine', [], ['mine', 'milk']),
  ]
  assert.deepEqual(
    parkedWith([list], waiting).map(({ change: { id }, by }) => [id, by]),
    [
      ['task', 'list'],
      ['below', 'list'],
    ],
  )
  assert.deepEqual(parkedWith([change('rename', 'mine', [], ['milk'])], waiting), [])
})

test('a space sends in order, and waits for what another space is still to create', () => {
  const make = change('make', 'mine', ['club'], ['mine'])
  const first = change('first', 'club', ['hut'], ['club'])
  const second = change('second', 'mine', [], ['mine'])
  const ids = (space: string, waiting: readonly Pending[]) => sendable(space, waiting, 100, 1_000).map(({ id }) => id)
  assert.deepEqual(ids('club', [make, first, second]), [])
  assert.deepEqual(ids('mine', [make, first, second]), ['make', 'second'])
  assert.deepEqual(ids('club', [first, second]), ['first'])
  // Behind one that waits, nothing of its space overtakes.
  assert.deepEqual(ids('mine', [first, change('move', 'mine', [], ['mine', 'hut']), second]), [])
})

test('a group is bounded by count and by size, but never empty', () => {
  const many = Array.from({ length: 5 }, (_, n) => ({ ...change(`${n}`, 'mine', [], []), args: 'x'.repeat(100) }))
  assert.equal(sendable('mine', many, 3, 10_000).length, 3)
  assert.equal(sendable('mine', many, 100, 250).length, 2)
  assert.equal(sendable('mine', many, 100, 1).length, 1)
})

test('ids are told from the arguments: what comes to be, and what it cannot do without', () => {
  const place = { parentId: null, listId: 'shed', sectionId: 'bench', order: 'a0' }
  assert.deepEqual(idsOf('mine', 'task.create@1', { id: 'peas', place, title: 'Peas', labelIds: ['green'] }), {
    creates: ['peas'],
    needs: ['mine', 'shed', 'bench', 'green'],
  })
  assert.deepEqual(idsOf('mine', 'task.update@1', { id: 'peas', set: {}, addLabels: ['red'] }), { creates: [], needs: ['mine', 'peas', 'red'] })
  assert.deepEqual(idsOf('mine', 'notes.set@1', { taskId: 'peas', base: '', text: 'x' }), { creates: [], needs: ['mine', 'peas'] })
  assert.deepEqual(idsOf('mine', 'space.create@1', { id: 'club', name: 'Club', color: 'red', memberName: 'Me' }).creates, ['club'])
  assert.deepEqual(idsOf('mine', 'task.transfer@1', { id: 'peas', toSpace: 'club', place, labelIds: { green: 'new' } }), {
    creates: ['peas', 'new'],
    needs: ['mine', 'club', 'peas', 'shed', 'bench', 'green'],
  })
})
