import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { MongoBulkWriteError, MongoClient, MongoNetworkError, type Document } from 'mongodb'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { commitParts } from './commit.ts'
import { isNetwork } from './unreachable.ts'
import { journalId } from './rows.ts'

describe('A MongoDB commit that is not answered', { skip: withoutMongo }, () => {
  /** Commits rev 1, makes the server fail the next commands as told, commits rev 2, and looks at what is there. */
  const failing = async (data: Document, mode: Document) => {
    // The failure is for this client alone.
    const appName = `commit-${randomUUID()}`
    const url = freshDatabase()
    const [client, another] = [new MongoClient(url, { appName, writeConcern: { w: 'majority' } }), new MongoClient(url)]
    const db = client.db()
    const space = randomUUID()
    const commit = (rev: number, tag: string, by = client) =>
      commitParts(by, by.db(), [{ entry: { space, rev, tag, mutations: [] }, docs: [] }], [], async () => {})
    try {
      await db.createCollection('spaces')
      assert.equal(await commit(1, 'one'), 'committed')
      const fail = (mode: unknown) => client.db('admin').command({ configureFailPoint: 'failCommand', mode, data: { appName, ...data } })
      await fail(mode)
      const outcome = await commit(2, 'two').finally(() => fail('off'))
      const rows = db.collection<{ _id: string; spaceId: string; tag: string }>('spaces')
      const there = (await rows.findOne({ _id: journalId(space, 2), spaceId: space })) !== null
      return { outcome, there, again: await commit(2, 'another', another) }
    } finally {
      await db.dropDatabase()
      await client.close()
      await another.close()
    }
  }

  test('the connection is cut before it arrives: it is sent again', async () => {
    assert.deepEqual(await failing({ failCommands: ['commitTransaction'], closeConnection: true }, { times: 3 }), {
      outcome: 'committed',
      there: true,
      again: 'conflict',
    })
  })

  test('it took place and the answer is an error: it is found', async () => {
    const writeConcernError = { code: 91, errmsg: 'the primary is going away' }
    assert.deepEqual(await failing({ failCommands: ['commitTransaction'], writeConcernError }, { times: 1 }), {
      outcome: 'committed',
      there: true,
      again: 'conflict',
    })
  })

  test('a commit that cannot be learnt is looked up, and when it is absent another may take its place at once', async () => {
    assert.deepEqual(await failing({ failCommands: ['commitTransaction'], errorCode: 8_000 }, { times: 1 }), {
      outcome: 'conflict',
      there: false,
      again: 'committed',
    })
  })

  test('of another that took its rev: it is not taken for that one', async () => {
    const url = freshDatabase()
    const [client, another] = [new MongoClient(url), new MongoClient(url)]
    const space = randomUUID()
    const part = (rev: number, tag: string) => ({ entry: { space, rev, tag, mutations: [] }, docs: [] })
    const commit = (by: MongoClient, rev: number, tag: string) => commitParts(by, by.db(), [part(rev, tag)], [], async () => {})
    try {
      await client.db().createCollection('spaces')
      assert.equal(await commit(another, 1, 'one'), 'committed')
      const begin = client.startSession.bind(client)
      client.startSession = (options) => {
        const session = begin(options)
        const commitTransaction = session.commitTransaction.bind(session)
        // The server gives the transaction up, another takes its rev, and then the answer is lost.
        session.commitTransaction = async () => {
          session.commitTransaction = commitTransaction
          await session.abortTransaction()
          assert.equal(await commit(another, 2, 'another'), 'committed')
          throw new MongoNetworkError('read ECONNRESET')
        }
        return session
      }
      assert.equal(await commit(client, 2, 'two'), 'conflict')
    } finally {
      await client.db().dropDatabase()
      await client.close()
      await another.close()
    }
  })

  test('the primary steps down in the middle: nothing is written', async () => {
    await assert.rejects(failing({ failCommands: ['update'], errorCode: 189, errorLabels: ['TransientTransactionError'] }, { times: 1 }), { unknown: false })
  })
})

test('a network error that a bulk write wraps, and that carries no label because its pool was cleared before it, is the store out of reach', () => {
  assert.ok(isNetwork(new MongoBulkWriteError(new MongoNetworkError('read ECONNRESET') as never, {} as never)))
  assert.ok(!isNetwork(new MongoBulkWriteError({ message: 'too large', code: 10_334, writeErrors: [] }, {} as never)))
})

test('a line that the other side had closed, as the socket says it, is the store out of reach', () => {
  assert.ok(isNetwork(Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })))
  assert.ok(!isNetwork(Object.assign(new Error('no such file'), { code: 'ENOENT' })))
})
