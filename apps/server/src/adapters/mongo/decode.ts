import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { BSON } from 'mongodb'
import { lift } from '../lift.ts'
import { knownBytes } from './known-bytes.ts'
import type { DocRow } from './rows.ts'

/** For reads whose rows come as they are, for `createDecoder`. */
export const rawRows = { raw: true, projection: { doc: 1, json: 1 } } as const

/** A row as it came, its document unread. */
type RawRow = Pick<DocRow, '_id' | 'json'> & { readonly doc: Uint8Array }
export const openRow = (bytes: Uint8Array): RawRow => BSON.deserialize(bytes, { raw: true }) as RawRow

/** Makes documents of rows as they came: tasks of their text, the others by their bytes (who is in a space, its lists and labels). */
export const createDecoder = () => {
  const fromBytes = knownBytes((bytes) => lift(BSON.deserialize(bytes) as AnyDoc))
  return ({ doc, json }: Pick<RawRow, 'doc' | 'json'>): AnyDoc => (json === undefined ? fromBytes(doc) : lift(JSON.parse(json) as AnyDoc))
}
export type Decode = ReturnType<typeof createDecoder>
