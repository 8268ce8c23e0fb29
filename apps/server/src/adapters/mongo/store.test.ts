import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { AnyDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { CommandStartedEvent, Document } from 'mongodb'
import { startProxy } from '../../../../../scripts/testing/proxy.ts'
import { findMongod, startStandalone } from '../../../../../scripts/testing/replica-set.ts'
import { StoreRefused, StoreUnavailable, type Store } from '../../ports/store.ts'
import { noDay, viewAll, viewChanges, viewMerged, viewRange, viewShelf, viewTasks, type TaskPath } from '../../ports/view.ts'
import { viewAssigned, viewRows } from '../../ports/view-over.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { storeExam } from '../contracts/store.ts'
import { createMongoClient } from './client.ts'
import { createAskedLog } from '../../testing/mongo-commands.ts'
import { examPlans } from '../contracts/mongo-plans.ts'
import { openMongoStore } from './store.ts'

describe('MongoDB', { skip: withoutMongo }, () => {
  const url = freshDatabase()
  const log = createAskedLog(new URL(url.replace('mongodb:', 'http:').replace(/,[^/]*/, '')).pathname.slice(1))
  storeExam('MongoDB', async () => {
    const store = await openMongoStore(`${url}&monitorCommands=true`)
    log.listen(store.client)
    return store
  })
  examPlans(url, log)

  interface Command {
    readonly name: string
    readonly command: Document
  }
  /** Every read and write that a request makes, once, beside other spaces' rows, with the commands they became. */
  const hotPath = async () => {
    const store = await openMongoStore(`${freshDatabase()}&monitorCommands=true`)
    const space = randomUUID()
    const doc = (n: number) => {
      const below = n % 10 === 0
      const place = { parentId: below ? 'a' : null, listId: below ? null : `list${n % 3}`, sectionId: null, order: `a${n % 9}` }
      const labelIds = n % 4 === 0 ? ['red'] : n % 4 === 1 ? ['blue'] : []
      const status = n % 5 === 0 ? 'done' : 'open'
      return {
        kind: 'task',
        id: `t${n}`,
        rev: 1,
        v: 1,
        ...place,
        status,
        labelIds,
        assigneeIds: n % 3 === 0 ? ['me'] : [],
        due: n % 2 === 0 ? null : { date: `2026-02-0${1 + (n % 9)}` },
        updatedAt: `2026-01-0${1 + (n % 9)}`,
        deletedAt: n % 7 === 0 ? 'then' : null,
      } as unknown as TaskDoc
    }
    const entry = (of: string, rev: number, docs: readonly AnyDoc[], effects?: readonly string[]) => ({
      entry: { space: of, rev, tag: 'tag', mutations: [{ id: `m${rev}`, actor: 'me', hash: 'h' }] as never, ...(effects ? { effects } : {}) },
      docs,
    })
    const many = Array.from({ length: 300 }, (_, n) => doc(n))
    for (const one of [space, randomUUID(), randomUUID()]) await store.commit([entry(one, 1, many)])
    for (const one of [randomUUID(), randomUUID(), randomUUID()]) for (let rev = 1; rev <= 3; rev++) await store.commit([entry(one, rev, [], ['count'])])
    for (let n = 0; n < 30; n++) await store.insert({ table: 'sessions', key: `s${n}`, owner: `o${n % 3}`, value: {} })

    const commands: Command[] = []
    store.client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => commands.push({ name: commandName, command }))
    const called = new Set<string>()
    const noted = new Proxy(store, {
      get: (target, method, own) => {
        called.add(String(method))
        return Reflect.get(target, method, own) as unknown
      },
    })
    for (let rev = 2; rev < 20; rev++) await store.commit([entry(space, rev, [])])
    for (let rev = 20; rev < 25; rev++) await store.commit([entry(space, rev, [], ['count', 'mail'])])
    await everything(noted, space)
    await afterCommit(noted, space)
    // Whether there is an account yet: it looks at a thousand keys at most. The time is asked of no collection.
    const untried = Object.keys(store).filter((method) => !called.has(method) && !['client', 'close', 'commit', 'count', 'time'].includes(method))
    assert.deepEqual(untried, [], 'a method of the port is not on the hot path')
    const looked = ['find', 'insert', 'update', 'aggregate', 'findAndModify', 'delete']
    return { store, all: commands, commands: commands.filter(({ name }) => looked.includes(name)) }
  }
  const everything = async (store: Store, space: string) => {
    await store.head(space)
    await store.heads([space])
    await store.docs(space, [
      { kind: 'task', id: 't1' },
      { kind: 'task', id: 'none' },
    ])
    await store.all(space, 'task')
    await store.all(space, 'task', 10)
    await store.countKind(space, 'task', 10)
    await store.knownIn([space, randomUUID()], { actor: 'me', id: 'm2' })
    await store.children(space, ['a', 'b'], 10)
    await store.docIn([space, randomUUID()], { kind: 'task', id: 't1' })
    await store.lastOrder(space, { parentId: 'a' })
    await store.lastOrder(space, { listId: 'list1', sectionId: null })
    const paths: TaskPath[] = [
      { by: 'list', status: 'open', list: null },
      { by: 'list', status: 'open', list: 'list0' },
      { by: 'parent', parent: 'a' },
      { by: 'label', status: 'open', labels: ['red', 'blue'] },
      { by: 'updated', since: '2026-01-03' },
      { by: 'assigned', status: 'open', assignee: 'me' },
    ]
    for (const path of paths)
      for (const after of [null, { listId: 'list0', sectionId: null, order: 'a3', updatedAt: '2026-01-04', day: '2026-01-04', id: 't112' }])
        await store.view(space, () => viewTasks({ path, after, limit: 20 }))
    const [other = ''] = (await store.spaces('', 10)).filter((one) => one !== space)
    for (const after of [null, { day: '2026-02-04', id: 't3', space }, { day: noDay, id: 't6', space }])
      await store.viewOver([space, other], () => viewAssigned({ status: 'open', assignee: 'me', after, limit: 20 }))
    await store.viewOver([space, other], () => viewRows([{ space, key: { kind: 'task', id: 't1' } }]))
    await store.view(space, () => viewAll('list'))
    await store.countKind(space, 'list', 10)
    await store.lastOrder(space, { kinds: ['folder', 'list'], within: '' })
    await store.merged(space, ['a', 'b'], 10)
    await store.view(space, () => viewMerged(['a'], 10))
    for (const within of [null, ''])
      for (const after of [null, { within: '', order: 'a0', id: 'l1' }])
        await store.view(space, () => viewShelf({ shelf: { kind: 'list', state: 'there', within }, after, limit: 20 }))
    const pairs = ['m2', 'none'].map((id) => ({ actor: 'me', id }))
    await store.knownMany(space, pairs)
    for (const latest of [false, true]) await store.ground(space, { pairs, keys: [{ kind: 'task', id: 't1' }], latest }, async () => {})
    await store.knows(space, { rev: 1, tag: 'tag' })
    await store.entry(space, 1)
    await store.ids(space, 'task', 't1', 20)
    for (const until of ['t2', null]) await store.view(space, () => viewRange({ kind: 'task', after: 't1', until, limit: 20 }))
    await store.view(space, () => viewChanges(0, null, 100))
    await store.view(space, () => viewChanges(1, JSON.stringify([1, 'task', 't5']), 10))
    await store.usable()
    await store.list('sessions', 's2', 5)
    await store.list('mails', 's2', 5)
    for (const table of ['sessions', 'keys', 'mails', 'tokens'] as const) {
      await store.record(table, 's1')
      await store.insert({ table, key: 's', owner: 'o', value: {} })
      await store.replace(table, 's', 1, {})
      await store.records(table, ['s1', 's2', 'none'])
      await store.owned(table, 'o1', 5)
      await store.removeRecords(table, [{ key: 's1', version: 1 }])
    }
    await store.spaces('', 10)
    await store.forget(space, '2026-01-02', 5)
    await store.trashed(space, 'until', 5)
    await store.purged(space, 'until', 5)
    await store.remove(space, [
      { kind: 'task', id: 't7', rev: 1 },
      { kind: 'task', id: 't14', rev: 1 },
    ])
  }
  const afterCommit = async (store: Store, space: string) => {
    await store.nextEffects(space, 21)
    await store.due(2)
    await store.due(10)
    await store.longestPending(2)
    const lease = (await store.lease(space, 60_000)) ?? assert.fail()
    await store.renew(lease, 60_000)
    const letter = { rev: 20, effect: 'count', reason: 'none', at: 'then', again: false }
    await store.progress(lease, { effectsRev: 19, effectsDone: 1, buried: letter }, 60_000)
    await store.progress(lease, { effectsRev: 20, effectsDone: 0 }, 60_000, [], [{ table: 'instance', key: 'done', owner: 'me', value: {} }])
    await store.release(lease, 0, { tries: 1, reason: 'none' })
    await store.withLetters('', 10)
    await store.retryLetter(space, letter)
    await store.dropLetter(space, letter)
  }
  /** Over all spaces: what is due, and what has been pending longest. Nothing else asks of all shards. */
  const isScan = (filter: Document) => 'since' in filter || ('due' in filter && !('_id' in filter))
  const filtersOf = ({ name, command }: Command): Document[] => {
    if (name === 'find') return ((command['filter'] as Document)['$or'] as Document[] | undefined) ?? [command['filter'] as Document]
    if (name === 'update') return (command['updates'] as Document[]).map((update) => update['q'] as Document)
    if (name === 'insert') return command['documents'] as Document[]
    if (name === 'findAndModify') return [command['query'] as Document]
    if (name === 'delete') return (command['deletes'] as Document[]).map((one) => one['q'] as Document)
    throw new Error(`${name} is not expected on the hot path`)
  }

  test('every command names the shard key', async () => {
    const { store, commands } = await hotPath()
    await store.close()
    assert.ok(commands.length >= 14)
    for (const one of commands) {
      const collection = String(one.command[one.name])
      const key = collection === 'spaces' ? 'spaceId' : '_id'
      // All sessions of a person are looked for when their password is set at the machine, by an index of their owner.
      for (const filter of filtersOf(one))
        if (!('owner' in filter && !('value' in filter)) && !(one.name === 'find' && isScan(filter)))
          assert.ok(key in filter, `${one.name} ${collection} ${JSON.stringify(filter)}`)
    }
  })

  test('every read uses an index, and looks at nothing beside what it returns', async () => {
    const { store, commands } = await hotPath()
    for (const { command } of commands.filter(({ name }) => name === 'find')) {
      const { find, filter } = command
      const shape = Object.fromEntries(Object.entries(command).filter(([part]) => ['find', 'filter', 'sort', 'limit', 'projection', 'hint'].includes(part)))
      const plan = await store.client.db().command({ explain: shape, verbosity: 'executionStats' })
      const text = JSON.stringify(plan)
      assert.doesNotMatch(text, /COLLSCAN/, `${String(find)} ${JSON.stringify(filter)}`)
      assert.doesNotMatch(text, /"stage":"SORT"/, 'sorted by the index')
      assert.match(text, /IXSCAN|IDHACK/)
      const { nReturned, totalDocsExamined, totalKeysExamined } = (plan as { executionStats: Record<string, number> }).executionStats
      // What comes from one stage of a plan into the next is counted in both.
      const again = [...text.matchAll(/"alreadyHasObj":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
      const rows = (totalDocsExamined ?? 0) - again
      const asked = `${String(find)} ${JSON.stringify(filter)}: ${nReturned} returned, ${rows} rows and ${totalKeysExamined} keys looked at`
      assert.ok(rows <= (nReturned ?? 0), asked)
      // One key more ends each range.
      assert.ok((totalKeysExamined ?? 0) <= (nReturned ?? 0) + 4, asked)
    }
    await store.close()
  })

  test('what is labelled with a rev is read in a snapshot, and the driver was told no other read concern', async () => {
    const { store, commands } = await hotPath()
    await store.close()
    const snapshots = commands.filter(
      ({ name, command }) => name === 'find' && (command['readConcern'] as Document | undefined)?.['level'] === 'snapshot' && command['autocommit'] !== false,
    )
    const heads = snapshots.filter(({ command }) => 'rev' in ((command['projection'] as Document | undefined) ?? {}))
    assert.equal(heads.length, 27, 'each view, and the ground, with its head, or heads')
    assert.ok(snapshots.length >= 2 * heads.length)
    for (const one of snapshots)
      assert.equal('atClusterTime' in (one.command['readConcern'] as Document), !heads.includes(one), 'the head first, and then the rows at its moment')
    const commits = commands.filter(({ name, command }) => name === 'update' && command['update'] === 'spaces' && command['startTransaction'])
    assert.ok(commits.length >= 18)
    for (const { command } of commits) assert.equal((command['readConcern'] as Document)['level'], 'snapshot')
  })

  test('every write waits until a majority has it on disk; what a transaction writes, when it commits', async () => {
    const { store, all } = await hotPath()
    await store.close()
    const writes = all.filter(({ name, command }) => ['insert', 'update', 'delete', 'findAndModify'].includes(name) && command['autocommit'] !== false)
    const commits = all.filter(({ name }) => name === 'commitTransaction')
    assert.ok(writes.length >= 2 && commits.length >= 18)
    for (const { name, command } of [...writes, ...commits]) {
      const { w, j, journal } = (command['writeConcern'] ?? {}) as Document
      assert.deepEqual([w, j ?? journal], ['majority', true], name)
    }
  })

  test('a commit that names effects takes no command more, and one that names none says nothing of them', async () => {
    const store = await openMongoStore(`${freshDatabase()}&monitorCommands=true`)
    const sent: Document[] = []
    store.client.on('commandStarted', ({ command }: CommandStartedEvent) => sent.push(command))
    const space = randomUUID()
    const commit = async (rev: number, effects?: readonly string[]): Promise<readonly Document[]> => {
      sent.length = 0
      const mutations = [{ id: `m${rev}`, actor: 'me', hash: 'h' }] as never
      assert.equal(await store.commit([{ entry: { space, rev, tag: 'tag', mutations, ...(effects ? { effects } : {}) }, docs: [] }]), 'committed')
      return [...sent]
    }
    await commit(1)
    const without = await commit(2)
    const first = await commit(3, ['count'])
    const again = await commit(4, ['count'])
    await store.close()
    const names = (commands: readonly Document[]) => commands.map((command) => Object.keys(command)[0])
    assert.deepEqual(names(without), ['update', 'commitTransaction'])
    assert.deepEqual([names(first), names(again)], [names(without), names(without)])
    const updates = (commands: readonly Document[]) =>
      ((commands[0]?.['updates'] ?? []) as Document[]).map(({ q }) => String((q as Document)['_id']).split(':')[1])
    assert.deepEqual(
      [updates(without), updates(first)],
      [
        ['journal', 'head'],
        ['journal', 'head', 'pending'],
      ],
    )
    assert.ok(!JSON.stringify(without).includes('effects'))
  })

  // MongoDB would hold it for a minute.
  test('a space whose row a killed process left in a transaction is leased as soon as that is noticed', { timeout: 50_000 }, async () => {
    const address = freshDatabase()
    const store = await openMongoStore(address)
    const space = randomUUID()
    await store.commit([{ entry: { space, rev: 1, tag: 'tag', mutations: [], effects: ['count'] }, docs: [] }])
    const killed = createMongoClient(address)
    const session = killed.startSession()
    session.startTransaction()
    await killed
      .db()
      .collection<{ _id: string }>('spaces')
      .updateOne({ _id: `${space}:pending`, spaceId: space }, { $set: { tries: 1 } }, { session })
    let lease
    while (!lease) lease = await store.lease(space, 60_000).catch((error: unknown) => assert.ok(error instanceof StoreUnavailable))
    assert.equal(lease.tries, 0)
    await killed.close()
    await store.close()
  })

  test('pool bounds, timeouts and the write concern are set, and one file sets them', async () => {
    const client = createMongoClient('mongodb://127.0.0.1:1/')
    const { maxPoolSize, waitQueueTimeoutMS, connectTimeoutMS, serverSelectionTimeoutMS, socketTimeoutMS, readConcern } = client.options
    await client.close()
    assert.ok(maxPoolSize <= 100)
    for (const ms of [waitQueueTimeoutMS, connectTimeoutMS, serverSelectionTimeoutMS, socketTimeoutMS ?? 0]) assert.ok(ms > 0 && ms < 12_000)
    assert.equal(readConcern, undefined)
    const source = join(import.meta.dirname, '../..')
    const makers = globSync('**/*.ts', { cwd: source }).filter(
      (file) => !file.endsWith('.test.ts') && /new MongoClient\(/.test(readFileSync(join(source, file), 'utf8')),
    )
    assert.deepEqual(makers, ['adapters/mongo/client.ts'])
  })

  test('a MongoDB that is too old is refused with a sentence, and nothing is made in it', async (t) => {
    const address = freshDatabase()
    const [, port, name] = /^mongodb:\/\/[^:]+:(\d+)[^/]*\/([^?]+)/.exec(address) ?? []
    // The very server, but that it tells another version of itself: a text of BSON, its length before it.
    const field = Buffer.from('\u0002version\0')
    const proxy = await startProxy(Number(port), (bytes) => {
      const at = bytes.indexOf(field)
      if (at >= 0) bytes.write('5', at + field.length + 4)
      return bytes
    })
    t.after(() => proxy.close())
    const old = `mongodb://127.0.0.1:${proxy.port}/${name}?directConnection=true`
    await assert.rejects(openMongoStore(old), (error: Error) => error instanceof StoreRefused && /of version 5\..*6\.0 or later/.test(error.message))
    const client = createMongoClient(address)
    t.after(() => client.close())
    assert.deepEqual(await client.db().listCollections().toArray(), [])
  })

  test('a standalone server is refused with a sentence', async () => {
    const mongod = findMongod()
    assert.ok(mongod)
    const standalone = await startStandalone(mongod)
    await assert.rejects(openMongoStore(standalone.uri), (error: Error) => error instanceof StoreRefused && /standalone/.test(error.message))
    await standalone.close()
  })
})
