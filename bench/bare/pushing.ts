// The floor of a write over HTTP on MongoDB: node:http that parses the same pushes, sends the same commands for them in groups with the driver,
// and answers. It knows nobody, checks nothing and decides nothing: a change that makes a task writes it, any other names one anew.
// URI is a database of ours that no server of ours writes to meanwhile.
import { hash, randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Mutation } from '@muster/core/contract/schemas/sync.ts'
import { createMongoClient } from '../../apps/server/src/adapters/mongo/client.ts'
import { docId, headId, mutationKey } from '../../apps/server/src/adapters/mongo/rows.ts'
import { spacesCollection } from '../../apps/server/src/adapters/mongo/schema.ts'
import { transaction } from '../../apps/server/src/adapters/mongo/transaction.ts'
import { updatesOf } from '../../apps/server/src/adapters/mongo/updates.ts'
import { apiFields } from '../../apps/server/src/http/headers.ts'
import { gather } from '../../apps/server/src/journal/gather.ts'
import type { JournaledMutation } from '../../apps/server/src/ports/store.ts'

interface Push {
  readonly actor: string
  readonly mutations: readonly Mutation[]
  readonly reply: ServerResponse
}
interface Args extends Pick<TaskDoc, 'id' | 'title'> {
  readonly place?: Pick<TaskDoc, 'parentId' | 'listId' | 'sectionId' | 'order'>
  readonly set?: { readonly title: string }
}

const client = createMongoClient(process.argv[2] ?? '')
const db = client.db()
const projection = { rev: 1, tag: 1, mutationKeys: 1, doc: 1, json: { $cond: [{ $eq: ['$kind', 'journal'] }, '$$REMOVE', '$json'] } }
/** Head, known ids and rows by one command, as ours reads them. */
const read = async (filter: object) =>
  (await db.command({ find: spacesCollection, filter, projection, readConcern: { level: 'snapshot' }, singleBatch: true, batchSize: 1_000 }))['cursor']
    .firstBatch as readonly { readonly _id: string; readonly rev: number; readonly tag: string; readonly json?: string }[]

/** The row that a change leaves, as large as the product's. */
const rowOf = ({ id, title, place, set, ...fields }: Args, actor: string, at: string, was: TaskDoc | undefined, rev: number): TaskDoc => {
  if (was) return { ...was, title: set?.title ?? was.title, rev, updatedAt: at, updatedBy: actor }
  const meta = { kind: 'task', id, rev, v: 1, createdAt: at, createdBy: actor, updatedAt: at, updatedBy: actor, deletedAt: null, deletedBy: null } as const
  const empty = { status: 'open', due: null, deadline: null, duration: null, priority: 0, labelIds: [], assigneeIds: [], hasNotes: false } as const
  const root = { parentId: null, listId: null, sectionId: null, order: 'a0' }
  return { ...meta, ...empty, ...root, ...place, title, completedAt: null, completedBy: null, ...fields } as unknown as TaskDoc
}

const writeGroup = async (space: string, pushes: readonly Push[]): Promise<number> => {
  const changes = pushes.flatMap(({ actor, mutations }) => mutations.map((mutation) => ({ actor, mutation, args: mutation.args as Args })))
  const keys = new Set(changes.flatMap(({ actor, args }) => [docId(space, 'member', actor), docId(space, 'task', args.id)]))
  const known = changes.map(({ actor, mutation: { id } }) => mutationKey({ actor, id }))
  const found = await read({
    $or: [
      { spaceId: space, _id: { $in: [headId(space), ...keys] } },
      { spaceId: space, mutationKeys: { $in: known } },
    ],
  })
  const head = found.find(({ _id }) => _id === headId(space))
  if (!head) throw new Error('there is no such space')
  const tasks = new Map<string, TaskDoc>()
  for (const { json } of found) {
    if (json === undefined) continue
    const task = JSON.parse(json) as TaskDoc
    tasks.set(task.id, task)
  }
  const [rev, at, docs] = [head.rev + 1, new Date().toISOString(), new Map<string, TaskDoc>()]
  const mutations = changes.map(({ actor, mutation: { id, name, base }, args }): JournaledMutation => {
    const doc = rowOf(args, actor, at, docs.get(args.id) ?? tasks.get(args.id), rev)
    docs.set(doc.id, doc)
    const [key, payload] = [`task:${doc.id}`, hash('sha256', JSON.stringify(args), 'base64url')]
    return { id, name, actor, at, base, hash: payload, before: { [key]: {} }, after: { [key]: args } }
  })
  const session = client.startSession()
  session.startTransaction(transaction)
  for (const updates of updatesOf({ entry: { space, rev, tag: randomUUID(), mutations }, docs: [...docs.values()], onto: head.tag })) {
    const { n } = await db.command({ update: spacesCollection, updates }, { session, ignoreUndefined: true })
    if (n !== updates.length) throw new Error('a group was not written')
  }
  await session.commitTransaction()
  await session.endSession()
  return rev
}

/** The longest that ours waits so. */
const gatherMs = 10
const waiting = new Map<string, Push[]>()
/** As the journal does: what comes while a group is under way goes into the next, which waits for those who were just answered. */
const drain = async (space: string, queue: Push[]): Promise<void> => {
  while (queue.length > 0) {
    const pushes = queue.splice(0)
    const rev = await writeGroup(space, pushes)
    for (const { mutations, reply } of pushes) {
      const text = JSON.stringify({ results: mutations.map(({ id }) => ({ id, status: 'applied', rev })) })
      reply.writeHead(200, [...apiFields, 'Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(text.length)])
      reply.end(text)
    }
    if (queue.length > 0) await gather(() => queue.length, pushes.length, gatherMs)
  }
  waiting.delete(space)
}

const server = createServer((request, reply) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const space = request.url?.split('/')[4] ?? ''
    const { for: actor, mutations } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly for: string; readonly mutations: readonly Mutation[] }
    const push = { actor, mutations, reply }
    const queue = waiting.get(space)
    if (queue) return void queue.push(push)
    const begun = [push]
    waiting.set(space, begun)
    setImmediate(() => void drain(space, begun))
  })
})
server.keepAliveTimeout = 72_000
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`))
