// The floor of durable writes to MongoDB: the driver alone, which writes what a server of ours has written, in the same groups and one after
// the other. FROM is the database of ours; TO one of its own, which becomes a copy of it at the start, with its indexes. `GET /?space=…&first=…&last=…`
// writes the entries of these revs with their rows, and answers JSON {ms}: how long that took, without reading and preparing them.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { MongoClient, type Document } from 'mongodb'
import { docId, headId, journalId } from '../../apps/server/src/adapters/mongo/rows.ts'
import { spacesCollection } from '../../apps/server/src/adapters/mongo/schema.ts'
import { openMongoStore } from '../../apps/server/src/adapters/mongo/store.ts'
import { transaction } from '../../apps/server/src/adapters/mongo/transaction.ts'
import { updatesOf } from '../../apps/server/src/adapters/mongo/updates.ts'
import type { JournaledMutation } from '../../apps/server/src/ports/store.ts'

const [from = '', to = ''] = process.argv.slice(2)
await (await openMongoStore(to)).close()
const client = new MongoClient(to, { writeConcern: { w: 'majority', j: true }, ignoreUndefined: true })
const source = new MongoClient(from)
const [ours, copy] = [source.db(), client.db()]
const rowsOf = (db: typeof ours) => db.collection<Document & { readonly _id: string }>(spacesCollection)
await rowsOf(ours)
  .aggregate([{ $merge: { into: { db: copy.databaseName, coll: spacesCollection } } }])
  .toArray()

/** The commands that write one entry with its rows: the very ones that the store sends. */
const commandsOf = async (space: string, rev: number, onto: string): Promise<{ readonly tag: string; readonly commands: readonly Document[] }> => {
  const entry = await rowsOf(ours).findOne({ _id: journalId(space, rev), spaceId: space })
  if (!entry) throw new Error(`there is no rev ${rev}`)
  const tag = String(entry['tag'])
  const mutations = JSON.parse(String(entry['json'])) as readonly JournaledMutation[]
  const keys = new Set(mutations.flatMap(({ after }) => Object.keys(after)))
  const ids = [...keys].map((key) => docId(space, key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)))
  const found = await rowsOf(ours)
    .find({ spaceId: space, _id: { $in: ids } })
    .toArray()
  const docs = found.map((row) => ({ ...(row['doc'] as AnyDoc), rev }))
  const updates = updatesOf({ entry: { space, rev, tag, mutations }, docs, onto })
  return { tag, commands: updates.map((some) => ({ update: spacesCollection, updates: some })) }
}

const replay = async (space: string, first: number, last: number): Promise<number> => {
  const before = await rowsOf(ours).findOne({ _id: journalId(space, first - 1), spaceId: space })
  let tag = String(before?.['tag'])
  await rowsOf(copy).updateOne({ _id: headId(space), spaceId: space }, { $set: { rev: first - 1, tag } })
  await rowsOf(copy).deleteMany({ _id: { $in: Array.from({ length: last - first + 1 }, (_, n) => journalId(space, first + n)) }, spaceId: space })
  const groups: (readonly Document[])[] = []
  for (let rev = first; rev <= last; rev++) {
    const made = await commandsOf(space, rev, tag)
    tag = made.tag
    groups.push(made.commands)
  }
  const started = performance.now()
  for (const commands of groups) {
    const session = client.startSession()
    session.startTransaction(transaction)
    for (const command of commands) {
      const { n, writeErrors } = await copy.command(command, { session })
      if (writeErrors || n !== (command['updates'] as readonly unknown[]).length) throw new Error('a group was not written')
    }
    await session.commitTransaction()
    await session.endSession()
  }
  return performance.now() - started
}

const server = createServer((request, reply) => {
  const asked = new URL(request.url ?? '', 'http://localhost').searchParams
  const [first, last] = [Number(asked.get('first')), Number(asked.get('last'))]
  void replay(asked.get('space') ?? '', first, last).then((ms) => {
    const body = JSON.stringify({ ms })
    reply.writeHead(200, { 'content-length': body.length })
    reply.end(body)
  })
})
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`))
