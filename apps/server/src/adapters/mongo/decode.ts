import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { LRUCache } from 'lru-cache'
import { BSON } from 'mongodb'
import { lift } from '../lift.ts'
import type { DocRow } from './rows.ts'

/** Documents that take no more bytes are remembered, so many of them. */
const [smallBytes, remembered] = [1_024, 5_000]

/** For reads whose rows come as they are, for `createDecoder`. */
export const rawRows = { raw: true, projection: { doc: 1, json: 1 } } as const

/**
 * Makes documents of rows as they came. To read BSON field by field costs more than the read itself: what has a text of JSON is parsed
 * from that, and the small ones that are read again and again (who is in a space, its lists and labels) are known by their very bytes.
 */
export const createDecoder = () => {
  const known = new LRUCache<string, AnyDoc>({ max: remembered })
  const fromBytes = (bytes: Uint8Array): AnyDoc => {
    if (bytes.length > smallBytes) return lift(BSON.deserialize(bytes) as AnyDoc)
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const before = known.get(key)
    if (before) return before
    const doc = Object.freeze(lift(BSON.deserialize(bytes) as AnyDoc))
    known.set(key, doc)
    return doc
  }
  return (row: Uint8Array): Pick<DocRow, '_id' | 'doc'> => {
    const { _id, doc, json } = BSON.deserialize(row, { raw: true }) as Pick<DocRow, '_id' | 'json'> & { readonly doc: Uint8Array }
    return { _id, doc: json === undefined ? fromBytes(doc) : lift(JSON.parse(json) as AnyDoc) }
  }
}
export type Decode = ReturnType<typeof createDecoder>
