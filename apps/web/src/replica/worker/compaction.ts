import type { IDBPDatabase } from 'idb'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { outOfReach } from '@muster/core/domain/reach.ts'
import { bucketRows, inParts, ofSpace, type Meta } from './buckets.ts'

type Key = [space: string, kind: Kind, id: string]
type Changed = ReadonlyMap<string, AnyDoc | null>

const nameOf = (kind: Kind, id: string) => `${kind}/${id}`

/** A bucket with what changed since in the places of its rows; undefined where nothing of it did. What of the changes it holds is added to `met`. */
export const workedIn = (json: string, changed: Changed, met: Set<string>): string | undefined => {
  let differs = false
  const rows = (JSON.parse(json) as AnyDoc[]).flatMap((doc) => {
    const name = nameOf(doc.kind, doc.id)
    const now = changed.get(name)
    if (now === undefined) return [doc]
    met.add(name)
    if (now !== null && now.rev <= doc.rev) return [doc]
    differs = true
    return now === null ? [] : [now]
  })
  return differs ? JSON.stringify(rows) : undefined
}

/** The changed rows beside the buckets, read so many at a time. */
const readChanged = async (db: IDBPDatabase, space: string): Promise<Changed> => {
  const changed = new Map<string, AnyDoc | null>()
  for (let range: IDBKeyRange | null = ofSpace(space); range;) {
    const tx = db.transaction('overlay')
    const [keys, docs] = (await Promise.all([tx.store.getAllKeys(range, bucketRows), tx.store.getAll(range, bucketRows)])) as [Key[], (AnyDoc | null)[]]
    for (const [n, [, kind, id]] of keys.entries()) changed.set(nameOf(kind, id), docs[n] ?? null)
    const last = keys.at(-1)
    range = keys.length < bucketRows || !last ? null : IDBKeyRange.bound(last, [space, []], true)
  }
  return changed
}

/** What is to be let go of: what was done before a day, unless something that stays is below it, or a change on its way names it. */
export interface Reach {
  readonly since: string
  readonly kept: ReadonlySet<string>
}
type Seen = Pick<TaskDoc, 'rev' | 'parentId' | 'status' | 'completedAt' | 'deletedAt'>

/** The tasks that are not in reach any more, of all that are stored; buckets are read one at a time. */
const readOut = async (db: IDBPDatabase, space: string, changed: Changed, { since, kept }: Reach): Promise<ReadonlySet<string>> => {
  const tasks = new Map<string, Seen>()
  const take = (doc: AnyDoc) => {
    if (doc.kind !== 'task' || doc.rev < (tasks.get(doc.id)?.rev ?? 0)) return
    const { rev, parentId, status, completedAt, deletedAt } = doc
    tasks.set(doc.id, { rev, parentId, status, completedAt, deletedAt })
  }
  for (const key of await db.getAllKeys('buckets', ofSpace(space))) {
    const json = (await db.get('buckets', key)) as string | undefined
    if (json !== undefined) for (const doc of JSON.parse(json) as AnyDoc[]) take(doc)
  }
  for (const [name, doc] of changed)
    if (doc) take(doc)
    else tasks.delete(name.slice(name.indexOf('/') + 1))
  return outOfReach(tasks, since, kept)
}

/**
 * Works changed rows into the buckets, one bucket at a time, each in a transaction of its own: between two of them whatever else the worker
 * has to do is done, and a page that closes leaves a copy that is whole. Only at the end the changes leave their place beside the buckets,
 * and those that are in none make new ones. What is out of reach leaves on the way, its notes first: where the page closes in between, a row
 * is without its notes, which are asked of the server, and none are without their row. A row that a pull brings meanwhile stays beside.
 */
export const compactSpace = async (db: IDBPDatabase, space: string, reach?: Reach): Promise<void> => {
  const meta = async () => (await db.get('meta', space)) as Meta | undefined
  const begun = (await meta())?.begun
  const read = await readChanged(db, space)
  const met = new Set<string>()
  /** Loaded anew meanwhile, it holds nothing of what was read here. */
  const isSame = (now: Meta | undefined) => now?.cursor !== undefined && now.begun === begun
  const changed = new Map(read)
  if (reach) {
    const out = await readOut(db, space, read, reach)
    const tx = db.transaction(['notes', 'meta'], 'readwrite')
    if (!isSame((await tx.objectStore('meta').get(space)) as Meta | undefined)) return
    for (const id of out) {
      changed.set(nameOf('task', id), null)
      void tx.objectStore('notes').delete([space, id])
    }
    await tx.done
  }
  for (const key of await db.getAllKeys('buckets', ofSpace(space))) {
    const tx = db.transaction(['buckets', 'meta'], 'readwrite')
    if (!isSame((await tx.objectStore('meta').get(space)) as Meta | undefined)) return
    const json = (await tx.objectStore('buckets').get(key)) as string | undefined
    const now = json === undefined ? undefined : workedIn(json, changed, met)
    if (now !== undefined) void tx.objectStore('buckets').put(now, key)
    await tx.done
  }
  const tx = db.transaction(['buckets', 'overlay', 'meta'], 'readwrite')
  const now = (await tx.objectStore('meta').get(space)) as Meta | undefined
  if (!now || !isSame(now)) return
  const news = inParts(
    [...changed].flatMap(([name, doc]) => (doc && !met.has(name) ? [doc] : [])),
    bucketRows,
  )
  for (const [n, docs] of news.entries()) void tx.objectStore('buckets').put(JSON.stringify(docs), [space, now.nextBucket + n])
  const overlay = tx.objectStore('overlay')
  for (const key of (await overlay.getAllKeys(ofSpace(space))) as Key[]) {
    const was = read.get(nameOf(key[1], key[2]))
    if (was === undefined) continue
    const is = (await overlay.get(key)) as AnyDoc | null | undefined
    if ((is?.rev ?? null) === (was?.rev ?? null)) void overlay.delete(key)
  }
  const overlaid = await overlay.count(ofSpace(space))
  void tx.objectStore('meta').put({ ...now, nextBucket: now.nextBucket + news.length, overlaid, ...(reach ? { trimmed: reach.since } : {}) }, space)
  await tx.done
}
