import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { CommandStartedEvent, Document } from 'mongodb'
import { findMongod, startStandalone } from '../../../../../scripts/testing/replica-set.ts'
import { StoreRefused } from '../../ports/store.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { storeExam } from '../contracts/store.ts'
import { openMongoStore } from './store.ts'

describe('MongoDB', { skip: withoutMongo }, () => {
  const url = freshDatabase()
  storeExam('MongoDB', () => openMongoStore(url))

  /** Every read and write that a request makes, once, beside other spaces' rows, with the commands they became. */
  const hotPath = async () => {
    const store = await openMongoStore(`${freshDatabase()}&monitorCommands=true`)
    const space = randomUUID()
    const doc = (n: number) => ({ kind: 'task', id: `t${n}`, rev: 1, v: 1, parentId: n % 10 === 0 ? 'a' : null }) as AnyDoc
    const entry = (of: string, rev: number, docs: readonly AnyDoc[]) => ({
      entry: { space: of, rev, tag: 'tag', mutations: [{ id: `m${rev}`, actor: 'me', hash: 'h' }] as never },
      docs,
    })
    const many = Array.from({ length: 300 }, (_, n) => doc(n))
    for (const one of [space, randomUUID(), randomUUID()]) await store.commit([entry(one, 1, many)])
    for (let n = 0; n < 30; n++) await store.insert({ table: 'sessions', key: `s${n}`, owner: `o${n % 3}`, value: {} })

    const commands: { name: string; command: Document }[] = []
    store.client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => commands.push({ name: commandName, command }))
    for (let rev = 2; rev < 20; rev++) await store.commit([entry(space, rev, [])])
    await store.head(space)
    await store.heads([space])
    await store.docs(space, [
      { kind: 'task', id: 't1' },
      { kind: 'task', id: 'none' },
    ])
    await store.all(space, 'task')
    await store.children(space, ['a', 'b'], 10)
    await store.knownMany(space, [
      { actor: 'me', id: 'm2' },
      { actor: 'me', id: 'none' },
    ])
    await store.knows(space, { rev: 1, tag: 'tag' })
    await store.entry(space, 1)
    await store.changes(space, 0, null, 100)
    await store.changes(space, 1, JSON.stringify([1, 'task', 't5']), 10)
    await store.record('sessions', 's1')
    await store.insert({ table: 'sessions', key: 's', owner: 'o', value: {} })
    await store.replace('sessions', 's', 1, {})
    await store.list('sessions', 's2', 5)
    await store.owned('sessions', 'o1')
    return { store, commands: commands.filter(({ name }) => ['find', 'insert', 'update', 'aggregate', 'findAndModify', 'delete'].includes(name)) }
  }
  const filtersOf = ({ name, command }: { name: string; command: Document }): Document[] => {
    if (name === 'find') return [command['filter'] as Document]
    if (name === 'update') return (command['updates'] as Document[]).map((update) => update['q'] as Document)
    if (name === 'insert') return command['documents'] as Document[]
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
        if (!('owner' in filter && !('value' in filter))) assert.ok(key in filter, `${one.name} ${collection} ${JSON.stringify(filter)}`)
    }
  })

  test('every read uses an index, and looks at nothing beside what it returns', async () => {
    const { store, commands } = await hotPath()
    for (const { command } of commands.filter(({ name }) => name === 'find')) {
      const { find, filter, sort, limit, projection } = command
      const plan = await store.client.db().command({
        explain: { find, filter, ...(sort ? { sort } : {}), ...(limit ? { limit } : {}), ...(projection ? { projection } : {}) },
        verbosity: 'executionStats',
      })
      const text = JSON.stringify(plan)
      assert.doesNotMatch(text, /COLLSCAN/, `${String(find)} ${JSON.stringify(filter)}`)
      assert.doesNotMatch(text, /"stage":"SORT"/, 'sorted by the index')
      assert.match(text, /IXSCAN|IDHACK/)
      const { nReturned, totalDocsExamined, totalKeysExamined } = (plan as { executionStats: Record<string, number> }).executionStats
      const asked = `${String(find)} ${JSON.stringify(filter)}: ${nReturned} returned, ${totalDocsExamined} rows and ${totalKeysExamined} keys looked at`
      assert.ok((totalDocsExamined ?? 0) <= (nReturned ?? 0), asked)
      // One key more ends each range.
      assert.ok((totalKeysExamined ?? 0) <= (nReturned ?? 0) + 4, asked)
    }
    await store.close()
  })

  test('what is labelled with a rev is read in a snapshot, and the driver was told no other read concern', async () => {
    const { store, commands } = await hotPath()
    await store.close()
    const snapshots = commands.filter(({ name, command }) => name === 'find' && (command['readConcern'] as Document | undefined)?.['level'] === 'snapshot')
    const [, rows] = snapshots
    assert.ok(rows && snapshots.length === 4, 'the head, and then the rows, of two pages')
    assert.ok((rows.command['readConcern'] as Document)['atClusterTime'], 'at the moment of the head')
    const commits = commands.filter(({ name, command }) => name === 'insert' && command['insert'] === 'spaces' && command['startTransaction'])
    for (const { command } of commits) assert.equal((command['readConcern'] as Document)['level'], 'snapshot')
  })

  test('a standalone server is refused with a sentence', async () => {
    const mongod = findMongod()
    assert.ok(mongod)
    const standalone = await startStandalone(mongod)
    await assert.rejects(openMongoStore(standalone.uri), (error: Error) => error instanceof StoreRefused && /standalone/.test(error.message))
    await standalone.close()
  })
})
