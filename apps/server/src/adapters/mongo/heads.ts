import type { Collection, Db } from 'mongodb'
import type { Head } from '../../ports/store.ts'
import { headId, type HeadRow } from './rows.ts'
import { isNetwork } from './unreachable.ts'

const projection = { spaceId: 1, rev: 1, tag: 1, horizon: 1, _id: 0 } as const
/** No command asks for more. */
const many = 1_000

/**
 * Reads heads by a command as it is, without a cursor of the driver's: it is the one read of every request. Such a command
 * is sent once; where nobody answers, the driver's own read waits for a new primary.
 */
export const readHeads = async (db: Db, heads: Collection<HeadRow>, spaces: readonly string[]): Promise<ReadonlyMap<string, Head>> => {
  const filter = { spaceId: { $in: [...spaces] }, _id: { $in: spaces.map(headId) } }
  const raw = async (): Promise<readonly Pick<HeadRow, 'spaceId' | 'rev' | 'tag' | 'horizon'>[]> => {
    const reply = await db.command({ find: heads.collectionName, filter, projection, batchSize: many, singleBatch: true })
    return (reply as { readonly cursor: { readonly firstBatch: readonly HeadRow[] } }).cursor.firstBatch
  }
  const found = await (spaces.length > many ? heads.find(filter, { projection }).toArray() : raw()).catch((error: unknown) => {
    if (!isNetwork(error)) throw error
    return heads.find(filter, { projection }).toArray()
  })
  return new Map(found.map(({ spaceId, ...head }) => [spaceId, head]))
}
