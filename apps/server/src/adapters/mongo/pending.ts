import type { Collection, Document, WithId } from 'mongodb'
import type { DeadLetter, Lease, PendingSpace, PendingStore, Progress } from '../../ports/pending.ts'
import type { How } from './bounded.ts'
import { pendingId, spaceOf, type PendingRow } from './rows.ts'

/** The longest that a lease waits for a transaction that holds the row, in milliseconds. */
const leaseWaitMs = 2_000

const letterIs = ({ rev, effect }: Pick<DeadLetter, 'rev' | 'effect'>) => ({
  $and: [{ $eq: ['$$this.rev', rev] }, { $eq: ['$$this.effect', { $literal: effect }] }],
})
const letters = { $ifNull: ['$dead', []] }
const without = (letter: Pick<DeadLetter, 'rev' | 'effect'>) => ({ $filter: { input: letters, cond: { $not: [letterIs(letter)] } } })
/** An instant by the store's clock, so many milliseconds from now. */
const inMs = (ms: number) => ({ $add: ['$$NOW', ms] })
const orNone = (gone: Document, value: unknown) => ({ $cond: [gone, '$$REMOVE', value] })
/** An empty list is none: what has none is in no index. */
const keepLetters: Document = { $set: { dead: orNone({ $eq: [{ $size: letters }, 0] }, '$dead') } }

const spaceIn = ({ _id, effectsRev, effectsDone, wantedRev, tries, reason, dead = [] }: PendingRow): PendingSpace => ({
  space: spaceOf(_id),
  effectsRev,
  effectsDone,
  wantedRev,
  tries,
  reason,
  dead,
})
const leaseOf = (row: PendingRow): Lease => ({ ...spaceIn(row), fence: row.fence })
const heldBy = ({ space, fence }: Pick<Lease, 'space' | 'fence'>) => ({ _id: pendingId(space), spaceId: space, fence, since: { $exists: true } })

/** What `progress` writes, as it is decided there: the space may have moved since the lease was read. */
const progressed = ({ effectsRev, effectsDone, settled, buried }: Progress, forMs: number): Document[] => {
  const over = settled ?? buried
  const dead = over && { $concatArrays: [without(over), buried ? [{ $literal: buried }] : []] }
  const done = { $and: [{ $gte: ['$effectsRev', '$wantedRev'] }, { $not: [{ $in: [true, { $ifNull: ['$dead.again', []] }] }] }] }
  return [
    { $set: { effectsRev, effectsDone, tries: 0, reason: null, ...(dead ? { dead } : {}) } },
    ...(dead ? [keepLetters] : []),
    { $set: { since: orNone(done, '$since'), due: orNone(done, inMs(forMs)) } },
  ]
}

/** The rows that say what is to be done after commit. What is written beside the progress is written by whoever opens the transaction. */
export const createPendingRows = (rows: Collection<PendingRow>) => {
  const oneMatches = async (filter: object, update: Document | Document[]) => (await rows.updateOne(filter, update)).matchedCount === 1
  const letterIn = (space: string, { rev, effect }: Pick<DeadLetter, 'rev' | 'effect'>) => ({
    _id: pendingId(space),
    spaceId: space,
    dead: { $elemMatch: { rev, effect } },
  })
  return {
    /** The row after the progress; null when the lease was lost. */
    move: (lease: Pick<Lease, 'space' | 'fence'>, to: Progress, forMs: number, how: How = {}): Promise<WithId<PendingRow> | null> =>
      rows.findOneAndUpdate(heldBy(lease), progressed(to, forMs), { returnDocument: 'after', ...how }),
    reached: (row: PendingRow): Lease | 'clear' => (row.since === undefined ? 'clear' : leaseOf(row)),
    due: async (limit) => {
      const found = await rows
        // The comparison is what bounds the index, and holds only for what is there.
        .find({ due: { $gt: new Date(0) }, $expr: { $lte: ['$due', '$$NOW'] } }, { projection: { _id: 1 }, sort: { due: 1 }, hint: 'due', limit })
        .toArray()
      return found.map(({ _id }) => spaceOf(_id))
    },
    longestPending: async (limit) => {
      const found = await rows
        .find<PendingRow & { readonly waitedMs: number }>(
          { since: { $gt: new Date(0) } },
          {
            projection: {
              effectsRev: 1,
              effectsDone: 1,
              wantedRev: 1,
              tries: 1,
              reason: 1,
              dead: 1,
              waitedMs: { $toDouble: { $subtract: ['$$NOW', '$since'] } },
            },
            sort: { since: 1 },
            hint: 'since',
            limit,
          },
        )
        .toArray()
      return found.map((row) => ({ ...spaceIn(row), waitedMs: Math.max(0, row.waitedMs) }))
    },
    lease: async (space, forMs) => {
      const row = await rows.findOneAndUpdate(
        { _id: pendingId(space), spaceId: space, due: { $exists: true }, $expr: { $lte: ['$due', '$$NOW'] } },
        [{ $set: { due: inMs(forMs), fence: { $add: ['$fence', 1] } } }],
        { returnDocument: 'after', maxTimeMS: leaseWaitMs },
      )
      return row ? leaseOf(row) : undefined
    },
    renew: (lease, forMs) => oneMatches(heldBy(lease), [{ $set: { due: inMs(forMs) } }]),
    release: (lease, afterMs, failure) =>
      oneMatches(heldBy(lease), [{ $set: { due: inMs(afterMs), ...(failure ? { tries: failure.tries, reason: { $literal: failure.reason } } : {}) } }]),
    withLetters: async (after, limit) =>
      (
        await rows
          .find({ spaceId: { $gt: after }, dead: { $exists: true } })
          .sort({ spaceId: 1 })
          .hint('dead')
          .limit(limit)
          .toArray()
      ).map(spaceIn),
    retryLetter: (space, letter) =>
      oneMatches(letterIn(space, letter), [
        {
          $set: {
            dead: { $map: { input: letters, in: { $cond: [letterIs(letter), { $mergeObjects: ['$$this', { again: true }] }, '$$this'] } } },
            since: { $ifNull: ['$since', '$$NOW'] },
            due: { $ifNull: ['$due', '$$NOW'] },
          },
        },
      ]),
    dropLetter: (space, letter) => oneMatches(letterIn(space, letter), [{ $set: { dead: without(letter) } }, keepLetters]),
  } satisfies Partial<PendingStore> & Document
}
