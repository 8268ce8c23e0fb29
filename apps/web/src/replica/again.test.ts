import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupAgain } from './again.ts'
import type { RefusedChange } from './pending.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [me, space, list] = [id(1), id(2), id(3)]
const change = (own: number, where: string, name: RefusedChange['name'], args: unknown, parkedBy?: string): RefusedChange => ({
  id: id(own),
  space: where,
  name,
  args,
  base: 0,
  clientAt: '2026-01-01T00:00:00.000Z',
  creates: [],
  needs: [],
  reason: 'No.',
  code: 'invalid',
  ...(parkedBy === undefined ? {} : { parkedBy }),
})

test('a space that could not be made is tried with another id, and all that waits for it goes into that one', () => {
  const made = change(10, me, 'space.create@1', { id: space, name: 'Shed' })
  const inside = change(11, space, 'list.create@1', { id: list, name: 'Tools', color: 'red', emoji: null, folderId: null, order: 'a0' }, id(10))
  const there = change(12, me, 'task.transfer@1', { id: id(4), toSpace: space, place: {}, labelIds: {} }, id(10))
  const other = change(13, me, 'task.delete@1', { id: id(5) })
  assert.deepEqual(
    groupAgain([other, made, inside, there], made, { id: space, name: 'Hut' }, () => id(9)),
    [
      { space: me, name: 'space.create@1', args: { id: id(9), name: 'Hut' } },
      { space: id(9), name: 'list.create@1', args: inside.args },
      { space: me, name: 'task.transfer@1', args: { id: id(4), toSpace: id(9), place: {}, labelIds: {} } },
    ],
  )
})

test('any other change goes again as it was, with what waits for it', () => {
  const made = change(10, space, 'list.create@1', { id: list, name: 'Tools' })
  const inside = change(11, space, 'task.create@1', { id: id(4), place: { listId: list } }, id(10))
  assert.deepEqual(
    groupAgain([made, inside], made, made.args, () => id(9)),
    [
      { space, name: 'list.create@1', args: made.args },
      { space, name: 'task.create@1', args: inside.args },
    ],
  )
})
