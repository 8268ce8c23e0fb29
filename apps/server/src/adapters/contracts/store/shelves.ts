import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { AnyDoc, LabelDoc, SectionDoc } from '@muster/core/contract/schemas/documents.ts'
import { listDoc } from '@muster/core/domain/testing/docs.ts'
import { viewMerged, viewShelf, type Shelf, type ShelfSpot } from '../../../ports/view.ts'
import { at, part } from './parts.ts'
import type { StoreExam } from './exam.ts'

const stamps = { rev: 1, v: 1, createdAt: at, createdBy: 'me', updatedAt: at, updatedBy: 'me', deletedAt: null, deletedBy: null }
const gone = { deletedAt: at, deletedBy: 'me' }
const section = (id: string, listId: string, order: string, more: Partial<SectionDoc> = {}): SectionDoc => ({
  kind: 'section',
  id,
  ...stamps,
  listId,
  name: id,
  order,
  ...more,
})
const label = (id: string, more: Partial<LabelDoc> = {}): LabelDoc => ({
  kind: 'label',
  id,
  ...stamps,
  name: id,
  color: 'red',
  order: 'a1',
  mergedInto: null,
  ...more,
})
const folder = (id: string, order: string, more: object = {}): AnyDoc => ({ kind: 'folder', id, ...stamps, name: id, order, ...more })
const member = (id: string, leftAt: string | null = null): AnyDoc => {
  const { deletedAt: _, deletedBy: __, ...rest } = stamps
  return { kind: 'member', id, ...rest, name: id, role: 'editor', leftAt }
}

/** Shelves: rows of which a space has few are found in their order, counted, and placed behind their last, by what is read of them alone. */
export const examShelves = (exam: StoreExam): void => {
  const idsOn = async (space: string, shelf: Shelf, size: number, spotOf: (doc: AnyDoc) => ShelfSpot) => {
    const ids: string[] = []
    for (let after: ShelfSpot | null = null; ;) {
      const from: ShelfSpot | null = after
      const viewed = await exam.store.view(space, () => viewShelf({ shelf, after: from, limit: size }))
      const rows: readonly AnyDoc[] = viewed?.value ?? []
      ids.push(...rows.map(({ id }) => id))
      const last = rows.at(-1)
      if (!last || rows.length < size) return ids
      after = spotOf(last)
    }
  }

  test(`${exam.name}: rows stand on their shelves in order, in pages of any size, as they are now, and nobody else's`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    await exam.store.commit([
      part(space, 1, [
        section('s3', 'l1', 'a2'),
        section('s1', 'l1', 'a1'),
        section('s2', 'l1', 'a1'),
        section('s4', 'l2', 'a0'),
        section('s5', 'l1', 'a0', gone),
        section('s6', 'l1', 'a0', { ...gone, purgedAt: at }),
        member('m2'),
        member('m1'),
        member('m3', at),
      ]),
      part(other, 1, [section('x', 'l1', 'a1')]),
    ])
    const spotOf = (doc: AnyDoc): ShelfSpot => ({ within: doc.kind === 'section' ? doc.listId : '', order: 'order' in doc ? doc.order : '', id: doc.id })
    const all = { kind: 'section', state: 'there', within: null } as const
    for (const size of [1, 2, 3, 9]) {
      assert.deepEqual(await idsOn(space, all, size, spotOf), ['s1', 's2', 's3', 's4'])
      assert.deepEqual(await idsOn(space, { ...all, within: 'l1' }, size, spotOf), ['s1', 's2', 's3'])
      assert.deepEqual(await idsOn(space, { ...all, within: 'none' }, size, spotOf), [])
      assert.deepEqual(await idsOn(space, { ...all, state: 'trashed' }, size, spotOf), ['s5'])
      assert.deepEqual(await idsOn(space, { kind: 'member', state: 'there', within: null }, size, spotOf), ['m1', 'm2'])
      assert.deepEqual(await idsOn(space, { kind: 'member', state: 'former', within: null }, size, spotOf), ['m3'])
    }
    await exam.store.commit([part(space, 2, [section('s1', 'l1', 'a9', { rev: 2 }), section('s3', 'l1', 'a2', { ...gone, rev: 2 })])])
    assert.deepEqual(await idsOn(space, all, 2, spotOf), ['s2', 's1', 's4'])
    assert.deepEqual(await idsOn(space, { ...all, state: 'trashed' }, 2, spotOf), ['s5', 's3'])
  })

  test(`${exam.name}: what counts against a quota is what is there, whatever is in the trash or has gone`, async () => {
    const space = randomUUID()
    const many = (from: number, count: number, more: object = {}) => Array.from({ length: count }, (_, n) => folder(`f${from + n}`, 'a1', more))
    await exam.store.commit([
      part(space, 1, [...many(0, 3), ...many(3, 20, gone), ...many(23, 20, { ...gone, purgedAt: at }), label('a'), label('b', { mergedInto: 'a' })]),
    ])
    assert.equal(await exam.store.countKind(space, 'folder', 100), 3)
    assert.equal(await exam.store.countKind(space, 'folder', 2), 2)
    assert.equal(await exam.store.countKind(space, 'label', 100), 2)
    assert.equal(await exam.store.countKind(space, 'list', 100), 0)
    await exam.store.commit([part(space, 2, [folder('f0', 'a1', { ...gone, rev: 2 }), folder('f3', 'a1', { rev: 2 }), folder('f4', 'a1', { rev: 2 })])])
    assert.equal(await exam.store.countKind(space, 'folder', 100), 4)
  })

  test(`${exam.name}: the last of what shares an order is found, over the kinds that share it, out of the trash and in its folder`, async () => {
    const space = randomUUID()
    const list = (id: string, order: string, folderId: string | null, more: object = {}) => listDoc({ id, order, folderId, ...more })
    await exam.store.commit([
      part(space, 1, [
        folder('f', 'a3'),
        list('a', 'a2', null),
        list('b', 'a9', 'f'),
        list('c', 'a8', null, gone),
        label('x', { order: 'a4' }),
        section('s', 'a', 'a5'),
      ]),
    ])
    assert.equal(await exam.store.lastOrder(space, { kinds: ['folder', 'list'], within: '' }), 'a3')
    assert.equal(await exam.store.lastOrder(space, { kinds: ['list'], within: 'f' }), 'a9')
    assert.equal(await exam.store.lastOrder(space, { kinds: ['label'], within: '' }), 'a4')
    assert.equal(await exam.store.lastOrder(space, { kinds: ['section'], within: 'a' }), 'a5')
    assert.equal(await exam.store.lastOrder(space, { kinds: ['section'], within: 'b' }), undefined)
  })

  test(`${exam.name}: labels are found by what they were merged into, whatever became of them`, async () => {
    const space = randomUUID()
    await exam.store.commit([
      part(space, 1, [
        label('a'),
        label('b', { mergedInto: 'a' }),
        label('c', { mergedInto: 'a', ...gone }),
        label('d', { mergedInto: 'a', ...gone, purgedAt: at }),
        label('e', { mergedInto: 'b' }),
        label('f', gone),
      ]),
    ])
    const ids = async (into: readonly string[], limit = 9) => (await exam.store.merged(space, into, limit)).map(({ id }) => id).sort()
    assert.deepEqual(await ids(['a']), ['b', 'c', 'd'])
    assert.deepEqual(await ids(['a', 'b']), ['b', 'c', 'd', 'e'])
    assert.equal((await ids(['a', 'b'], 2)).length, 2)
    const viewed = await exam.store.view(space, () => viewMerged(['b'], 9))
    assert.deepEqual(
      viewed?.value.map(({ id }) => id),
      ['e'],
    )
  })
}
