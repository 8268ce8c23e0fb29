import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, SnapshotChunk, SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import { Refused } from '../../lib/client.ts'
import { bucketRows, type Loading, type ReplicaStore } from './replica-store.ts'

const atOnce = 4

interface Deps {
  readonly store: ReplicaStore
  readonly get: <Reply>(path: string) => Promise<Reply>
  /** Whether this tab still leads: once it does not, nothing is written any more. */
  readonly leads: () => boolean
  readonly arrived: (docs: readonly AnyDoc[]) => Promise<void>
  readonly rows: (json: string, fresh: boolean) => void
}

/**
 * Everything of a space for the first time, shown as it comes. What has come is kept with how far it goes, so a load
 * that was cut goes on where it stood. Returns the cursor to pull from; undefined when this tab lost the lead.
 */
export const firstLoad = async (space: string, again: boolean, { store, get, leads, arrived, rows }: Deps): Promise<string | undefined> => {
  let fresh = again
  const show = (docs: readonly AnyDoc[]) => {
    const heads = docs.filter(({ kind }) => kind !== 'notes')
    for (let at = 0; at === 0 || at < heads.length; at += bucketRows) {
      rows(JSON.stringify(heads.slice(at, at + bucketRows)), fresh)
      fresh = false
    }
  }
  const byPages = async (from: string | undefined): Promise<string | undefined> => {
    for (let page = from; ;) {
      const reply = await get<ChangesReply>(`/spaces/${space}/changes${page === undefined ? '' : `?page=${page}`}`)
      if (!leads()) return undefined
      const docs = [...reply.docs, ...reply.tombstones.flatMap(({ trashed }) => trashed ?? [])]
      const next = reply.next ?? undefined
      await store.arrived(space, docs, { fresh: page === undefined, ...(next === undefined ? { cursor: reply.head } : { loading: { page: next } }) })
      await arrived(docs)
      show(docs)
      if (next === undefined) return reply.head
      page = next
    }
  }
  const bySnapshot = async (begun: Loading['snapshot']): Promise<string | undefined> => {
    let at = begun
    if (!at) {
      const { from, chunks } = await get<SnapshotReply>(`/spaces/${space}/snapshot`)
      if (!leads()) return undefined
      at = { from, chunks, done: [] }
      await store.arrived(space, [], { fresh: true, loading: { snapshot: at } })
    }
    const { from, chunks } = at
    let done = at.done
    const left = Array.from({ length: chunks }, (_, n) => n).filter((n) => !done.includes(n))
    let writing = Promise.resolve()
    let cut = false
    const take = async () => {
      for (let n = left.shift(); n !== undefined && leads() && !cut; n = left.shift()) {
        const chunk = n
        const { docs } = await get<SnapshotChunk>(`/spaces/${space}/snapshot/${from}/${chunk}`)
        writing = writing.then(async () => {
          if (!leads()) return
          done = [...done, chunk]
          await store.arrived(space, docs, { loading: { snapshot: { from, chunks, done } } })
          await arrived(docs)
          show(docs)
        })
        await writing
      }
    }
    // All come to an end before anybody tries again: a late one would write over what the next try has reached.
    const ends = await Promise.allSettled(
      Array.from({ length: atOnce }, () =>
        take().catch((error: unknown) => {
          cut = true
          throw error
        }),
      ),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    if (!leads()) return undefined
    await store.arrived(space, [], { cursor: from })
    return from
  }
  const { loading } = again ? {} : await store.standing(space)
  if (loading?.page !== undefined) return byPages(loading.page)
  try {
    return await bySnapshot(loading?.snapshot)
  } catch (error) {
    const code = error instanceof Refused ? error.problem.code : undefined
    // The snapshot was dropped meanwhile: the next one starts over.
    if (code === 'sync_reset') await store.arrived(space, [], { loading: {} })
    if (code === 'not_found' && !loading?.snapshot) return byPages(undefined)
    throw error
  }
}
