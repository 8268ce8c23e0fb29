import type { Collection } from 'mongodb'
import type { How } from './bounded.ts'
import type { DocRow } from './rows.ts'

/** The texts of tasks that were written before texts were kept, by key. */
export const olderTexts = async (
  rows: Collection<DocRow>,
  spaces: readonly string[],
  found: readonly Pick<DocRow, '_id' | 'json'>[],
  how: How,
): Promise<ReadonlyMap<string, string>> => {
  const ids = found.flatMap(({ _id, json }) => (json === undefined ? [_id] : []))
  if (ids.length === 0) return new Map()
  const docs = await rows.find({ spaceId: { $in: [...spaces] }, _id: { $in: ids } }, { projection: { doc: 1 }, ...how }).toArray()
  return new Map(docs.map(({ _id, doc }) => [_id, JSON.stringify(doc)]))
}
