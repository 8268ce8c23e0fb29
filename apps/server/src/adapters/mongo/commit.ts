import { MongoServerError, type ClientSession, type Db, type Document, type MongoClient } from 'mongodb'
import { StoreUnavailable, type CommitPart, type RecordWrite } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { how, isUnanswered, learnWithin, type How } from './bounded.ts'
import { commandMs } from './client.ts'
import { journalId } from './rows.ts'
import { spacesCollection } from './schema.ts'
import { transaction } from './transaction.ts'
import { labelled } from './unreachable.ts'
import { updatesOf } from './updates.ts'

/** Between two tries to learn how a commit ended, in milliseconds. */
const retryMs = 50
const duplicateKey = 11_000
const writeConflict = 112
const byId = (a: CommitPart, b: CommitPart) => (a.entry.space < b.entry.space ? -1 : 1)

/** Sent as it is: the driver's bulk writes encode every row twice, to learn its size. Gives how many rows were written. */
const write = async (db: Db, command: Document, how: How): Promise<number> => {
  const { n, writeErrors } = await db.command(command, { ...how, ignoreUndefined: true })
  const [first] = (writeErrors ?? []) as readonly Document[]
  if (first) throw new MongoServerError(first)
  return n as number
}
/** False when a head was not where its part extends it. */
const writePart = async (db: Db, part: CommitPart, how: How): Promise<boolean> => {
  for (const updates of updatesOf(part)) if ((await write(db, { update: spacesCollection, updates }, how)) !== updates.length) return false
  return true
}
const writeRecords = async (db: Db, records: readonly RecordWrite[], how: How): Promise<void> => {
  const byTable = Map.groupBy(records, ({ table }) => table)
  for (const [table, inserted] of byTable)
    await write(db, { insert: table, documents: inserted.map(({ key, owner, value }) => ({ _id: key, owner, version: 1, value })) }, how)
}

/** Whether another transaction was first: nothing of ours took place. */
export const isConflict = (error: unknown): error is MongoServerError =>
  error instanceof MongoServerError && (error.code === duplicateKey || error.code === writeConflict)

/**
 * Whether the commit took place, for good. The look-up is a transaction of the same session, which ends the earlier one if
 * the server still holds it open: what is absent now can never appear, and its rows are free at once. Its own commit waits
 * until a majority holds what it read.
 */
const tookPlace = async (db: Db, part: CommitPart, session: ClientSession): Promise<boolean> => {
  const { space, rev, tag } = part.entry
  const rows = db.collection<Document & { _id: string }>(spacesCollection)
  session.startTransaction(transaction)
  const row = await rows.findOne({ _id: journalId(space, rev), spaceId: space, tag }, { session, projection: { _id: 1 } })
  await session.commitTransaction()
  return row !== null
}

/** Whether a commit that was sent took place. Throws `StoreUnavailable` with `unknown` when that could not be learnt. */
const finish = async (db: Db, parts: readonly CommitPart[], session: ClientSession): Promise<'committed' | 'conflict'> => {
  const until = Date.now() + commandMs
  for (;;) {
    try {
      await session.commitTransaction()
      return 'committed'
    } catch (error) {
      if (labelled(error, 'UnknownTransactionCommitResult') && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, retryMs))
        continue
      }
      const [first] = parts
      if (!first) throw new StoreUnavailable(true)
      try {
        return (await tookPlace(db, first, session)) ? 'committed' : 'conflict'
      } catch {
        throw new StoreUnavailable(true)
      }
    }
  }
}

/**
 * One transaction over all parts and records, or nothing. `first` is done in it before anything else; where it says false nothing is written. Not the driver's `withTransaction`: it would run a decision again
 * that was made on a state that has passed. Throws `StoreUnavailable`, with `unknown` when the outcome could not be learnt.
 */
export const commitParts = async (
  client: MongoClient,
  db: Db,
  parts: readonly CommitPart[],
  records: readonly RecordWrite[],
  sweep: () => Promise<void>,
  bound?: Bound,
  first?: (within: How) => Promise<boolean>,
): Promise<'committed' | 'conflict'> => {
  const session = client.startSession()
  const ordered = parts.toSorted(byId)
  const end = () => session.endSession().catch(() => undefined)
  let sent: Promise<unknown> | undefined
  try {
    session.startTransaction(transaction)
    const within = how(bound, session)
    const abort = async () => {
      await session.abortTransaction()
      return 'conflict' as const
    }
    try {
      if (first && !(await first(within))) return await abort()
      for (const part of ordered) if (!(await writePart(db, part, within))) return await abort()
      await writeRecords(db, records, within)
    } catch (error) {
      await session.abortTransaction().catch(() => undefined)
      if (isConflict(error)) {
        // Another writer holds the row: one that lives, or one that was killed with its transaction open.
        if (error.code === writeConflict) await learnWithin(sweep(), bound).catch(() => undefined)
        return 'conflict'
      }
      // Nothing was sent to be committed: the primary went away, or the transaction was ended by it.
      if (labelled(error, 'TransientTransactionError') || isUnanswered(error)) throw new StoreUnavailable(false)
      throw error
    }
    if (bound?.expired()) {
      await session.abortTransaction().catch(() => undefined)
      throw new StoreUnavailable(false)
    }
    const outcome = finish(db, ordered, session)
    sent = outcome.catch(() => undefined)
    return await learnWithin(outcome, bound)
  } finally {
    // What was sent is looked after until its outcome is known, whoever still waits for it.
    if (sent) void sent.then(end)
    else await end()
  }
}
