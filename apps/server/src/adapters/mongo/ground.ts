import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import type { ClientSession, Collection } from 'mongodb'
import type { Ground, Head, MutationKey } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { how, spent } from './bounded.ts'
import { openRow, type Decode } from './decode.ts'
import { docId, headId, mutationKey, type DocRow, type HeadRow, type JournalRow } from './rows.ts'

/** Of an entry only what is known by it, for it may be long. */
const projection = {
  rev: 1,
  tag: 1,
  horizon: 1,
  mutationKeys: 1,
  hashes: 1,
  doc: 1,
  json: { $cond: [{ $eq: ['$kind', 'journal'] }, '$$REMOVE', '$json'] },
} as const

/**
 * Reads the head of a space, what its journal knows of mutations, and rows by key: by one command, in the snapshot that the session then
 * goes on reading. A snapshot is what a majority holds. An entry that it does not hold yet is not in it, nor is its head: a
 * commit onto the one before is a conflict.
 */
export const readGround = async (
  rows: Collection<DocRow>,
  decode: Decode,
  space: string,
  { pairs, keys }: { readonly pairs: readonly MutationKey[]; readonly keys: readonly DocKey[] },
  session: ClientSession,
  bound?: Bound,
): Promise<Omit<Ground, 'reads'>> => {
  const byKey = { spaceId: space, _id: { $in: [headId(space), ...keys.map(({ kind, id }) => docId(space, kind, id))] } }
  const asked = pairs.map(mutationKey)
  // Each branch goes by an index of its own, and names the space.
  const filter = asked.length === 0 ? byKey : { $or: [byKey, { spaceId: space, mutationKeys: { $in: asked } }] }
  const found = (await rows
    .find(filter as never, { projection, raw: true, batchSize: keys.length + asked.length + 2, ...how(bound, session) })
    .toArray()) as unknown as Uint8Array[]
  const docs: AnyDoc[] = []
  const knownBy = new Map<string, { readonly rev: number; readonly hash: string }>()
  let head: Head | undefined
  for (const bytes of found) {
    const row = openRow(bytes) as ReturnType<typeof openRow> | JournalRow | HeadRow
    if ('doc' in row) docs.push(decode(row))
    else if ('mutationKeys' in row) for (const [index, key] of row.mutationKeys.entries()) knownBy.set(key, { rev: row.rev, hash: row.hashes[index] ?? '' })
    else head = { rev: row.rev, tag: row.tag, ...(row.horizon === undefined ? {} : { horizon: row.horizon }) }
  }
  return { head, known: asked.map((key) => knownBy.get(key)), docs: spent(docs, bound) }
}
