import { MongoError, type ClientSession, type Collection, type Db, type Document, type MongoClient } from 'mongodb'
import { StoreUnavailable, type CommitPart, type RecordWrite } from '../../ports/store.ts'
import { commandMs } from './client.ts'
import { docId, docRow, headId, journalId, mutationKey } from './rows.ts'
import { spacesCollection } from './schema.ts'

export const transaction = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', j: true } } as const
/** Between two tries to learn how a commit ended, in milliseconds. */
const retryMs = 50
const duplicateKey = 11_000
const writeConflict = 112
const byId = (a: CommitPart, b: CommitPart) => (a.entry.space < b.entry.space ? -1 : 1)

/** What a head must say for a decision that was made under that horizon; null stands for a field that is not there, too. */
export const decidedUnder = (horizon: number | undefined): { readonly horizon?: never } =>
  horizon === undefined ? {} : { horizon: (horizon === 0 ? null : horizon) as never }

const writePart = async (rows: Collection<Document & { _id: string }>, { entry, docs, horizon }: CommitPart, session: ClientSession): Promise<boolean> => {
  const { space, rev, tag, mutations } = entry
  // The entry first: its key is what two writers of the same rev meet on.
  await rows.insertOne(
    {
      _id: journalId(space, rev),
      spaceId: space,
      kind: 'journal',
      rev,
      tag,
      json: JSON.stringify(mutations),
      mutationKeys: mutations.map(mutationKey),
      hashes: mutations.map(({ hash }) => hash),
    },
    { session },
  )
  if (rev === 1) await rows.insertOne({ _id: headId(space), spaceId: space, kind: 'head', rev, tag }, { session })
  else {
    const { matchedCount } = await rows.updateOne(
      { _id: headId(space), spaceId: space, rev: rev - 1, ...decidedUnder(horizon) },
      { $set: { rev, tag } },
      { session },
    )
    // A head read from a deposed primary would leave a gap.
    if (matchedCount !== 1) return false
  }
  if (docs.length > 0)
    await rows.bulkWrite(
      docs.map((doc) => ({
        replaceOne: { filter: { _id: docId(space, doc.kind, doc.id), spaceId: space }, replacement: docRow(space, doc), upsert: true },
      })),
      { session, ordered: false },
    )
  return true
}

const labelled = (error: unknown, label: string) => error instanceof MongoError && error.hasErrorLabel(label)
/** Whether another transaction was first: nothing of ours took place. */
export const isConflict = (error: unknown): error is MongoError => error instanceof MongoError && (error.code === duplicateKey || error.code === writeConflict)

/**
 * Whether the commit took place, for good. The look-up is a transaction of the same session, which ends the earlier one if
 * the server still holds it open: what is absent now can never appear, and its rows are free at once. Its own commit waits
 * until a majority holds what it read.
 */
const tookPlace = async (rows: Collection<Document & { _id: string }>, part: CommitPart, session: ClientSession): Promise<boolean> => {
  const { space, rev, tag } = part.entry
  session.startTransaction(transaction)
  const row = await rows.findOne({ _id: journalId(space, rev), spaceId: space, tag }, { session, projection: { _id: 1 } })
  await session.commitTransaction()
  return row !== null
}

/**
 * One transaction over all parts and records, or nothing. Not the driver's `withTransaction`: it would run a decision again
 * that was made on a state that has passed. Throws `StoreUnavailable`, with `unknown` when the outcome could not be learnt.
 */
export const commitParts = async (
  client: MongoClient,
  db: Db,
  parts: readonly CommitPart[],
  records: readonly RecordWrite[],
  sweep: () => Promise<void>,
): Promise<'committed' | 'conflict'> => {
  const rows = db.collection<Document & { _id: string }>(spacesCollection)
  const session = client.startSession()
  const ordered = parts.toSorted(byId)
  const until = Date.now() + commandMs
  let committing = false
  try {
    session.startTransaction(transaction)
    for (const part of ordered) {
      if (await writePart(rows, part, session)) continue
      await session.abortTransaction()
      return 'conflict'
    }
    for (const { table, key, owner, value } of records)
      await db.collection<Document & { _id: string }>(table).insertOne({ _id: key, owner, version: 1, value }, { session })
    committing = true
    for (;;) {
      try {
        await session.commitTransaction()
        return 'committed'
      } catch (error) {
        if (!labelled(error, 'UnknownTransactionCommitResult') || Date.now() > until) throw error
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  } catch (error) {
    if (isConflict(error) && !committing) {
      await session.abortTransaction().catch(() => undefined)
      // Another writer holds the row: one that lives, or one that was killed with its transaction open.
      if (error.code === writeConflict) await sweep().catch(() => undefined)
      return 'conflict'
    }
    if (!committing) {
      await session.abortTransaction().catch(() => undefined)
      // Nothing was committed: the primary went away, or the transaction was ended by it.
      if (labelled(error, 'TransientTransactionError') || isNetwork(error)) throw new StoreUnavailable(false)
      throw error
    }
    if (isConflict(error)) return 'conflict'
    const [first] = ordered
    if (!first) throw error
    try {
      return (await tookPlace(rows, first, session)) ? 'committed' : 'conflict'
    } catch {
      throw new StoreUnavailable(true)
    }
  } finally {
    await session.endSession().catch(() => undefined)
  }
}

/** The store could not be reached, rather than refused: the same again may work in a moment. */
export const isNetwork = (error: unknown): boolean =>
  error instanceof MongoError &&
  ([
    'MongoNetworkError',
    'MongoNetworkTimeoutError',
    'MongoServerSelectionError',
    'MongoPoolClearedError',
    'MongoWaitQueueTimeoutError',
    'MongoTopologyClosedError',
    'MongoNotConnectedError',
  ].includes(error.name) ||
    labelled(error, 'RetryableWriteError') ||
    labelled(error, 'PoolRequestedRetry') ||
    // Not primary, stepped down, shutting down, interrupted.
    [10_107, 13_435, 11_602, 11_600, 91, 189, 13_436, 6, 7, 89].includes(Number(error.code)) ||
    // A bulk write hides what went wrong on the way inside an error of its own.
    isNetwork((error as { readonly errorResponse?: unknown }).errorResponse))
