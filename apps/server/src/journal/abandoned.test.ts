import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMongoClient } from '../adapters/mongo/client.ts'
import { headId } from '../adapters/mongo/rows.ts'
import { spacesCollection } from '../adapters/mongo/schema.ts'
import { addTask } from '../testing/ledger.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'
import { startServer } from '../testing/server.ts'

test('who writes where a killed process left its commit open waits until it is ended, and is told nothing', { skip: withoutMongo }, async (t) => {
  const url = freshDatabase()
  const killed = createMongoClient(url)
  const server = await startServer(undefined, { env: { STORE_URL: url, SECRETS: 'a secret of the tests, long enough to sign with' } })
  t.after(async () => {
    await server.remove()
    await killed.db().dropDatabase()
    await killed.close()
  })
  const person = await server.register()
  const session = killed.startSession()
  session.startTransaction()
  const row = { _id: headId(person.userId) as never, spaceId: person.userId }
  const { matchedCount } = await killed
    .db()
    .collection(spacesCollection)
    .updateOne(row, { $set: { tag: 'never committed' } }, { session })
  assert.equal(matchedCount, 1)
  const replies = await Promise.all(Array.from({ length: 5 }, () => person.push([addTask(person.userId)])))
  assert.deepEqual(await Promise.all(replies.map(async (reply) => (reply.ok ? 200 : `${reply.status} ${await reply.text()}`))), Array(5).fill(200))
  await assert.rejects(session.commitTransaction(), 'the transaction is at an end')
})
