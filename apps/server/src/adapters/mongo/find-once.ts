import { BSON, type Collection, type Db, type Document } from 'mongodb'
import { isNetwork } from './unreachable.ts'

/** No command asks for more. */
const many = 1_000

/**
 * Reads `count` rows at most by a command as it is, without a cursor of the driver's, and gives them as they came: for what every
 * request asks. Such a command is sent once; where nobody answers, the driver's own read waits for a new primary.
 */
export const findOnce = async <T extends Document>(
  db: Db,
  rows: Collection<T>,
  filter: Document,
  projection: Document,
  count: number,
): Promise<readonly Uint8Array[]> => {
  const patiently = async () => (await rows.find(filter as never, { projection, raw: true }).toArray()) as unknown as Uint8Array[]
  if (count > many) return patiently()
  try {
    const reply = await db.command({ find: rows.collectionName, filter, projection, batchSize: many, singleBatch: true }, { raw: true })
    const { firstBatch } = BSON.deserialize(reply['cursor'] as Uint8Array, { fieldsAsRaw: { firstBatch: true } }) as { readonly firstBatch: Uint8Array[] }
    return firstBatch
  } catch (error) {
    if (!isNetwork(error)) throw error
    return patiently()
  }
}
