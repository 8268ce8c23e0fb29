import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, SnapshotChunk, SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import { Refused } from '../../lib/client.ts'
import { bucketRows, type Loading } from './buckets.ts'
import type { ReplicaStore } from './replica-store.ts'

const atOnce = 4
/** A snapshot is begun anew so often; then everything comes by pages of changes, which any server at any time goes on with. */
const mostRestarts = 3

const codeOf = (error: unknown) => (error instanceof Refused ? error.problem.code : undefined)

interface Deps {
  readonly store: ReplicaStore
  readonly get: <Reply>(path: string) => Promise<Reply>
  /** Whether this tab still leads: once it does not, nothing is written any more. */
  readonly leads: () => boolean
  /** Until what waits to be sent has been answered. */
  readonly pushed: () => Promise<void>
  /** Keeps what is stored and shown of the space apart from what others store and show of it. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>
  readonly arrived: (docs: readonly AnyDoc[]) => Promise<void>
  readonly rows: (json: string, fresh: boolean) => void
}

/**
 * Everything of a space for the first time, or anew where it has been loaded, shown as it comes. What has come is stored with how
 * far it goes, so a load that was cut goes on where it stood. Returns the cursor to pull from; undefined when this tab lost the lead.
 * @param replaces whether the first part that is shown takes the place of all that was
 */
export const firstLoad = async (space: string, replaces: boolean, { store, get, leads, pushed, inTurn, arrived, rows }: Deps): Promise<string | undefined> => {
  let fresh = replaces
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
      // Unlike a snapshot, a page has what was committed just now: no change may still be on its way.
      await pushed()
      if (!leads()) return undefined
      const docs = [...reply.docs, ...reply.tombstones.flatMap(({ trashed }) => trashed ?? [])]
      const next = reply.next ?? undefined
      const begins = page === undefined
      await inTurn(async () => {
        await store.arrived(space, docs, { fresh: begins, ...(next === undefined ? { cursor: reply.head } : { loading: { page: next } }) })
        await arrived(docs)
        show(docs)
      })
      if (next === undefined) return reply.head
      page = next
    }
  }
  /** Without what was done long ago; an earlier server knows no such snapshot, and gives out all. */
  const begun = async (): Promise<SnapshotReply> => {
    try {
      return await get(`/spaces/${space}/snapshot/reach`)
    } catch (error) {
      if (codeOf(error) !== 'not_found') throw error
      return get(`/spaces/${space}/snapshot/latest`)
    }
  }
  const bySnapshot = async (before: Loading['chunks'], restarts: number): Promise<string | undefined> => {
    let at = before
    if (!at) {
      const { from, cursor, chunks } = await begun()
      if (!leads()) return undefined
      at = { from, cursor, left: chunks }
      const begins = at
      await inTurn(() => store.arrived(space, [], { fresh: true, loading: { chunks: begins, restarts } }))
    }
    const { from, cursor } = at
    let left = at.left
    const asked = [...left]
    let failure: unknown
    /** Nothing more is asked for; what is on its way is taken all the same. */
    let cut = false
    const take = async () => {
      for (let name = asked.shift(); name !== undefined && leads() && !cut; name = asked.shift()) {
        const chunk = name
        const { docs, next } = await get<SnapshotChunk>(`/spaces/${space}/snapshot/${from}/${chunk}`)
        await inTurn(async () => {
          if (!leads()) return
          left = left.flatMap((one) => (one === chunk ? (next ?? []) : one))
          if (next !== null) asked.unshift(next)
          await store.arrived(space, docs, { loading: { chunks: { from, cursor, left }, restarts } })
          await arrived(docs)
          show(docs)
        })
      }
    }
    // All come to an end before anybody tries again: a late one would write over what the next try has reached.
    const ends = await Promise.allSettled(
      Array.from({ length: atOnce }, () =>
        take().catch((error: unknown) => {
          failure ??= error
          cut = true
          throw error
        }),
      ),
    )
    if (ends.some(({ status }) => status === 'rejected')) throw failure
    if (!leads()) return undefined
    const since = from.split('.')[3]
    await inTurn(() => store.arrived(space, [], { cursor, ...(since === undefined ? {} : { trimmed: since }) }))
    return cursor
  }
  const { cursor: loaded, loading = {} } = await store.progress(space)
  const { page, chunks, restarts = 0 } = loaded === undefined ? loading : {}
  if (page !== undefined) return byPages(page)
  if (restarts >= mostRestarts) return byPages(undefined)
  try {
    return await bySnapshot(chunks, restarts)
  } catch (error) {
    const code = codeOf(error)
    // The server does not give it out any more: the next try starts over.
    if (code === 'sync_reset') await store.arrived(space, [], { loading: { restarts: restarts + 1 } })
    if (code === 'not_found' && !chunks) return byPages(undefined)
    throw error
  }
}
