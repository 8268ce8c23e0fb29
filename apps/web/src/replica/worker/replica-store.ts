import { openDB, type IDBPTransaction } from 'idb'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, NotesDoc } from '@muster/core/contract/schemas/documents.ts'
import { bucketRows, inParts, ofSpace, type Meta } from './buckets.ts'
import type { Reach } from './compaction.ts'
import { lettingGo, type Closed } from './letting-go.ts'

/** So many changed rows lie beside the buckets before they are worked in. */
const overlayRows = 4_096
const batch = 8

export type Removed = readonly (readonly [Kind, string])[]
/** How far a space has been pulled into this browser. */
export type Progress = Pick<Meta, 'cursor' | 'loading' | 'behind'>
/** How far a part of a first load has brought it. */
export type Arrived = Pick<Meta, 'cursor' | 'loading' | 'trimmed'> & { readonly fresh?: boolean }
/** What lies beside the rows that were handed over; undefined where none are stored. */
export type Loaded = { readonly removed: Removed; readonly progress: Progress } | undefined

const name = (person: string) => `muster-replica-${person}`
const blank: Meta = { nextBucket: 0, overlaid: 0 }
/** Whether a space is behind what was here once a part of a first load has come. */
const isBehind = ({ cursor, behind = false }: Progress, fresh = false) => behind || (fresh && cursor !== undefined)
const isNotes = (doc: AnyDoc): doc is NotesDoc => doc.kind === 'notes'

/** What was pulled, by space: buckets of rows, rows changed since beside them, notes apart. May be dropped at any time. */
export const openReplicaStore = async (person: string, closed: Closed = () => {}) => {
  const db = await openDB(name(person), 2, {
    upgrade: (database) => {
      for (const store of database.objectStoreNames) database.deleteObjectStore(store)
      for (const store of ['buckets', 'overlay', 'notes', 'meta']) database.createObjectStore(store)
    },
    ...lettingGo(closed),
  })
  const all = ['buckets', 'overlay', 'notes', 'meta']
  const metaOf = async (tx: IDBPTransaction<unknown, string[], 'readonly'> | IDBPTransaction<unknown, string[], 'readwrite'>, space: string) =>
    ((await tx.objectStore('meta').get(space)) as Meta | undefined) ?? blank
  return {
    progress: async (space: string): Promise<Progress> => ((await db.get('meta', space)) as Meta | undefined) ?? blank,
    /** The spaces that are here, or were begun. */
    spaces: async (): Promise<readonly string[]> => ((await db.getAllKeys('meta')) as string[]).filter((key) => key !== 'mine'),
    /** The person's spaces besides their own, as their memberships said when they were last pulled. */
    mine: async (): Promise<readonly string[]> => ((await db.get('meta', 'mine')) as string[] | undefined) ?? [],
    setMine: async (spaces: readonly string[]): Promise<void> => void (await db.put('meta', spaces, 'mine')),
    /** Hands over all rows but notes as JSON arrays of up to 512, as they stand in one moment; of a row given twice the highest rev counts. */
    load: async (space: string, each: (json: string) => void): Promise<Loaded> => {
      const tx = db.transaction(all)
      let range: IDBKeyRange | null = ofSpace(space)
      while (range) {
        const keys = (await tx.objectStore('buckets').getAllKeys(range, batch)) as [string, number][]
        for (const json of (await tx.objectStore('buckets').getAll(range, batch)) as string[]) each(json)
        const last = keys.at(-1)
        range = keys.length < batch || !last ? null : IDBKeyRange.bound(last, [space, []], true)
      }
      const changed = (await tx.objectStore('overlay').getAll(ofSpace(space))) as (AnyDoc | null)[]
      const keys = (await tx.objectStore('overlay').getAllKeys(ofSpace(space))) as [string, Kind, string][]
      for (const docs of inParts(
        changed.filter((doc) => doc !== null),
        bucketRows,
      ))
        each(JSON.stringify(docs))
      return { removed: keys.filter((_, index) => changed[index] === null).map(([, kind, id]) => [kind, id]), progress: await metaOf(tx, space) }
    },
    notes: async (space: string, id: string) => ((await db.get('notes', [space, id])) as NotesDoc | undefined) ?? null,
    /**
     * All pages of a pull and the cursor they reach, in one transaction. False, and nothing is written, when the space
     * is not at `from`: another tab has been faster.
     */
    pulled: async (space: string, from: string | undefined, cursor: string, docs: readonly AnyDoc[], removed: Removed): Promise<boolean> => {
      const tx = db.transaction(all, 'readwrite')
      const meta = await metaOf(tx, space)
      if (meta.cursor !== from) return false
      for (const doc of docs) {
        if (isNotes(doc)) void tx.objectStore('notes').put(doc, [space, doc.id])
        else void tx.objectStore('overlay').put(doc, [space, doc.kind, doc.id])
      }
      for (const [kind, id] of removed) {
        if (kind === 'notes') void tx.objectStore('notes').delete([space, id])
        else void tx.objectStore('overlay').put(null, [space, kind, id])
      }
      void tx.objectStore('meta').put({ ...meta, cursor, behind: false, overlaid: meta.overlaid + docs.length + removed.length }, space)
      await tx.done
      return true
    },
    /** A part of a first load: its rows, and how far it has come. `fresh` drops what was there, `cursor` names the one reached. */
    arrived: async (space: string, docs: readonly AnyDoc[], progress: Arrived) => {
      const tx = db.transaction(all, 'readwrite')
      const before = await metaOf(tx, space)
      const meta = progress.fresh ? { ...blank, begun: (before.begun ?? 0) + 1 } : before
      if (progress.fresh) for (const store of ['buckets', 'overlay', 'notes']) void tx.objectStore(store).delete(ofSpace(space))
      for (const doc of docs) if (isNotes(doc)) void tx.objectStore('notes').put(doc, [space, doc.id])
      const buckets = inParts(
        docs.filter((doc) => !isNotes(doc)),
        bucketRows,
      )
      for (const [n, rows] of buckets.entries()) void tx.objectStore('buckets').put(JSON.stringify(rows), [space, meta.nextBucket + n])
      const { cursor, trimmed, loading } = progress
      void tx.objectStore('meta').put(
        {
          nextBucket: meta.nextBucket + buckets.length,
          overlaid: meta.overlaid,
          begun: meta.begun ?? 0,
          behind: isBehind(before, progress.fresh),
          ...(cursor ? { cursor } : {}),
          ...(trimmed ? { trimmed } : {}),
          ...(loading ? { loading } : {}),
        },
        space,
      )
      await tx.done
    },
    /** Of tasks, those that no notes are here of. */
    withoutNotes: async (space: string, ids: readonly string[]): Promise<readonly string[]> => {
      const { store } = db.transaction('notes')
      const keys = await Promise.all(ids.map((id) => store.getKey([space, id])))
      return ids.filter((_, n) => keys[n] === undefined)
    },
    /** Works changed rows into the buckets once there are many, and once a day lets go of what is out of reach. */
    compact: async (space: string, reach: Reach): Promise<void> => {
      const { overlaid, trimmed = '' } = ((await db.get('meta', space)) as Meta | undefined) ?? blank
      const lets = trimmed < reach.since
      if (!lets && overlaid < overlayRows) return
      // Wanted once a day: fetched then. Where it cannot be, the next pull tries again.
      await import('./compaction.ts').then(
        ({ compactSpace }) => compactSpace(db, space, lets ? reach : undefined),
        () => {},
      )
    },
    drop: async (space: string): Promise<void> => {
      const tx = db.transaction(all, 'readwrite')
      for (const store of ['buckets', 'overlay', 'notes']) void tx.objectStore(store).delete(ofSpace(space))
      void tx.objectStore('meta').delete(space)
      await tx.done
    },
    clear: async (): Promise<void> => {
      const tx = db.transaction(all, 'readwrite')
      for (const store of all) void tx.objectStore(store).clear()
      await tx.done
    },
    close: () => db.close(),
  }
}
export type ReplicaStore = Awaited<ReturnType<typeof openReplicaStore>>

/** The same where the browser stores nothing, or no longer: what comes is known while the page lives. */
export const noReplicaStore = (reached = new Map<string, Progress>(), known: readonly string[] = []): ReplicaStore => {
  const notes = new Map<string, NotesDoc>()
  let mine = known
  const put = (space: string, docs: readonly AnyDoc[]) => {
    for (const doc of docs) if (isNotes(doc)) notes.set(`${space}/${doc.id}`, doc)
  }
  return {
    progress: async (space) => reached.get(space) ?? {},
    spaces: async () => [],
    mine: async () => mine,
    setMine: async (spaces) => void (mine = spaces),
    load: async () => undefined,
    notes: async (space, id) => notes.get(`${space}/${id}`) ?? null,
    // Where nothing is stored they are asked for when they are looked at.
    withoutNotes: async () => [],
    pulled: async (space, from, cursor, docs) => {
      if (reached.get(space)?.cursor !== from) return false
      put(space, docs)
      reached.set(space, { cursor })
      return true
    },
    arrived: async (space, docs, { loading, cursor, fresh }) => {
      put(space, docs)
      const behind = isBehind(reached.get(space) ?? {}, fresh)
      reached.set(space, { behind, ...(loading ? { loading } : {}), ...(cursor ? { cursor } : {}) })
    },
    compact: async () => {},
    drop: async (space) => void reached.delete(space),
    clear: async () => {},
    close: () => {},
  }
}
