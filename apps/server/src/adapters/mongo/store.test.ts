import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { CommandStartedEvent, Document } from 'mongodb'
import { findMongod, startStandalone } from '../../../../../scripts/testing/replica-set.ts'
import { StoreRefused } from '../../ports/store.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { storeExam } from '../contracts/store.ts'
import { openMongoStore } from './store.ts'

describe('MongoDB', { skip: withoutMongo }, () => {
  const url = freshDatabase()
  storeExam('MongoDB', () => openMongoStore(url))

  /** Every read and write that a request makes, once, with the commands they became. */
  const hotPath = async () => {
    const store = await openMongoStore(freshDatabase())
    const commands: { name: string; command: Document }[] = []
    store.client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => commands.push({ name: commandName, command }))
    const space = randomUUID()
    const entry = (rev: number) => ({ entry: { space, rev, tag: 'tag', mutations: [] }, docs: [] })
    await store.commit([entry(1)])
    await store.commit([entry(2)])
    await store.head(space)
    await store.heads([space])
    await store.docs(space, [{ kind: 'task', id: 'a' }])
    await store.all(space, 'list')
    await store.children(space, ['a', 'b'], 10)
    await store.knownMany(space, [{ actor: 'me', id: 'm' }])
    await store.knows(space, { rev: 1, tag: 'tag' })
    await store.entry(space, 1)
    await store.changes(space, 0, null, 100)
    await store.record('sessions', 's')
    await store.insert({ table: 'sessions', key: 's', owner: 'o', value: {} })
    await store.replace('sessions', 's', 1, {})
    await store.owned('sessions', 'o')
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
      assert.match(text, /IXSCAN|IDHACK|EOF/)
    }
    await store.close()
  })

  test('what is labelled with a rev is read in a snapshot, and the driver was told no other read concern', async () => {
    const { store, commands } = await hotPath()
    await store.close()
    const snapshots = commands.filter(({ name, command }) => name === 'find' && (command['readConcern'] as Document | undefined)?.['level'] === 'snapshot')
    const [, rows] = snapshots
    assert.ok(rows && snapshots.length === 2, 'the head, and then the rows')
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
