import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { reachSince } from '@muster/core/domain/reach.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Cache } from '../../ports/cache.ts'
import { fetchElsewhere } from '../../cache/elsewhere.ts'
import { createOnce } from '../../cache/once.ts'
import { sameHead, type Head, type Store } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { textOf, type View } from '../../ports/view.ts'
import { chunkOf, nameOf, rangesOf, smallKinds, type Chunk } from './chunk-name.ts'
import { readFirstScreen } from './first-screen.ts'
import { createGate } from './gate.ts'
import { viewReached } from './reach.ts'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Rows of a kind in a range, when a snapshot begins. */
const rowsPerChunk = { task: 4_000, notes: 2_000 } as const
/** A chunk ends, and names what goes on, once so many rows were read, or its JSON and the notes that it leaves out have so many UTF-16 units. */
const lookedPerChunk = 8_000
const textPerChunk = 4 * 1024 * 1024
/** Rows read at once: some megabytes at most, notes being as long as they may be. */
const sliceOf = (kind: string): number => (kind === 'notes' ? 50 : 500)
/** Longest wait for another process that makes the same chunk: ms. */
const patienceMs = 2_000
const madeAtOnce = 2
const waitingForTurn = 200
/** Of one person: more than a browser asks for at once, and far fewer than all. */
const waitingOfOne = 20
/** A snapshot goes on being given out while the space has moved no further than this since: what moved comes with the changes. */
const revsBehind = 5_000
const begunSpaces = 2_000
const soonDays = 14
const dayMs = 86_400_000

interface Begun {
  readonly head: Head
  readonly soon: string
  readonly since: string | null
  readonly reply: SnapshotReply
}
/** What `from` names besides the build. */
interface Named {
  readonly head: Head
  /** The day since which what was done is in it; null for all. */
  readonly since: string | null
}
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** Everybody else has their turn between two reads. */
const others = () => new Promise((resolve) => setImmediate(resolve))
const gone = (): never => refuse('sync_reset', 'This snapshot is not given out any more: begin another.')

/**
 * Whole spaces for browsers that have nothing yet. A snapshot is the rows that a space had at a head, in chunks that each name the
 * ids they hold; `from` names the head, the build, and the day since which what was done is in reach, where not all is asked for. A row that has
 * changed since that head is left out: it comes with the changes since it.
 * So a chunk holds nothing newer than its head, and whichever process makes it, and whenever, no row is missed.
 */
export const createSnapshots = (deps: {
  readonly store: Pick<Store, 'view' | 'ids' | 'knows'>
  /** Bytes of chunks under all that they were made of. */
  readonly cache: Cache
  /** The code that makes chunks: another one gives out none that this one began. */
  readonly build: string
  readonly now: () => Date
}) => {
  const { store, cache, build, now } = deps
  const begun = new LRUCache<string, Begun>({ max: begunSpaces })
  /** Of what was begun, one with all and one with what is in reach is kept of a space. */
  const slotOf = (space: string, since: string | null) => `${space} ${since === null ? 'all' : 'reach'}`
  const beginOnce = createOnce<Begun>()
  const makeOnce = createOnce<Buffer>()
  const inTurn = createGate({ most: madeAtOnce, line: waitingForTurn, each: waitingOfOne })

  const boundsOf = async (space: string, kind: keyof typeof rowsPerChunk): Promise<readonly string[]> => {
    const bounds: string[] = []
    for (;;) {
      const ids = await store.ids(space, kind, bounds.at(-1) ?? '', rowsPerChunk[kind])
      const last = ids.at(-1)
      if (last === undefined || ids.length < rowsPerChunk[kind]) return bounds
      bounds.push(last)
      await others()
    }
  }
  const begin = async (space: string, head: Head, soon: string, since: string | null): Promise<Begun> => {
    const tasks = rangesOf('task', await boundsOf(space, 'task'))
    const chunks: Chunk[] = [
      { kind: smallKinds[0] ?? 'space', after: '', until: null },
      ...(tasks.length > 1 ? [{ soon }] : []),
      // Ids begin with the time they were made at: the latest first.
      ...tasks.toReversed(),
      ...rangesOf('notes', await boundsOf(space, 'notes')).toReversed(),
    ]
    const cursor = `${head.rev}.${head.tag}`
    const from = `${cursor}.${build}${since === null ? '' : `.${since}`}`
    const made = { head, soon, since, reply: { from, cursor, chunks: chunks.map(nameOf) } }
    begun.set(slotOf(space, since), made)
    return made
  }

  /** Runs a view over the space as it is now, which is no earlier than the head. */
  const seeing =
    (space: string, head: Head) =>
    async <T>(plan: () => View<T>): Promise<T> => {
      await others()
      const viewed = (await store.view(space, plan)) ?? gone()
      if (viewed.head.rev < head.rev) refuse('busy', 'The store has not come so far yet. Try again in a moment.')
      return viewed.value
    }
  /** The rows of a chunk as JSON, and the name of what goes on behind them. */
  const rowsOf = async (space: string, { head, since }: Named, chunk: Chunk): Promise<{ readonly rows: readonly string[]; readonly next: string | null }> => {
    const see = seeing(space, head)
    const rows: string[] = []
    const met = new Set<string>()
    let [looked, text] = [0, 0]
    const take = (doc: AnyDoc): void => {
      if (doc.rev > head.rev || isGone(doc)) {
        text += textOf(doc)
        return
      }
      const json = JSON.stringify(doc)
      text += json.length
      rows.push(json)
    }
    if ('soon' in chunk) {
      for (const task of await readFirstScreen(see, { inbox: space, soon: chunk.soon, slice: sliceOf('task') })) take(task)
      return { rows, next: null }
    }
    const kinds = smallKinds.includes(chunk.kind) ? smallKinds.slice(smallKinds.indexOf(chunk.kind)) : [chunk.kind]
    let { after } = chunk
    for (const kind of kinds) {
      for (let whole = false; !whole;) {
        if (looked >= lookedPerChunk || text >= textPerChunk) return { rows, next: nameOf({ kind, after, until: chunk.until }) }
        const [range, limit] = [{ kind, after, until: chunk.until }, sliceOf(kind)]
        const seen = await see(() => viewReached({ ...range, limit }, since, met))
        for (const doc of seen.docs) {
          take(doc)
          met.add(doc.id)
        }
        looked += seen.read
        // What is left out was read all the same.
        for (const doc of seen.looked) if (!met.has(doc.id)) text += textOf(doc)
        whole = seen.looked.length < limit
        after = whole ? '' : (seen.looked.at(-1)?.id ?? '')
      }
    }
    return { rows, next: null }
  }
  const make = async (space: string, named: Named, chunk: Chunk): Promise<Buffer> => {
    const { rows, next } = await rowsOf(space, named, chunk)
    return compress(`{"docs":[${rows.join(',')}],"next":${JSON.stringify(next)}}`)
  }
  /** What `from` names. Refuses `sync_reset` where it is of another build, or the journal does not know it: a backup was restored. */
  const named = async (space: string, from: string, bound?: Bound): Promise<Named> => {
    const [rev = '', tag = '', of = '', since = null, ...more] = from.split('.')
    const head = { rev: Number(rev), tag }
    if (of !== build || more.length > 0 || (since !== null && !isDay(since))) return gone()
    if (!Number.isSafeInteger(head.rev) || !(await store.knows(space, head, bound))) return gone()
    return { head, since }
  }

  return {
    /**
     * How to load a space from the start.
     * @param head the newest of the space
     * @param whole whether also what was done long ago is to come
     */
    begin: async (space: string, head: Head, whole: boolean, bound?: Bound): Promise<SnapshotReply> => {
      const at = now().getTime()
      const soon = new Date(at + soonDays * dayMs).toISOString().slice(0, 10)
      const since = whole ? null : reachSince(at)
      const known = begun.get(slotOf(space, since))
      const recent = known?.soon === soon && known.since === since && head.rev >= known.head.rev && head.rev - known.head.rev <= revsBehind
      if (recent && (sameHead(known.head, head) || (await store.knows(space, known.head, bound)))) return known.reply
      return (await beginOnce(`${space} ${head.rev}.${head.tag} ${soon} ${since}`, () => begin(space, head, soon, since))).reply
    },
    /**
     * The bytes of a chunk, compressed with gzip where that is taken. Refuses `sync_reset` when the snapshot cannot be given out any more.
     * @param head the newest of the space, at which whoever asks was a member of it
     */
    chunk: async (space: string, head: Head, actor: string, from: string, name: string, gzipped: boolean, bound?: Bound): Promise<Buffer> => {
      const began = await named(space, from, bound)
      const chunk = chunkOf(name) ?? gone()
      if (head.rev < began.head.rev) refuse('busy', 'The store has not come so far yet. Try again in a moment.')
      const key = `${space} ${began.head.rev}.${began.head.tag} ${build} ${began.since} ${nameOf(chunk)}`
      const bytes =
        cache.get(key) ??
        (await makeOnce(key, async () => {
          const known = await fetchElsewhere(cache, [key], patienceMs)
          if (known) return known
          const made = await inTurn(actor, () => make(space, began, chunk))
          cache.set(key, made)
          return made
        }))
      return gzipped ? bytes : decompress(bytes)
    },
  }
}
