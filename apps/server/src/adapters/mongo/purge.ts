import type { Collection, MongoClient } from 'mongodb'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { isConflict } from './commit.ts'
import { atOf, docId, headId, journalId, type DocRow, type HeadRow, type JournalRow } from './rows.ts'
import { transaction } from './transaction.ts'
import { decidedUnder } from './updates.ts'

const docOnly = { doc: 1, _id: 0 } as const

/** Spaces that exist, in the order of their ids: of all shards, by the index of heads. */
export const findSpaces = async (heads: Collection<HeadRow>, after: string, limit: number): Promise<readonly string[]> => {
  const found = await heads
    .find({ kind: 'head', spaceId: { $gt: after } }, { projection: { spaceId: 1, _id: 0 }, sort: { spaceId: 1 }, hint: 'heads', limit })
    .toArray()
  return found.map(({ spaceId }) => spaceId)
}

/** Rows in the trash, the oldest first. A row that has not gone for good has no `purgedAt`, which null stands for. */
export const findTrashed = (rows: Collection<DocRow>, space: string, until: string, limit: number): Promise<readonly Pick<DocRow, 'doc'>[]> =>
  rows
    .find(
      { spaceId: space, 'doc.purgedAt': null, 'doc.deletedAt': { $gt: '', $lte: until } },
      { projection: docOnly, sort: { 'doc.deletedAt': 1 }, hint: 'trash', limit },
    )
    .toArray()

/** Rows that went for good, the oldest first. */
export const findPurged = (rows: Collection<DocRow>, space: string, until: string, limit: number): Promise<readonly Pick<DocRow, 'doc'>[]> =>
  rows
    .find(
      { spaceId: space, 'doc.purgedAt': { $gt: '', $lte: until }, 'doc.deletedAt': { $gt: '' } },
      { projection: docOnly, sort: { 'doc.purgedAt': 1 }, hint: 'trash', limit },
    )
    .toArray()

/** `at` of a row says its rev. */
export const removeRows = async (rows: Collection<DocRow>, space: string, docs: readonly Pick<AnyDoc, 'kind' | 'id' | 'rev'>[]): Promise<void> => {
  if (docs.length === 0) return
  await rows.bulkWrite(
    docs.map(({ kind, id, rev }) => ({ deleteOne: { filter: { _id: docId(space, kind, id), spaceId: space, at: atOf(rev, kind, id) } } })),
    { ordered: false },
  )
}

/** When the first mutation of an entry was journaled; what stands before it in the text is ids and a name. */
const writtenAt = { $regexFind: { input: { $substrCP: ['$json', 0, 1_000] }, regex: '"at":"([^"]*)"' } }

/**
 * Forgets what `Store.forget` says, by one transaction: the entries and their ids, which they hold themselves, and the horizon that
 * the head names. Who decided under the horizon before meets it on the head.
 */
export const forgetEntries = async (
  client: MongoClient,
  heads: Collection<HeadRow>,
  journal: Collection<JournalRow>,
  space: string,
  before: string,
  limit: number,
): Promise<number> => {
  const head = await heads.findOne({ _id: headId(space), spaceId: space }, { projection: { rev: 1, horizon: 1, _id: 0 } })
  if (!head) return 0
  const from = head.horizon ?? 0
  const wanted = Array.from({ length: Math.max(0, Math.min(limit, head.rev - 1 - from)) }, (_, n) => journalId(space, from + 1 + n))
  if (wanted.length === 0) return 0
  const found = await journal
    .find<{ rev: number; at: { captures: [string] } | null; ids: number }>(
      { spaceId: space, _id: { $in: wanted } },
      { projection: { rev: 1, at: writtenAt, ids: { $size: '$mutationKeys' }, _id: 0 } },
    )
    .toArray()
  let [last, ids] = [from, 0]
  for (const entry of found.toSorted((a, b) => a.rev - b.rev)) {
    if (entry.rev !== last + 1 || ids >= limit || (entry.at !== null && entry.at.captures[0] >= before)) break
    last = entry.rev
    ids += entry.ids
  }
  if (last === from) return 0
  const session = client.startSession()
  try {
    session.startTransaction(transaction)
    const moved = await heads.updateOne({ _id: headId(space), spaceId: space, ...decidedUnder(from) }, { $set: { horizon: last } }, { session })
    if (moved.matchedCount === 1) await journal.deleteMany({ spaceId: space, _id: { $in: wanted.slice(0, last - from) } }, { session })
    if (moved.matchedCount === 1) await session.commitTransaction()
    return moved.matchedCount === 1 ? last - from : 0
  } catch (error) {
    if (isConflict(error)) return 0
    throw error
  } finally {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
    await session.endSession()
  }
}
