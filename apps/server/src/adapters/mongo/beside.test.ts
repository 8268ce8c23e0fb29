import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MongoClient, type Db } from 'mongodb'
import type { AnyDoc, LabelDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { viewMerged, viewShelf, type Shelf, type ShelfSpot, spotOn } from '../../ports/view.ts'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { viewAssigned } from '../../ports/view-over.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { needsMigration } from './migrate.ts'
import { atOf, docId } from './rows.ts'
import { migrations } from './schema.ts'
import { openMongoStore } from './store.ts'

/** So many steps knew the build from before rows of few stood on shelves. */
const stepsBefore = 5
const at = '2026-01-01T00:00:00.000Z'
const stamps = { v: 1, createdAt: at, createdBy: 'me', updatedAt: at, updatedBy: 'me', deletedAt: null, deletedBy: null }
const gone = { deletedAt: at, deletedBy: 'me' }
const label = (rev: number, id: string, order: string, more: Partial<LabelDoc> = {}): LabelDoc => ({
  kind: 'label',
  id,
  rev,
  ...stamps,
  name: id,
  color: 'red',
  order,
  mergedInto: null,
  ...more,
})

/** What the build from before writes: each row whole, and without the keys that it does not know. */
const olderCommit = async (db: Db, space: string, rev: number, docs: readonly AnyDoc[]) => {
  const rows = db.collection<{ _id: string } & Record<string, unknown>>('spaces')
  await rows.insertOne({
    _id: `${space}:journal:${rev}`,
    spaceId: space,
    kind: 'journal',
    rev,
    tag: 'older',
    json: '[]',
    mutationKeys: [],
    hashes: [],
  })
  await rows.updateOne({ _id: `${space}:head` }, { $set: { rev, tag: 'older' } })
  for (const doc of docs)
    await rows.replaceOne(
      { _id: docId(space, doc.kind, doc.id) },
      { spaceId: space, kind: doc.kind, at: atOf(doc.rev, doc.kind, doc.id), doc },
      { upsert: true },
    )
}

describe('MongoDB, a build of the release before beside this one', { skip: withoutMongo }, () => {
  test('rows that it writes are found where they stand, in pages, counted, and placed behind', async (t) => {
    const url = freshDatabase()
    const client = new MongoClient(url)
    const db = client.db()
    const store = await openMongoStore(url)
    t.after(async () => {
      await store.close()
      await db.dropDatabase()
      await client.close()
    })
    assert.equal(await needsMigration(db, migrations.slice(0, stepsBefore)), false, 'it starts')

    const idsOn = async (shelf: Shelf, size: number) => {
      const ids: string[] = []
      for (let after: ShelfSpot | null = null; ;) {
        const from: ShelfSpot | null = after
        const rows: readonly AnyDoc[] = (await store.view('s', () => viewShelf({ shelf, after: from, limit: size })))?.value ?? []
        ids.push(...rows.map(({ id }) => id))
        const last = rows.at(-1)
        if (!last || rows.length < size) return ids
        after = spotOn(last)
      }
    }
    const there: Shelf = { kind: 'label', state: 'there', within: null }
    const look = async (expected: { there: string[]; top: string[]; trashed: string[]; merged: string[]; last: string }) => {
      for (const size of [1, 2, 3, 9]) {
        assert.deepEqual(await idsOn(there, size), expected.there, `pages of ${size}`)
        assert.deepEqual(await idsOn({ ...there, within: '' }, size), expected.top)
        assert.deepEqual(await idsOn({ ...there, state: 'trashed' }, size), expected.trashed)
      }
      assert.equal(await store.countKind('s', 'label', 100), expected.there.length)
      assert.equal(await store.countKind('s', 'label', 2), 2)
      assert.equal(await store.lastOrder('s', { kinds: ['label'], within: '' }), expected.last)
      const viewed = await store.view('s', () => viewMerged(['a'], 9))
      for (const found of [await store.merged('s', ['a'], 9), viewed?.value ?? []]) assert.deepEqual(found.map(({ id }) => id).sort(), expected.merged)
      assert.equal((await store.merged('s', ['a'], 1)).length, 1)
    }

    const entry = (rev: number) => ({ space: 's', rev, tag: 'tag', mutations: [] })
    const docs = [label(1, 'a', 'a1'), label(1, 'c', 'a3'), label(1, 'e', 'a5'), label(1, 'g', 'a7'), label(1, 'm', 'a0', { mergedInto: 'a' })]
    await store.commit([{ entry: entry(1), docs }])
    await look({ there: ['a', 'c', 'e', 'g', 'm'], top: ['a', 'c', 'e', 'g'], trashed: [], merged: ['m'], last: 'a7' })

    await olderCommit(db, 's', 2, [
      label(2, 'b', 'a2'),
      label(2, 'h', 'a9'),
      label(2, 'c', 'a8'),
      label(2, 'e', 'a5', gone),
      label(2, 'n', 'a4', { mergedInto: 'a' }),
      label(2, 'p', 'a4', { mergedInto: 'a', ...gone, purgedAt: at }),
      label(2, 'q', 'a4', { ...gone, purgedAt: at }),
    ])
    await look({ there: ['a', 'b', 'g', 'c', 'h', 'm', 'n'], top: ['a', 'b', 'g', 'c', 'h'], trashed: ['e'], merged: ['m', 'n', 'p'], last: 'a9' })

    // What this build writes again has its keys, and what has gone leaves those without.
    await store.commit([{ entry: entry(3), docs: [label(3, 'h', 'a6'), label(3, 'b', 'a2', gone), label(3, 'q', 'a4', { ...gone, purgedAt: at })] }])
    await look({ there: ['a', 'h', 'g', 'c', 'm', 'n'], top: ['a', 'h', 'g', 'c'], trashed: ['b', 'e'], merged: ['m', 'n', 'p'], last: 'a8' })
    const unshelved = await db.collection('spaces').find({ kind: 'label', shelf: null }).sort({ _id: 1 }).toArray()
    assert.deepEqual(
      unshelved.map(({ doc }) => (doc as LabelDoc).id),
      ['c', 'e', 'n', 'p'],
    )
  })

  test('tasks that a build from before the index by assignee writes are in it like all others', async (t) => {
    const url = freshDatabase()
    const client = new MongoClient(url)
    const db = client.db()
    const store = await openMongoStore(url)
    t.after(async () => {
      await store.close()
      await db.dropDatabase()
      await client.close()
    })
    const step = migrations.findIndex(({ run }) => run.name === 'indexAssigned')
    assert.equal(await needsMigration(db, migrations.slice(0, step)), false, 'it starts')
    const mine = (id: string, rev: number, fields: Partial<TaskDoc> = {}) => taskDoc({ id, rev, assigneeIds: ['me'], ...fields })
    const look = async () =>
      (await store.viewOver(['s', 'none'], () => viewAssigned({ status: 'open', assignee: 'me', after: null, limit: 9 }))).value.map(({ row }) => row.id)
    await store.commit([{ entry: { space: 's', rev: 1, tag: 'tag', mutations: [] }, docs: [mine('a', 1), mine('b', 1), mine('c', 1)] }])
    await olderCommit(db, 's', 2, [
      mine('a', 2, { due: { date: '2026-02-03' } }),
      mine('b', 2, { deletedAt: at }),
      mine('d', 2, { due: { date: '2026-02-01' } }),
    ])
    assert.deepEqual(await look(), ['d', 'a', 'c'])
    await olderCommit(db, 's', 3, [mine('d', 3, { assigneeIds: ['you'] }), mine('c', 3, { status: 'done' }), mine('b', 3)])
    assert.deepEqual(await look(), ['a', 'b'])
  })
})
