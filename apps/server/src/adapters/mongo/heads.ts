import { BSON, type Collection, type Db } from 'mongodb'
import type { Head } from '../../ports/store.ts'
import { findOnce } from './find-once.ts'
import { headId, type HeadRow } from './rows.ts'

const projection = { spaceId: 1, rev: 1, tag: 1, horizon: 1, _id: 0 } as const

/** The heads of those spaces that exist. */
export const readHeads = async (db: Db, heads: Collection<HeadRow>, spaces: readonly string[]): Promise<ReadonlyMap<string, Head>> => {
  const filter = { spaceId: { $in: [...spaces] }, _id: { $in: spaces.map(headId) } }
  const found = await findOnce(db, heads, filter, projection, spaces.length)
  return new Map(
    found.map((row) => {
      const { spaceId, ...head } = BSON.deserialize(row) as HeadRow
      return [spaceId, head]
    }),
  )
}
