import type { Kind } from '@muster/core/contract/kinds.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import type { AnyDoc, LabelDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { MongoError, type ClientSession, type Document } from 'mongodb'
import { StoreRefused, StoreUnavailable, type FoundIn, type Head, type JournalEntry, type KeyedRecord, type Reads, type Store } from '../../ports/store.ts'
import { commandMs, createMongoClient } from './client.ts'
import { requireConnections, type Pool } from './connections.ts'
import { createDecoder, openRow, rawRows } from './decode.ts'
import { createSweeper } from './abandoned.ts'
import { findAssigned } from './assigned.ts'
import { commitParts } from './commit.ts'
import { isClosedLine, isNetwork } from './unreachable.ts'
import { readGround, readLatest } from './ground.ts'
import { findKnown } from './known.ts'
import type { Bound } from '../../ports/ticket.ts'
import { how, isUnanswered, spent, type How } from './bounded.ts'
import { createHeads } from './heads.ts'
import { createPendingRows } from './pending.ts'
import { readMembers } from './members.ts'
import { migrate, needsMigration } from './migrate.ts'
import { findPurged, findSpaces, findTrashed, forgetEntries, removeRows } from './purge.ts'
import { atOf, docId, headId, idsOf, journalId, mutationKey, type DocRow, type HeadRow, type JournalRow, type PendingRow } from './rows.ts'
import { migrations, spacesCollection } from './schema.ts'
import { waitFor } from './wait-for.ts'
import { countShelf, findLastOrder, findMerged, findShelf } from './shelves.ts'
import { shareReads } from './share-reads.ts'
import { findChildren, findTasks } from './tasks.ts'
import { requireVersion } from './version.ts'
import type { Ask, TaskRow } from '../../ports/view.ts'
import type { AskOver, KeyIn, TaskIn } from '../../ports/view-over.ts'
import { lift } from '../lift.ts'
import { countedShelf } from '../shelves.ts'

interface RecordRow {
  readonly _id: string
  readonly owner: string
  readonly version: number
  readonly value: unknown
}

const clientOf = (url: string, { size }: Pool) => {
  try {
    return createMongoClient(url, commandMs, size)
  } catch (error) {
    throw new StoreRefused(`STORE_URL is no address of a MongoDB (${(error as Error).message}).`)
  }
}

const rowFields = { projection: { doc: 1, _id: 0 } } as const
const byId = { sort: { _id: 1 }, hint: '_id_' } as const
/** Pace of the reads of who is in a space, in milliseconds: whoever writes among many waits for the commit of others anyway, which takes longer. */
const membersPaceMs = 3
const headFields = { projection: { rev: 1, tag: 1, horizon: 1, _id: 0 } } as const

interface Opening {
  /** Told in a sentence what the start waits for, or could not do. */
  readonly say?: (sentence: string) => void
  readonly pool?: Pool
}

/**
 * The store of the scaled shape: a MongoDB replica set or a sharded cluster, shared by any number of processes.
 * Throws `StoreRefused` when it cannot be used.
 */
export const openMongoStore = async (
  url: string,
  { say = console.error, pool = { instances: 1 } }: Opening = {},
): Promise<Store & { readonly client: ReturnType<typeof createMongoClient>; readonly time: () => Promise<Date> }> => {
  const client = clientOf(url, pool)
  const db = client.db()
  try {
    const hello = await db.admin().command({ hello: 1 })
    if (!hello['setName'] && hello['msg'] !== 'isdbgrid')
      throw new StoreRefused(
        'STORE_URL names a standalone MongoDB, which has no transactions. Make it a replica set (mongod --replSet, then rs.initiate()), one member is enough to try.',
      )
    await requireVersion(db)
    await requireConnections(db, pool, say)
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
    if (isNetwork(error)) throw new StoreRefused(`MongoDB does not answer (${(error as Error).message}). Check STORE_URL, and that a primary is elected.`)
    if (error instanceof MongoError || (error as { syscall?: string }).syscall?.startsWith('query'))
      throw new StoreRefused(`MongoDB cannot be used (${(error as Error).message}). Check STORE_URL, and the rights of the account it names.`)
    throw error
  }
  const sweep = createSweeper(client)
  const decode = createDecoder()
  const heads = db.collection<HeadRow>(spacesCollection)
  const journal = db.collection<JournalRow>(spacesCollection)
  const docs = db.collection<DocRow>(spacesCollection)
  const pending = createPendingRows(db.collection<PendingRow>(spacesCollection))
  const table = (name: string) => db.collection<RecordRow>(name)

  /** Runs a request; a store out of reach is told as such. A write may have taken place all the same. */
  const reach = async <T>(work: () => Promise<T>, bound?: Bound, writes = false): Promise<T> => {
    if (bound?.expired()) throw new StoreUnavailable(false)
    try {
      // Where a line fails the driver asks once more by itself, but for what the socket itself says.
      return await work().catch((error: unknown) => (!writes && isClosedLine(error) ? work() : Promise.reject(error as Error)))
    } catch (error) {
      if (isUnanswered(error)) throw new StoreUnavailable(writes)
      throw error
    }
  }
  const headOf = shareReads(createHeads(db, heads))
  /** Whether somebody is in a space is asked for each write, before anything is done for it: those who ask at once share a read. */
  const memberOf = shareReads((ids) => readMembers(db, docs, decode, ids), { pace: membersPaceMs })
  const memberIn = async (space: string, { kind, id }: DocKey, bound?: Bound): Promise<readonly AnyDoc[]> => {
    const member = await memberOf(docId(space, kind, id), bound)
    return spent(member ? [member] : [], bound)
  }
  const keyed = ({ _id, version, value }: RecordRow): KeyedRecord => ({ key: _id, version, value })

  /** All that is read in the session is of the moment that its first read was of. */
  const withSnapshot = async <T>(work: (session: ClientSession) => Promise<T>): Promise<T> => {
    const session = client.startSession({ snapshot: true })
    try {
      return await work(session)
    } finally {
      await session.endSession()
    }
  }
  const inSnapshot = <T>(bound: Bound | undefined, work: (session: ClientSession) => Promise<T>): Promise<T> => reach(() => withSnapshot(work), bound)
  const headIn = (space: string, session: ClientSession, bound?: Bound): Promise<Head | null> =>
    heads.findOne({ _id: headId(space), spaceId: space }, { ...headFields, ...how(bound, session) })
  const headsIn = async (spaces: readonly string[], session: ClientSession, bound?: Bound): Promise<ReadonlyMap<string, Head>> => {
    const found = await heads
      .find(
        { spaceId: { $in: [...spaces] }, _id: { $in: spaces.map(headId) } },
        { projection: { ...headFields.projection, spaceId: 1 }, batchSize: spaces.length + 1, ...how(bound, session) },
      )
      .toArray()
    return new Map(found.map(({ spaceId, rev, tag, horizon }) => [spaceId, { rev, tag, ...(horizon === undefined ? {} : { horizon }) }]))
  }
  const lifted = (found: readonly { readonly doc: AnyDoc }[], bound?: Bound): readonly AnyDoc[] => spent(found, bound).map(({ doc }) => lift(doc))
  const docsOf = async (space: string, keys: readonly DocKey[], bound?: Bound, session?: ClientSession) =>
    spent(
      await docs
        .find(
          { spaceId: space, _id: { $in: keys.map(({ kind, id }) => docId(space, kind, id)) } },
          { ...rawRows, batchSize: keys.length + 1, ...how(bound, session) },
        )
        .toArray(),
      bound,
    ).map((row) => decode(openRow(row as unknown as Uint8Array)))
  /** Rows of several spaces by key. */
  const rowsOf = async (keys: readonly KeyIn[], bound?: Bound, session?: ClientSession): Promise<readonly FoundIn[]> =>
    spent(
      await docs
        .find(
          { spaceId: { $in: [...new Set(keys.map(({ space }) => space))] }, _id: { $in: keys.map(({ space, key }) => docId(space, key.kind, key.id)) } },
          { projection: { spaceId: 1, doc: 1, _id: 0 }, ...how(bound, session), batchSize: keys.length + 1 },
        )
        .toArray(),
      bound,
    ).map(({ spaceId, doc }) => ({ space: spaceId, doc: lift(doc) }))
  /** A limit of 0 is none. */
  const allOf = async (space: string, kind: Kind, limit: number, bound?: Bound, session?: ClientSession) =>
    lifted(
      await docs
        .find({ spaceId: space, _id: idsOf(space, kind, '', null) }, { ...rowFields, limit, batchSize: limit || 1_000, ...how(bound, session) })
        .toArray(),
      bound,
    )
  const answer = async (space: string, ask: Ask, session: ClientSession, bound?: Bound): Promise<readonly AnyDoc[] | readonly TaskRow[]> => {
    if ('docs' in ask) return ask.docs.length === 0 ? [] : docsOf(space, ask.docs, bound, session)
    if ('tasks' in ask) return spent(await findTasks(docs, space, ask.tasks, how(bound, session)), bound)
    if ('all' in ask) return allOf(space, ask.all, 0, bound, session)
    if ('range' in ask) {
      const { kind, after, until, limit } = ask.range
      return lifted(
        await docs
          .find({ spaceId: space, _id: idsOf(space, kind, after, until) }, { ...rowFields, ...byId, limit, batchSize: limit, ...how(bound, session) })
          .toArray(),
        bound,
      )
    }
    if ('on' in ask) return findShelf(docs, space, ask.on, { bound, session })
    if ('merged' in ask) return findMerged(docs, space, ask.merged, ask.limit, { bound, session })
    const { after, limit } = ask.changes
    const later = { spaceId: space, at: { $gt: atOf(after.rev, after.kind, after.id) } }
    return lifted(await docs.find(later, { ...rowFields, sort: { at: 1 }, limit, batchSize: limit, ...how(bound, session) }).toArray(), bound)
  }

  const entryIn = ({ spaceId: space, rev, tag, json, effects }: JournalRow): JournalEntry => ({
    space,
    rev,
    tag,
    mutations: JSON.parse(json) as JournalEntry['mutations'],
    ...(effects ? { effects } : {}),
  })
  const answerOver = async (
    spaces: readonly string[],
    ask: AskOver,
    session: ClientSession,
    bound?: Bound,
  ): Promise<readonly TaskIn[] | readonly FoundIn[]> => {
    if ('assigned' in ask) return spaces.length === 0 ? [] : spent(await findAssigned(docs, spaces, ask.assigned, how(bound, session)), bound)
    return ask.rows.length === 0 ? [] : rowsOf(ask.rows, bound, session)
  }

  /** What rules ask for: in a session, of the state that it reads. */
  const readsIn = (session?: ClientSession): Reads => ({
    docs: (space, keys, bound) => reach(() => docsOf(space, keys, bound, session), bound),
    all: (space, kind, atMost = 0, bound) => reach(() => allOf(space, kind, atMost, bound, session), bound),
    countKind: (space, kind, atMost, bound) =>
      reach(async () => {
        const counted = countedShelf(kind)
        if (counted) return countShelf(docs, space, counted, atMost, { bound, session })
        return (
          await docs
            .find({ spaceId: space, _id: idsOf(space, kind, '', null) }, { projection: { _id: 1 }, limit: atMost, batchSize: atMost, ...how(bound, session) })
            .toArray()
        ).length
      }, bound),
    children: (space, parents, limit, bound) =>
      reach(async () => lifted(await findChildren(docs, space, parents, limit, how(bound, session)), bound) as readonly TaskDoc[], bound),
    merged: (space, into, limit, bound) => reach(async () => (await findMerged(docs, space, into, limit, { bound, session })) as readonly LabelDoc[], bound),
  })

  return {
    client,
    /** The time of day of the primary, or of a cluster's router. */
    time: () => reach(async () => (await db.admin().command({ hello: 1 }))['localTime'] as Date),
    head: (space, bound) => reach(() => headOf(space, bound), bound),
    // All are asked for in one turn, and so in one read, which others share.
    heads: (spaces, bound) =>
      reach(async () => {
        const found = await Promise.all(spaces.map((space) => headOf(space, bound)))
        return new Map(spaces.flatMap((space, index) => (found[index] ? [[space, found[index]] as const] : [])))
      }, bound),
    view: (space, plan, bound, { since = 0 } = {}) =>
      waitFor(
        (told) =>
          inSnapshot(bound, async (session) => {
            // Head first: what is read after it is the state of that head.
            const head = await headIn(space, session, bound)
            if (!head) return undefined
            if (head.rev < since) return told
            const steps = plan()
            let step = steps.next()
            while (!step.done) step = steps.next(await answer(space, step.value, session, bound))
            return { head, value: step.value }
          }),
        bound,
      ),
    viewOver: (spaces, plan, bound, since = new Map()) =>
      waitFor(
        (told) =>
          inSnapshot(bound, async (session) => {
            const heads = await headsIn(spaces, session, bound)
            if (spaces.some((space) => (heads.get(space)?.rev ?? 0) < (since.get(space)?.rev ?? 0))) return told
            const there = [...heads.keys()]
            const steps = plan()
            let step = steps.next()
            while (!step.done) step = steps.next(await answerOver(there, step.value, session, bound))
            return { heads, value: step.value }
          }),
        bound,
      ),
    ...readsIn(),
    docs: (space, keys, bound) => {
      const [only] = keys
      return reach(() => (only?.kind === 'member' && keys.length === 1 ? memberIn(space, only, bound) : docsOf(space, keys, bound)), bound)
    },
    // What is decided is decided once: only its reads are tried again.
    ground: async (space, asked, decide, bound) => {
      if (!asked.latest)
        return withSnapshot(async (session) => {
          const ground = await reach(() => readGround(docs, decode, space, asked, session, bound), bound)
          return decide({ ...ground, reads: readsIn(session) })
        })
      const lasting = () => findKnown(client, journal, space, asked.pairs, bound)
      const head = await reach(() => headOf(space, bound), bound)
      const found = await reach(() => readLatest(docs, decode, space, asked, lasting, bound), bound)
      return decide({ head, ...found, reads: readsIn() })
    },
    docIn: (spaces, { kind, id }, bound) =>
      reach(
        () =>
          rowsOf(
            spaces.map((space) => ({ space, key: { kind, id } })),
            bound,
          ),
        bound,
      ),
    lastOrder: (space, siblings, bound) => reach(() => findLastOrder(docs, space, siblings, { bound }), bound),
    ids: (space, kind, after, limit, bound) =>
      reach(async () => {
        const found = await docs
          .find({ spaceId: space, _id: idsOf(space, kind, after, null) }, { projection: { _id: 1 }, ...byId, limit, batchSize: limit, ...how(bound) })
          .toArray()
        return spent(found, bound).map(({ _id }) => _id.slice(docId(space, kind, '').length))
      }, bound),
    knownMany: (space, pairs, bound) => reach(() => findKnown(client, journal, space, pairs, bound), bound),
    knownIn: (spaces, pair, bound) =>
      reach(async () => {
        const found = await journal
          .find({ spaceId: { $in: [...spaces] }, mutationKeys: mutationKey(pair) }, { projection: { spaceId: 1, _id: 0 }, ...how(bound) })
          .toArray()
        return new Set(found.map(({ spaceId }) => spaceId))
      }, bound),
    knows: (space, head, bound) =>
      reach(
        async () =>
          head.rev === 0 ||
          (await journal.findOne({ _id: journalId(space, head.rev), spaceId: space, tag: head.tag }, { projection: { _id: 1 }, ...how(bound) })) !== null,
        bound,
      ),
    entry: (space, rev) =>
      reach(async () => {
        const row = await journal.findOne({ _id: journalId(space, rev), spaceId: space })
        return row ? entryIn(row) : undefined
      }),
    nextEffects: (space, after) =>
      reach(async () => {
        const row = await journal.findOne({ spaceId: space, rev: { $gt: after }, effects: { $exists: true } }, { sort: { rev: 1 }, hint: 'effects' })
        return row ? entryIn(row) : undefined
      }),
    due: (limit) => reach(() => pending.due(limit)),
    longestPending: (limit) => reach(() => pending.longestPending(limit)),
    lease: async (space, forMs) => {
      try {
        return await reach(() => pending.lease(space, forMs), undefined, true)
      } catch (error) {
        // A killed process may have left the row in a transaction, which MongoDB keeps for a minute.
        if (error instanceof StoreUnavailable) await sweep().catch(() => undefined)
        throw error
      }
    },
    renew: (lease, forMs) => reach(() => pending.renew(lease, forMs), undefined, true),
    progress: async (lease, to, forMs, parts = [], records = [], bound) => {
      if (parts.length + records.length === 0) {
        const row = await reach(() => pending.move(lease, to, forMs, how(bound)), bound, true)
        return row ? pending.reached(row) : 'lost'
      }
      // Undefined where it was not learnt: somebody else wrote the row at that very moment.
      const moved: { row?: PendingRow | null } = {}
      const first = async (within: How) => (moved.row = await pending.move(lease, to, forMs, within)) !== null
      const outcome = await commitParts(client, db, parts, records, sweep, bound, first)
      if (moved.row === null) return 'lost'
      return outcome === 'committed' && moved.row ? pending.reached(moved.row) : 'conflict'
    },
    release: (lease, afterMs, failure) => reach(() => pending.release(lease, afterMs, failure), undefined, true),
    withLetters: (after, limit) => reach(() => pending.withLetters(after, limit)),
    retryLetter: (space, letter) => reach(() => pending.retryLetter(space, letter), undefined, true),
    dropLetter: (space, letter) => reach(() => pending.dropLetter(space, letter), undefined, true),
    commit: (parts, records = [], bound) => commitParts(client, db, parts, records, sweep, bound),
    record: (name, key, bound) =>
      reach(async () => {
        const row = await table(name).findOne({ _id: key }, how(bound))
        return row ? { value: row.value, version: row.version } : undefined
      }, bound),
    records: (name, keys, bound) =>
      reach(async () => {
        const found = await table(name)
          .find({ _id: { $in: [...keys] } }, { batchSize: keys.length + 1, ...how(bound) })
          .toArray()
        return new Map(found.map(({ _id, value, version }) => [_id, { value, version }]))
      }, bound),
    insert: (write, bound) =>
      reach(
        async () => {
          try {
            await table(write.table).insertOne({ _id: write.key, owner: write.owner, version: 1, value: write.value }, how(bound))
            return true
          } catch (error) {
            if (error instanceof MongoError && error.code === 11_000) return false
            throw error
          }
        },
        bound,
        true,
      ),
    replace: (name, key, version, value, bound) =>
      reach(
        async () => {
          const { matchedCount } = await table(name).updateOne({ _id: key, version }, { $set: { value }, $inc: { version: 1 } } as Document, how(bound))
          return matchedCount === 1
        },
        bound,
        true,
      ),
    count: (name) => reach(() => table(name).countDocuments({}, { limit: 1_000, hint: '_id_' })),
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
    owned: (name, owner, limit, bound) =>
      reach(
        async () =>
          (
            await table(name)
              .find({ owner }, { limit, ...how(bound) })
              .toArray()
          ).map(keyed),
        bound,
      ),
    spaces: (after, limit) => reach(() => findSpaces(heads, after, limit)),
    forget: (space, before, limit) => reach(() => forgetEntries(client, heads, journal, space, before, limit), undefined, true),
    trashed: (space, until, limit) => reach(async () => lifted(await findTrashed(docs, space, until, limit))),
    purged: (space, until, limit) => reach(async () => lifted(await findPurged(docs, space, until, limit))),
    remove: (space, rows) => reach(() => removeRows(docs, space, rows), undefined, true),
    removeRecords: (name, records) =>
      reach(
        async () => {
          if (records.length === 0) return
          await table(name).bulkWrite(
            records.map(({ key, version }) => ({ deleteOne: { filter: { _id: key, version } } })),
            { ordered: false },
          )
        },
        undefined,
        true,
      ),
    usable: () =>
      reach(async () => {
        await table('instance').findOne({ _id: 'first' })
      }),
    close: () => client.close(),
  }
}
