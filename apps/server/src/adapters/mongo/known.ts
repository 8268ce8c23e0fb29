import type { ClientSession, Collection, MongoClient } from 'mongodb'
import type { Bound } from '../../ports/ticket.ts'
import { how, isUnanswered, learnWithin } from './bounded.ts'
import { StoreUnavailable, type KnownMutation, type MutationKey } from '../../ports/store.ts'
import { mutationKey, type JournalRow } from './rows.ts'
import { transaction } from './transaction.ts'
import { labelled } from './unreachable.ts'

/** What entries make known, by the keys of their mutations. */
export const knownBy = (entries: readonly Pick<JournalRow, 'rev' | 'mutationKeys' | 'hashes'>[]): ReadonlyMap<string, KnownMutation> =>
  new Map(entries.flatMap(({ rev, mutationKeys, hashes }) => mutationKeys.map((key, index) => [key, { rev, hash: hashes[index] ?? '' }] as const)))

/** The same question, answered only when a majority holds what was read. */
const heldByMajority = async <T>(client: MongoClient, read: (session: ClientSession) => Promise<T>): Promise<T> => {
  const session = client.startSession()
  try {
    session.startTransaction(transaction)
    const found = await read(session)
    await session.commitTransaction()
    return found
  } catch (error) {
    // It stands in the journal of the primary, and may be lost with it.
    throw isUnanswered(error) || labelled(error, 'TransientTransactionError') ? new StoreUnavailable(true) : error
  } finally {
    await session.endSession().catch(() => undefined)
  }
}

/**
 * What the journal of a space knows of mutations, in the order asked. It is looked up in what the primary holds: what a
 * majority holds may lack an entry written just now, whose mutation would then be applied again. What is found may still
 * be undone by a fail-over, and is told only when it can no longer be.
 * Throws `StoreUnavailable` with `unknown` when that could not be learnt.
 */
export const findKnown = async (
  client: MongoClient,
  journal: Collection<JournalRow>,
  space: string,
  pairs: readonly MutationKey[],
  bound?: Bound,
): Promise<readonly (KnownMutation | undefined)[]> => {
  const read = (session?: ClientSession) =>
    journal
      .find(
        { spaceId: space, mutationKeys: { $in: pairs.map(mutationKey) } },
        { projection: { rev: 1, mutationKeys: 1, hashes: 1, _id: 0 }, batchSize: pairs.length + 1, ...how(bound, session) },
      )
      .toArray()
  const entries = (await read()).length === 0 ? [] : await learnWithin(heldByMajority(client, read), bound)
  const known = knownBy(entries)
  return pairs.map((pair) => known.get(mutationKey(pair)))
}
