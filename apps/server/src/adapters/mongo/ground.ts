import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ClientSession, Collection } from 'mongodb'
import type { AskedGround, Ground, Head, KnownMutation } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { how, spent, type How } from './bounded.ts'
import { openRow, type Decode } from './decode.ts'
import { knownBy } from './known.ts'
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

interface Found {
  readonly head: Head | undefined
  readonly known: ReadonlyMap<string, KnownMutation>
  readonly docs: readonly AnyDoc[]
}
const read = async (rows: Collection<DocRow>, decode: Decode, space: string, ids: readonly string[], asked: readonly string[], how: How): Promise<Found> => {
  const byKey = { spaceId: space, _id: { $in: ids } }
  // Each branch goes by an index of its own, and names the space.
  const filter = asked.length === 0 ? byKey : { $or: [byKey, { spaceId: space, mutationKeys: { $in: asked } }] }
  const found = await rows.find(filter as never, { projection, raw: true, batchSize: ids.length + asked.length + 1, ...how }).toArray()
  const docs: AnyDoc[] = []
  const entries: JournalRow[] = []
  let head: Head | undefined
  for (const bytes of found as unknown as Uint8Array[]) {
    const row = openRow(bytes) as ReturnType<typeof openRow> | JournalRow | HeadRow
    if ('doc' in row) docs.push(decode(row))
    else if ('mutationKeys' in row) entries.push(row)
    else head = { rev: row.rev, tag: row.tag, ...(row.horizon === undefined ? {} : { horizon: row.horizon }) }
  }
  return { head, known: knownBy(entries), docs }
}

type Asked = Pick<AskedGround, 'pairs' | 'keys'>
const idsOf = (space: string, { keys }: Asked): readonly string[] => keys.map(({ kind, id }) => docId(space, kind, id))

/**
 * Reads the head of a space, what its journal knows of mutations, and rows by key: by one command, in the snapshot that the session then
 * goes on reading. A snapshot is what a majority holds. An entry that it does not hold yet is not in it, nor is its head: a
 * commit onto the one before is a conflict.
 */
export const readGround = async (
  rows: Collection<DocRow>,
  decode: Decode,
  space: string,
  asked: Asked,
  session: ClientSession,
  bound?: Bound,
): Promise<Omit<Ground, 'reads'>> => {
  const pairs = asked.pairs.map(mutationKey)
  const { head, known, docs } = await read(rows, decode, space, [headId(space), ...idsOf(space, asked)], pairs, how(bound, session))
  return { head, known: pairs.map((key) => known.get(key)), docs: spent(docs, bound) }
}

/**
 * Reads what the journal knows and rows, after the head, of what the primary has: where several processes write to a space, who reads
 * what a majority has is behind for as long as each commit takes, and loses every race. What is known of it is asked of `lasting` again.
 */
export const readLatest = async (
  rows: Collection<DocRow>,
  decode: Decode,
  space: string,
  asked: Asked,
  lasting: () => Promise<Ground['known']>,
  bound?: Bound,
): Promise<Omit<Ground, 'reads' | 'head'>> => {
  const pairs = asked.pairs.map(mutationKey)
  const { known, docs } = await read(rows, decode, space, idsOf(space, asked), pairs, how(bound))
  return { known: pairs.some((key) => known.has(key)) ? await lasting() : pairs.map(() => undefined), docs: spent(docs, bound) }
}
