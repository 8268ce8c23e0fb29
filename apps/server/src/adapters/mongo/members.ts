import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Collection, Db } from 'mongodb'
import { openRow, rawRows, type Decode } from './decode.ts'
import { findOnce } from './find-once.ts'
import { spaceOf, type DocRow } from './rows.ts'

/** The rows of members that exist, of any spaces, by the keys that they stand under. */
export const readMembers = async (db: Db, rows: Collection<DocRow>, decode: Decode, ids: readonly string[]): Promise<ReadonlyMap<string, AnyDoc>> => {
  const filter = { spaceId: { $in: [...new Set(ids.map(spaceOf))] }, _id: { $in: ids } }
  const found = await findOnce(db, rows, filter, rawRows.projection, ids.length)
  return new Map(
    found.map((bytes) => {
      const row = openRow(bytes)
      return [row._id, decode(row)]
    }),
  )
}
