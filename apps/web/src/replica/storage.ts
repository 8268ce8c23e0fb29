import { openDB } from 'idb'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { rowKey, type Pending } from './rebase.ts'

export interface RefusedChange extends Pending {
  readonly reason: string
}

/** Two databases of one person: the replica, which may be dropped at any time, and the outbox, which must not be lost. */
export const openStorage = async (person: string) => {
  // Another tab that signs out deletes these: let go of them, or its deletion waits for ever.
  const blocking = (_now: number, _next: number | null, event: IDBVersionChangeEvent) => (event.target as IDBDatabase).close()
  const replica = await openDB(`muster-replica-${person}`, 1, {
    upgrade: (db) => {
      db.createObjectStore('rows')
      db.createObjectStore('meta')
    },
    blocking,
  })
  const outbox = await openDB(`muster-outbox-${person}`, 1, {
    upgrade: (db) => {
      db.createObjectStore('pending', { keyPath: 'seq', autoIncrement: true }).createIndex('id', 'id', { unique: true })
      db.createObjectStore('refused', { keyPath: 'id' })
    },
    blocking,
  })
  const strict = { durability: 'strict' } as const
  return {
    load: async () => {
      const rows = new Map(((await replica.getAll('rows')) as AnyDoc[]).map((doc) => [rowKey(doc.kind, doc.id), doc]))
      return { rows, cursor: (await replica.get('meta', 'cursor')) as string | undefined }
    },
    /** Rows and cursor move together. `fresh` drops what was there. */
    pulled: async (put: readonly AnyDoc[], gone: readonly string[], cursor: string, fresh: boolean) => {
      const tx = replica.transaction(['rows', 'meta'], 'readwrite')
      const rows = tx.objectStore('rows')
      if (fresh) void rows.clear()
      for (const doc of put) void rows.put(doc, rowKey(doc.kind, doc.id))
      for (const key of gone) void rows.delete(key)
      void tx.objectStore('meta').put(cursor, 'cursor')
      await tx.done
    },
    pending: async () => (await outbox.getAll('pending')) as Pending[],
    add: async (pending: Pending) => {
      const tx = outbox.transaction('pending', 'readwrite', strict)
      void tx.store.add({ ...pending })
      await tx.done
    },
    applied: async (id: string, appliedRev: number) => {
      const tx = outbox.transaction('pending', 'readwrite', strict)
      const row = (await tx.store.index('id').get(id)) as Pending | undefined
      if (row) void tx.store.put({ ...row, appliedRev })
      await tx.done
    },
    /** A refused change leaves the line and is kept, in one step. */
    refuse: async (pending: Pending, reason: string) => {
      const tx = outbox.transaction(['pending', 'refused'], 'readwrite', strict)
      const key = await tx.objectStore('pending').index('id').getKey(pending.id)
      if (key !== undefined) void tx.objectStore('pending').delete(key)
      void tx.objectStore('refused').put({ ...pending, reason })
      await tx.done
    },
    /** Forgets every answer: after a reset all of it is sent again. */
    unanswer: async () => {
      const tx = outbox.transaction('pending', 'readwrite', strict)
      for (const { appliedRev: _, ...row } of (await tx.store.getAll()) as Pending[]) void tx.store.put(row)
      await tx.done
    },
    settle: async (rev: number) => {
      const tx = outbox.transaction('pending', 'readwrite', strict)
      for (const row of (await tx.store.getAll()) as (Pending & { seq: number })[])
        if (row.appliedRev !== undefined && row.appliedRev <= rev) void tx.store.delete(row.seq)
      await tx.done
    },
    refused: async () => (await outbox.getAll('refused')) as RefusedChange[],
    drop: (id: string) => outbox.delete('refused', id),
    wipe: async () => {
      replica.close()
      outbox.close()
      indexedDB.deleteDatabase(`muster-replica-${person}`)
      indexedDB.deleteDatabase(`muster-outbox-${person}`)
    },
  }
}
