import { openDB, type IDBPDatabase } from 'idb'
import { idsOf } from '../needs.ts'
import { answeredWith, unanswered, type Answer, type Pending, type RefusedChange } from '../pending.ts'
import { isLater, lettingGo, type Closed } from './letting-go.ts'

const strict = { durability: 'strict' } as const
type Row = Pending & { readonly seq: number }

/**
 * The changes on their way, and those refused. Must not be lost: its format only ever grows, so what a later build has made of
 * it is used as it is. `later` is told of that.
 */
export const openOutboxStore = async (person: string, closed: Closed = () => {}, later: () => void = () => {}) => {
  const name = `muster-outbox-${person}`
  let created = false
  let ended = false
  const open = (version?: number): Promise<IDBPDatabase> =>
    openDB(name, version, {
      upgrade: (database) => {
        created = true
        database.createObjectStore('pending', { keyPath: 'seq', autoIncrement: true }).createIndex('id', 'id', { unique: true })
        database.createObjectStore('refused', { keyPath: 'id' })
      },
      ...lettingGo((newer) => {
        if (!newer) return closed(false)
        later()
        // Comes to be once the later build has done its work.
        opening = openAny()
        opening.catch(() => {})
      }),
    }).then((database) => {
      if (ended) database.close()
      db = database
      return database
    })
  /** In whatever format it is. */
  const openAny = () => open().catch((error: unknown) => (closed(false), Promise.reject(error)))
  let db: IDBPDatabase | undefined
  let opening = open(1).catch((error: unknown) => {
    if (!isLater(error)) throw error
    later()
    return open()
  })
  await opening
  /** Rows of the first format named neither space nor ids. */
  const lifted = <P extends Pending>(row: P): P => (row.space ? row : { ...row, space: person, ...idsOf(person, row.name, row.args as never) })
  return {
    /** Whether there was none before. */
    created: created as boolean,
    all: async (): Promise<{ pending: readonly Pending[]; refused: readonly RefusedChange[] }> => {
      const tx = (await opening).transaction(['pending', 'refused'])
      const pending = (await tx.objectStore('pending').getAll()) as Row[]
      const refused = (await tx.objectStore('refused').getAll()) as RefusedChange[]
      return { pending: pending.map(lifted), refused: refused.map(lifted) }
    },
    /** Their places in the outbox, in one step. */
    add: async (changes: readonly Pending[]): Promise<readonly number[]> => {
      const tx = (await opening).transaction('pending', 'readwrite', strict)
      const seqs = await Promise.all(changes.map(async (change) => (await tx.store.add({ ...change })) as number))
      await tx.done
      return seqs
    },
    /** The answers to a push, in one step: a refused change leaves the outbox and is kept. */
    answered: async (applied: readonly Answer[], refused: readonly RefusedChange[]): Promise<void> => {
      const tx = (await opening).transaction(['pending', 'refused'], 'readwrite', strict)
      const byId = tx.objectStore('pending').index('id')
      for (const one of applied) {
        const row = (await byId.get(one.id)) as Row | undefined
        if (row) void tx.objectStore('pending').put(answeredWith(row, one))
      }
      for (const change of refused) {
        const key = await byId.getKey(change.id)
        if (key !== undefined) void tx.objectStore('pending').delete(key)
        const { seq: _, ...rest } = change
        void tx.objectStore('refused').put(rest)
      }
      await tx.done
    },
    /** Takes these out: they have been pulled. */
    settle: async (seqs: readonly number[]): Promise<void> => {
      if (seqs.length === 0) return
      const tx = (await opening).transaction('pending', 'readwrite', strict)
      for (const seq of seqs) void tx.store.delete(seq)
      await tx.done
    },
    /** Forgets every answer of a space: after a reset all of it is sent again. */
    unanswer: async (space: string): Promise<void> => {
      const tx = (await opening).transaction('pending', 'readwrite', strict)
      for (const row of ((await tx.store.getAll()) as Row[]).map(lifted)) if (row.space === space) void tx.store.put(unanswered(row))
      await tx.done
    },
    /** Refused changes leave, and what is sent in their place joins the outbox, in one step. */
    resend: async (dropped: readonly string[], added: readonly Pending[]): Promise<readonly number[]> => {
      const tx = (await opening).transaction(['pending', 'refused'], 'readwrite', strict)
      for (const id of dropped) void tx.objectStore('refused').delete(id)
      const seqs = await Promise.all(added.map(async (change) => (await tx.objectStore('pending').add({ ...change })) as number))
      await tx.done
      return seqs
    },
    clear: async (): Promise<void> => {
      const tx = (await opening).transaction(['pending', 'refused'], 'readwrite', strict)
      for (const store of ['pending', 'refused'] as const) void tx.objectStore(store).clear()
      await tx.done
    },
    close: () => {
      ended = true
      db?.close()
    },
  }
}
export type OutboxStore = Awaited<ReturnType<typeof openOutboxStore>>

/** Where the browser stores nothing, nothing can be promised: every write fails, and the change stays in memory until it is answered. */
export const noOutboxStore = (): OutboxStore => ({
  created: false,
  all: async () => ({ pending: [], refused: [] }),
  add: () => Promise.reject(new Error('nothing is stored here')),
  answered: async () => {},
  settle: async () => {},
  unanswer: async () => {},
  resend: () => Promise.reject(new Error('nothing is stored here')),
  clear: async () => {},
  close: () => {},
})
