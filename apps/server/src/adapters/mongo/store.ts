import type { Kind } from '@muster/core/contract/kinds.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import type { AnyDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { MongoError, type ClientSession, type Document } from 'mongodb'
import { StoreRefused, StoreUnavailable, type Head, type KeyedRecord, type Store } from '../../ports/store.ts'
import { createMongoClient } from './client.ts'
import { createSweeper } from './abandoned.ts'
import { commitParts } from './commit.ts'
import { isNetwork } from './unreachable.ts'
import { findKnown } from './known.ts'
import { migrate, needsMigration } from './migrate.ts'
import { findPurged, findSpaces, findTrashed, forgetEntries, removeRows } from './purge.ts'
import { atOf, docId, headId, idsOf, journalId, mutationKey, type DocRow, type HeadRow, type JournalRow } from './rows.ts'
import { migrations, spacesCollection } from './schema.ts'
import { shareReads } from './share-reads.ts'
import { findChildren, findLast, findTasks } from './tasks.ts'
import type { Ask, TaskRow } from '../../ports/view.ts'
import { lift } from '../lift.ts'

interface RecordRow {
  readonly _id: string
  readonly owner: string
  readonly version: number
  readonly value: unknown
}

const clientOf = (url: string) => {
  try {
    return createMongoClient(url)
  } catch (error) {
    throw new StoreRefused(`STORE_URL is no address of a MongoDB (${(error as Error).message}).`)
  }
}

const rowFields = { projection: { doc: 1, _id: 0 } } as const
const byId = { sort: { _id: 1 }, hint: '_id_' } as const
const headFields = { projection: { rev: 1, tag: 1, horizon: 1, _id: 0 } } as const

/**
 * The store of the scaled shape: a MongoDB replica set or a sharded cluster, shared by any number of processes.
 * Throws `StoreRefused` when it cannot be used.
 * @param say told in a sentence what the start waits for
 */
export const openMongoStore = async (
  url: string,
  say: (sentence: string) => void = console.error,
): Promise<Store & { readonly client: ReturnType<typeof createMongoClient>; readonly time: () => Promise<Date> }> => {
  const client = clientOf(url)
  const db = client.db()
  try {
    const hello = await db.admin().command({ hello: 1 })
    if (!hello['setName'] && hello['msg'] !== 'isdbgrid')
      throw new StoreRefused(
        'STORE_URL names a standalone MongoDB, which has no transactions. Make it a replica set (mongod --replSet, then rs.initiate()), one member is enough to try.',
      )
    if (await needsMigration(db, migrations)) {
      // Building an index takes as long as it takes.
      const patient = createMongoClient(url, 0)
      try {
        await migrate(patient.db(), migrations, { waiting: say })
      } finally {
        await patient.close()
      }
    }
  } catch (error) {
    await client.close()
    if (error instanceof MongoError && isNetwork(error))
      throw new StoreRefused(`MongoDB does not answer (${error.message}). Check STORE_URL, and that a primary is elected.`)
    if (error instanceof MongoError || (error as { syscall?: string }).syscall?.startsWith('query'))
      throw new StoreRefused(`MongoDB cannot be used (${(error as Error).message}). Check STORE_URL, and the rights of the account it names.`)
    throw error
  }
  const sweep = createSweeper(client)
  const heads = db.collection<HeadRow>(spacesCollection)
  const journal = db.collection<JournalRow>(spacesCollection)
  const docs = db.collection<DocRow>(spacesCollection)
  const table = (name: string) => db.collection<RecordRow>(name)

  /** Runs a request; a store out of reach is told as such. A write may have taken place all the same. */
  const reach = async <T>(work: () => Promise<T>, writes = false): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (isNetwork(error)) throw new StoreUnavailable(writes)
      throw error
    }
  }
  const readHeads = async (spaces: readonly string[]): Promise<ReadonlyMap<string, Head>> => {
    const found = await heads
      .find({ spaceId: { $in: [...spaces] }, _id: { $in: spaces.map(headId) } }, { projection: { spaceId: 1, rev: 1, tag: 1, horizon: 1, _id: 0 } })
      .toArray()
    return new Map(found.map(({ spaceId, ...head }) => [spaceId, head]))
  }
  const headOf = shareReads(readHeads)
  const keyed = ({ _id, version, value }: RecordRow): KeyedRecord => ({ key: _id, version, value })

  /** Head first; all that is read in the session is the state of that head. */
  const inSnapshot = <T>(space: string, work: (head: Head | undefined, session: ClientSession) => Promise<T>): Promise<T> =>
    reach(async () => {
      const session = client.startSession({ snapshot: true })
      try {
        return await work((await heads.findOne({ _id: headId(space), spaceId: space }, { ...headFields, session })) ?? undefined, session)
      } finally {
        await session.endSession()
      }
    })
  const lifted = (found: readonly { readonly doc: AnyDoc }[]): readonly AnyDoc[] => found.map(({ doc }) => lift(doc))
  const docsOf = async (space: string, keys: readonly DocKey[], session?: ClientSession) =>
    lifted(
      await docs
        .find({ spaceId: space, _id: { $in: keys.map(({ kind, id }) => docId(space, kind, id)) } }, { ...rowFields, ...(session ? { session } : {}) })
        .toArray(),
    )
  /** A limit of 0 is none. */
  const allOf = async (space: string, kind: Kind, limit: number, session?: ClientSession) =>
    lifted(await docs.find({ spaceId: space, _id: idsOf(space, kind, '', null) }, { ...rowFields, limit, ...(session ? { session } : {}) }).toArray())
  const answer = async (space: string, ask: Ask, session: ClientSession): Promise<readonly AnyDoc[] | readonly TaskRow[]> => {
    if ('docs' in ask) return ask.docs.length === 0 ? [] : docsOf(space, ask.docs, session)
    if ('tasks' in ask) return findTasks(docs, space, ask.tasks, session)
    if ('all' in ask) return allOf(space, ask.all, 0, session)
    if ('range' in ask) {
      const { kind, after, until, limit } = ask.range
      return lifted(
        await docs.find({ spaceId: space, _id: idsOf(space, kind, after, until) }, { ...rowFields, ...byId, limit, batchSize: limit, session }).toArray(),
      )
    }
    const { after, limit } = ask.changes
    const later = { spaceId: space, at: { $gt: atOf(after.rev, after.kind, after.id) } }
    return lifted(await docs.find(later, { ...rowFields, sort: { at: 1 }, limit, batchSize: limit, session }).toArray())
  }

  return {
    client,
    /** The time of day of the primary, or of a cluster's router. */
    time: () => reach(async () => (await db.admin().command({ hello: 1 }))['localTime'] as Date),
    head: (space) => reach(() => headOf(space)),
    heads: (spaces) => reach(() => readHeads(spaces)),
    view: (space, plan) =>
      inSnapshot(space, async (head, session) => {
        if (!head) return undefined
        const steps = plan()
        let step = steps.next()
        while (!step.done) step = steps.next(await answer(space, step.value, session))
        return { head, value: step.value }
      }),
    docs: (space, keys) => reach(() => docsOf(space, keys)),
    docIn: (spaces, { kind, id }) =>
      reach(async () =>
        (
          await docs
            .find(
              { spaceId: { $in: [...spaces] }, _id: { $in: spaces.map((space) => docId(space, kind, id)) } },
              { projection: { spaceId: 1, doc: 1, _id: 0 } },
            )
            .toArray()
        ).map(({ spaceId, doc }) => ({ space: spaceId, doc: lift(doc) })),
      ),
    lastOrder: (space, siblings) => reach(() => findLast(docs, space, siblings)),
    ids: (space, kind, after, limit) =>
      reach(async () => {
        const found = await docs
          .find({ spaceId: space, _id: idsOf(space, kind, after, null) }, { projection: { _id: 1 }, ...byId, limit, batchSize: limit })
          .toArray()
        return found.map(({ _id }) => _id.slice(docId(space, kind, '').length))
      }),
    all: (space, kind, atMost = 0) => reach(() => allOf(space, kind, atMost)),
    countKind: (space, kind, atMost) =>
      reach(async () => (await docs.find({ spaceId: space, _id: idsOf(space, kind, '', null) }, { projection: { _id: 1 }, limit: atMost }).toArray()).length),
    children: (space, parents, limit) => reach(async () => (await findChildren(docs, space, parents, limit)).map(({ doc }) => lift(doc) as TaskDoc)),
    knownMany: (space, pairs) => reach(() => findKnown(client, journal, space, pairs)),
    knownIn: (spaces, pair) =>
      reach(async () => {
        const found = await journal.find({ spaceId: { $in: [...spaces] }, mutationKeys: mutationKey(pair) }, { projection: { spaceId: 1, _id: 0 } }).toArray()
        return new Set(found.map(({ spaceId }) => spaceId))
      }),
    knows: (space, head) =>
      reach(
        async () =>
          head.rev === 0 || (await journal.findOne({ _id: journalId(space, head.rev), spaceId: space, tag: head.tag }, { projection: { _id: 1 } })) !== null,
      ),
    entry: (space, rev) =>
      reach(async () => {
        const row = await journal.findOne({ _id: journalId(space, rev), spaceId: space })
        return row ? { space, rev, tag: row.tag, mutations: JSON.parse(row.json) as never } : undefined
      }),
    commit: (parts, records = []) => commitParts(client, db, parts, records, sweep),
    record: (name, key) =>
      reach(async () => {
        const row = await table(name).findOne({ _id: key })
        return row ? { value: row.value, version: row.version } : undefined
      }),
    records: (name, keys) =>
      reach(async () => {
        const found = await table(name)
          .find({ _id: { $in: [...keys] } })
          .toArray()
        return new Map(found.map(({ _id, value, version }) => [_id, { value, version }]))
      }),
    insert: (write) =>
      reach(async () => {
        try {
          await table(write.table).insertOne({ _id: write.key, owner: write.owner, version: 1, value: write.value })
          return true
        } catch (error) {
          if (error instanceof MongoError && error.code === 11_000) return false
          throw error
        }
      }, true),
    replace: (name, key, version, value) =>
      reach(async () => {
        const { matchedCount } = await table(name).updateOne({ _id: key, version }, { $set: { value }, $inc: { version: 1 } } as Document)
        return matchedCount === 1
      }, true),
    count: (name) => reach(() => table(name).countDocuments({}, { limit: 1_000 })),
    list: (name, after, limit) =>
      reach(async () =>
        (
          await table(name)
            .find({ _id: { $gt: after } })
            .sort({ _id: 1 })
            .limit(limit)
            .toArray()
        ).map(keyed),
      ),
    owned: (name, owner) => reach(async () => (await table(name).find({ owner }).toArray()).map(keyed)),
    spaces: (after, limit) => reach(() => findSpaces(heads, after, limit)),
    forget: (space, before, limit) => reach(() => forgetEntries(client, heads, journal, space, before, limit), true),
    trashed: (space, until, limit) => reach(async () => lifted(await findTrashed(docs, space, until, limit))),
    purged: (space, until, limit) => reach(async () => lifted(await findPurged(docs, space, until, limit))),
    remove: (space, rows) => reach(() => removeRows(docs, space, rows), true),
    removeRecords: (name, records) =>
      reach(async () => {
        if (records.length === 0) return
        await table(name).bulkWrite(
          records.map(({ key, version }) => ({ deleteOne: { filter: { _id: key, version } } })),
          { ordered: false },
        )
      }, true),
    usable: () =>
      reach(async () => {
        await table('instance').findOne({ _id: 'first' })
      }),
    close: () => client.close(),
  }
}
