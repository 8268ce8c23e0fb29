import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import type { AnyDoc, ReplicaDoc } from '@muster/core/contract/schemas/documents.ts'
import type { SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import { isMovedAway } from '@muster/core/domain/rows.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Store } from '../../ports/store.ts'

const compress = promisify(gzip)
const decompress = promisify(gunzip)
/** Schema version of the documents inside. */
const schema = 1
const rowsPerChunk = 4_000
const rowsPerRead = 2_000
/** A snapshot goes on being given out while the space has moved no further than this since. */
const revsBehind = 5_000
const keptBytes = 64 * 1024 * 1024
const soonDays = 14

interface Snapshot {
  readonly reply: SnapshotReply
  readonly rev: number
  readonly tag: string
  /** Compressed once, and sent as they are to everybody. */
  readonly chunks: readonly Buffer[]
}

/** Where a row comes in a snapshot: what a first screen needs, the other open tasks, what is closed or in the trash, notes. */
const turnOf = (doc: ReplicaDoc, inbox: string, soon: string): 0 | 1 | 2 | 3 => {
  if (doc.kind === 'notes') return 3
  if (doc.kind !== 'task') return 0
  if (doc.deletedAt !== null || doc.status !== 'open') return 2
  return doc.listId === inbox || (doc.due !== null && doc.due.date <= soon) ? 0 : 1
}

/**
 * Whole spaces for browsers that have nothing yet, in chunks that never change under their `from`. Fuzzy: rows may be newer
 * than `from`, so the reader keeps the higher rev of each row and then pulls the changes since `from`.
 */
export const createSnapshots = (deps: {
  readonly store: Pick<Store, 'head' | 'knows' | 'changes'>
  readonly now: () => Date
  readonly isReplicaDoc: (doc: AnyDoc) => doc is ReplicaDoc
}) => {
  const { store, now, isReplicaDoc } = deps
  const kept = new LRUCache<string, Snapshot>({ maxSize: keptBytes, sizeCalculation: ({ chunks }) => chunks.reduce((sum, { length }) => sum + length, 1_000) })
  const building = new Map<string, Promise<Snapshot>>()

  const build = async (space: string): Promise<Snapshot> => {
    const head = (await store.head(space)) ?? refuse('not_found', 'There is no such space.')
    const soon = new Date(now().getTime() + soonDays * 86_400_000).toISOString().slice(0, 10)
    const turns: [string[], string[], string[], string[]] = [[], [], [], []]
    const counts = { docs: 0, tasks: 0, notes: 0 }
    for (let page: string | null = null, first = true; first || page !== null; first = false) {
      const { docs, next } = await store.changes(space, 0, page, rowsPerRead)
      for (const doc of docs) {
        if (!isReplicaDoc(doc) || isMovedAway(doc)) continue
        turns[turnOf(doc, space, soon)].push(JSON.stringify(doc))
        counts.docs++
        if (doc.kind === 'task') counts.tasks++
        if (doc.kind === 'notes') counts.notes++
      }
      page = next
      // Everybody else has their turn between two reads.
      await new Promise((resolve) => setImmediate(resolve))
    }
    const chunks: Buffer[] = []
    for (const rows of turns)
      for (let at = 0; at < rows.length; at += rowsPerChunk) chunks.push(await compress(`{"docs":[${rows.slice(at, at + rowsPerChunk).join(',')}]}`))
    return { reply: { from: `${head.rev}.${head.tag}`, schema, counts, chunks: chunks.length }, rev: head.rev, tag: head.tag, chunks }
  }
  /** The snapshot to begin with: the one that is kept, or a new one, made once for all who ask meanwhile. */
  const current = async (space: string): Promise<Snapshot> => {
    const known = kept.get(space)
    const head = await store.head(space)
    if (known && head && head.rev - known.rev <= revsBehind && (await store.knows(space, known))) return known
    const running =
      building.get(space) ??
      build(space)
        .then((made) => {
          kept.set(space, made)
          return made
        })
        .finally(() => building.delete(space))
    building.set(space, running)
    return running
  }
  return {
    begin: async (space: string): Promise<SnapshotReply> => (await current(space)).reply,
    /** The bytes of a chunk, compressed with gzip where that is taken. Refuses `sync_reset` when it is not kept any more. */
    chunk: async (space: string, from: string, n: number, gzipped: boolean): Promise<Buffer> => {
      const snapshot = kept.get(space)
      const bytes = snapshot?.reply.from === from ? snapshot.chunks[n] : undefined
      if (!bytes) return refuse('sync_reset', 'This snapshot is not kept any more: begin another.')
      return gzipped ? bytes : decompress(bytes)
    },
  }
}
