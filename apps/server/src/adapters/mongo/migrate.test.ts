import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MongoClient, type Db } from 'mongodb'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { StoreRefused } from '../../ports/store.ts'
import { viewTasks, type TaskPath } from '../../ports/view.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { migrate, needsMigration, type Migration } from './migrate.ts'
import { shelvedDocs } from '../contracts/shelved-docs.ts'
import { atOf } from './rows.ts'
import { migrations } from './schema.ts'
import { openMongoStore } from './store.ts'

describe('MongoDB migrations', { skip: withoutMongo }, () => {
  const withDatabase = async (work: (db: Db, url: string) => Promise<void>) => {
    const url = freshDatabase()
    const client = new MongoClient(url)
    try {
      await work(client.db(), url)
    } finally {
      await client.db().dropDatabase()
      await client.close()
    }
  }
  const expand = (run: () => Promise<void>): Migration => ({ oldest: 1, run })
  const rowsOf = (db: Db, name: string) => db.collection<{ _id: string } & Record<string, unknown>>(name)

  test('a database that a newer Muster wrote is left as it is', () =>
    withDatabase(async (db, url) => {
      await rowsOf(db, 'meta').insertOne({ _id: 'schema', version: 99 })
      await assert.rejects(openMongoStore(url), (error: Error) => error instanceof StoreRefused && /newer Muster \(schema 99/.test(error.message))
      assert.deepEqual(
        (await db.listCollections().toArray()).map(({ name }) => name as string),
        ['meta'],
      )
    }))

  test('run once each, in one process at a time, and go on where a killed one stopped', () =>
    withDatabase(async (db) => {
      const ran: number[] = []
      let inside = 0
      const step = (n: number) =>
        expand(async () => {
          assert.equal(inside++, 0, 'two processes migrate at once')
          await new Promise((resolve) => setTimeout(resolve, 20))
          inside--
          ran.push(n)
        })
      const steps = [step(1), step(2), step(3)]
      await Promise.all(Array.from({ length: 5 }, () => migrate(db, steps)))
      assert.deepEqual(ran, [1, 2, 3])

      // One that was killed while it held the lease.
      await rowsOf(db, 'meta').updateOne({ _id: 'schema' }, { $set: { by: 'killed', until: new Date(Date.now() + 300) } })
      await migrate(db, [...steps, step(4)])
      assert.deepEqual(ran, [1, 2, 3, 4])

      await assert.rejects(migrate(db, [...steps, step(4), expand(() => Promise.reject(new Error('cut')))]), /cut/)
      await migrate(db, [...steps, step(4), step(5)])
      assert.deepEqual(ran, [1, 2, 3, 4, 5])
    }))

  test('a lease runs out by the clock of the store, not by that of who waits for it', (t) =>
    withDatabase(async (db) => {
      const time = async () => ((await db.command({ hello: 1 }))['localTime'] as Date).getTime()
      const until = (await time()) + 500
      await rowsOf(db, 'meta').insertOne({ _id: 'schema', version: 0, by: 'another', until: new Date(until) })
      t.mock.timers.enable({ apis: ['Date'], now: until + 3_600_000 })
      const ranAt: number[] = []
      await migrate(db, [expand(async () => void ranAt.push(await time()))])
      assert.equal(ranAt.length, 1)
      assert.ok((ranAt[0] ?? 0) >= until)
    }))

  test('a build from before a step that only adds starts beside it; one from before a step that takes away does not', () =>
    withDatabase(async (db) => {
      const ran: string[] = []
      const adds = (name: string): Migration => ({ oldest: 1, run: async () => void ran.push(name) })
      const before = [adds('one'), adds('two')]
      const now = [...before, adds('three')]
      const later = [...now, { oldest: 3, run: async () => void ran.push('takes away') }]
      await migrate(db, before)
      await migrate(db, now)
      assert.equal(await needsMigration(db, before), false)
      // A process of the release before that starts again, or a step back to it.
      await migrate(db, before)
      await migrate(db, now)
      await migrate(db, later)
      await migrate(db, now)
      assert.deepEqual(ran, ['one', 'two', 'three', 'takes away'])
      await assert.rejects(migrate(db, before), (error: Error) => error instanceof StoreRefused && /builds from 3 on; this one knows 2/.test(error.message))
      assert.equal((await rowsOf(db, 'meta').findOne({ _id: 'schema' }))?.['version'], 4)
    }))

  test('whom a step shuts out is refused from before it begins', () =>
    withDatabase(async (db) => {
      const before = [expand(async () => {})]
      await migrate(db, before)
      let refused: unknown
      const takesAway = async () => {
        refused = await migrate(db, before).catch((error: unknown) => error)
        throw new Error('cut')
      }
      await assert.rejects(migrate(db, [...before, { oldest: 2, run: takesAway }]), /cut/)
      assert.ok(refused instanceof StoreRefused)
      await assert.rejects(migrate(db, before), StoreRefused, 'some of it may be gone')
    }))

  test('who waits for another says so, once, and a build that the database is new enough for does not wait', () =>
    withDatabase(async (db) => {
      const said: string[] = []
      const steps = [expand(async () => {}), expand(async () => {})]
      await migrate(db, steps.slice(0, 1))
      await rowsOf(db, 'meta').updateOne({ _id: 'schema' }, { $set: { by: 'another', until: new Date(Date.now() + 60_000) } })
      await migrate(db, steps.slice(0, 1), { waiting: (sentence) => said.push(sentence) })
      assert.equal(said.length, 0)
      const heard = new Promise<void>((resolve) => {
        void migrate(db, steps, {
          waiting: (sentence) => {
            said.push(sentence)
            resolve()
          },
        }).then(() => said.push('done'))
      })
      await heard
      await rowsOf(db, 'meta').updateOne({ _id: 'schema' }, { $set: { by: null } })
      while (said.at(-1) !== 'done') await new Promise((resolve) => setTimeout(resolve, 10))
      assert.deepEqual(said, ['Another process brings the database to schema 2 of 2. Waiting until it is done.', 'done'])
    }))

  test('one that takes longer than its lease keeps it', () =>
    withDatabase(async (db) => {
      let [ran, inside] = [0, 0]
      const slow = expand(async () => {
        assert.equal(inside++, 0, 'two processes migrate at once')
        await new Promise((resolve) => setTimeout(resolve, 1_500))
        inside--
        ran++
      })
      await Promise.all([migrate(db, [slow], { leasedForMs: 300 }), migrate(db, [slow], { leasedForMs: 300 })])
      assert.equal(ran, 1)
    }))

  test('an older database, written by hand, gets what it lacks, and keeps what it holds', () =>
    withDatabase(async (db, url) => {
      await rowsOf(db, 'spaces').createIndex({ spaceId: 1, at: 1 }, { name: 'changes', partialFilterExpression: { at: { $exists: true } } })
      await rowsOf(db, 'spaces').createIndex({ spaceId: 1, mutationKeys: 1 }, { name: 'known', partialFilterExpression: { mutationKeys: { $exists: true } } })
      const task = (id: string, parentId: string | null, fields: object = { v: 0 }) => ({
        _id: `s:task:${id}`,
        spaceId: 's',
        kind: 'task',
        at: atOf(1, 'task', id),
        doc: { kind: 'task', id, rev: 1, parentId, title: `Task ${id}`, ...fields },
      })
      const full = { v: 1, listId: 'l', status: 'open', sectionId: null, updatedAt: '2026-01-01', deletedAt: null }
      await rowsOf(db, 'spaces').insertMany([
        { _id: 's:head', spaceId: 's', kind: 'head', rev: 1, tag: 'tag' },
        { _id: 's:journal:1', spaceId: 's', kind: 'journal', rev: 1, tag: 'tag', json: '[]', mutationKeys: ['me:m'], hashes: ['hash'] },
        task('a', null),
        task('b', 'a'),
        task('c', null, { ...full, sectionId: 's1', order: 'a1', labelIds: ['red', 'blue'], assigneeIds: ['me'], due: null, updatedAt: '2026-01-02' }),
        task('d', null, { ...full, order: 'a2', labelIds: ['red'], assigneeIds: ['me'], due: { date: '2026-02-03' } }),
        task('e', null, { ...full, order: 'a0', labelIds: ['red'], assigneeIds: ['me'], deletedAt: 'then' }),
      ])
      await rowsOf(db, 'users').insertMany([
        { _id: 'u', owner: 'u', version: 1, value: { instanceOwner: false } },
        { _id: 'v', owner: 'v', version: 1, value: { instanceOwner: true } },
      ])
      await rowsOf(db, 'meta').insertOne({ _id: 'schema', version: 1, by: null, until: new Date(0) })

      const store = await openMongoStore(url)
      const [found] = (await store.docs('s', [{ kind: 'task', id: 'a' }])) as TaskDoc[]
      assert.deepEqual([found?.title, found?.v, found?.duration, found?.assigneeIds], ['Task a', 1, null, []])
      assert.deepEqual(
        (await store.children('s', ['a'], 10)).map(({ id }) => id),
        ['b'],
      )
      const idsBy = async (path: TaskPath) => (await store.view('s', () => viewTasks({ path, after: null, limit: 10 })))?.value.map(({ id }) => id)
      assert.deepEqual(await idsBy({ by: 'list', status: 'open', list: 'l' }), ['d', 'c'])
      const open = await store.view('s', () => viewTasks({ path: { by: 'list', status: 'open', list: null }, after: null, limit: 10 }))
      assert.deepEqual(
        open?.value.map(({ json }) => (JSON.parse(json) as TaskDoc).title),
        ['Task d', 'Task c'],
        'written before texts were kept',
      )
      assert.deepEqual(await idsBy({ by: 'label', status: 'open', labels: ['red'] }), ['c', 'd'])
      assert.deepEqual(await idsBy({ by: 'label', status: 'open', labels: ['blue'] }), ['c'])
      assert.deepEqual(await idsBy({ by: 'updated', since: '2026' }), ['d', 'e', 'c'])
      assert.deepEqual(await idsBy({ by: 'assigned', status: 'open', assignee: 'me' }), ['d', 'c'])
      assert.deepEqual(await store.knownMany('s', [{ actor: 'me', id: 'm' }]), [{ rev: 1, hash: 'hash' }])
      assert.deepEqual((await store.record('instance', 'first'))?.value, { userId: 'v' })
      await store.close()
      assert.deepEqual(
        new Set((await db.collection('spaces').indexes()).map(({ name }) => name)),
        new Set([
          '_id_',
          'changes',
          'known',
          'shelf',
          'labels',
          'updated',
          'heads',
          'trash',
          'unshelved',
          'effects',
          'due',
          'since',
          'dead',
          'assigned',
          'completion',
        ]),
      )
      assert.equal((await rowsOf(db, 'meta').findOne({ _id: 'schema' }))?.['version'], migrations.length)
    }))

  test('rows from before they stood on shelves are given the keys that they are written with', () =>
    withDatabase(async (db, url) => {
      const store = await openMongoStore(url)
      await store.commit([{ entry: { space: 's', rev: 1, tag: 'tag', mutations: [] }, docs: shelvedDocs }])
      const keys = () =>
        rowsOf(db, 'spaces')
          .find({}, { projection: { shelf: 1, spot: 1 }, sort: { _id: 1 } })
          .toArray()
      const written = await keys()
      await rowsOf(db, 'spaces').updateMany({}, { $unset: { shelf: 1, spot: 1 } })
      for (const step of migrations.slice(5, 7)) await step.run(db)
      assert.deepEqual(await keys(), written)
      await store.close()
    }))
})
