import { BSON, type Collection, type Db } from 'mongodb'
import type { Head } from '../../ports/store.ts'
import { findOnce } from './find-once.ts'
import { knownBytes } from './known-bytes.ts'
import { headId, type HeadRow } from './rows.ts'

const projection = { spaceId: 1, rev: 1, tag: 1, horizon: 1, _id: 0 } as const

/** Reads the heads of those spaces that exist. */
export const createHeads = (db: Db, heads: Collection<HeadRow>) => {
  const entryOf = knownBytes((bytes): readonly [string, Head] => {
    const { spaceId, ...head } = BSON.deserialize(bytes) as HeadRow
    return [spaceId, head]
  })
  return async (spaces: readonly string[]): Promise<ReadonlyMap<string, Head>> => {
    const filter = { spaceId: { $in: [...spaces] }, _id: { $in: spaces.map(headId) } }
    return new Map((await findOnce(db, heads, filter, projection, spaces.length)).map(entryOf))
  }
}
