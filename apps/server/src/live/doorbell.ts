import type { ServerResponse } from 'node:http'
import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { systemClock, type Clock } from '../ports/clock.ts'
import type { Head } from '../ports/store.ts'

/** Where events are written to. It says `close` once, when its connection has ended. */
type Outlet = Pick<ServerResponse, 'write' | 'end' | 'destroy' | 'on'>

interface Stream {
  readonly raw: Outlet
  readonly person: string
  readonly sid: string
  /** Where it is read, where that is known. */
  readonly network: string | undefined
  /** The spaces in view, each with the last rev told. */
  readonly told: Map<string, number>
  /** Revs to tell once the client has read what it was sent. */
  readonly waiting: Map<string, number>
  stuckSince: number | null
  /** Its spaces are being read; `again` when they have to be read once more after that. */
  reviewing: 'no' | 'yes' | 'again'
}

const heartbeatMs = 15_000
const pollMs = 1_000
const sessionsMs = 3_000
const stuckMs = 30_000
const spacesPerRead = 500
// A beat is an event rather than a comment: a page hears of no comments, and could not tell a dead line from a quiet one.
const heartbeat = Buffer.from('event: beat\ndata:\n\n')
/** Milliseconds over which streams that end together come back, so that they do not all come at once. */
const returnMs = 3_000
/** Milliseconds that one of them waits at least. */
const leastReturnMs = 500
const someReturnMs = () => leastReturnMs + Math.floor(Math.random() * returnMs)
/** Milliseconds after which a stream comes back that had to make room for a newer one: more tabs than that are not to chase each other. */
const yieldedMs = 60_000

/**
 * Server-sent events that say only "space S is at rev N": who hears one asks for what it lacks. A poll of the heads makes that
 * certain, also for what other processes committed; `ring` makes it quick. Revs are merged while a client is slow, so what waits
 * for it is bounded by its spaces; one that reads nothing for `stuckMs` is cut. A session and a person may have so many streams:
 * the oldest makes room for one more, since it may be a connection that died without a word. Timers run while there are streams.
 */
export const createDoorbell = (deps: {
  readonly heads: (spaces: readonly string[]) => Promise<ReadonlyMap<string, Head>>
  /** The spaces that a person may see now, their own among them. */
  readonly spacesOf: (person: string) => Promise<readonly string[]>
  /** Those of the sessions that have not ended. */
  readonly alive: (sids: readonly string[]) => Promise<ReadonlySet<string>>
  readonly clock?: Clock | undefined
}) => {
  const { clock = systemClock } = deps
  const streams = new Set<Stream>()
  /** In the order in which they were opened. */
  const byPerson = new Map<string, Set<Stream>>()
  const bySpace = new Map<string, Set<Stream>>()
  const byNetwork = new Map<string, number>()
  let closed = false

  const watch = (stream: Stream, space: string, rev: number) => {
    stream.told.set(space, rev)
    bySpace.set(space, (bySpace.get(space) ?? new Set()).add(stream))
  }
  const unwatch = (stream: Stream, space: string) => {
    stream.told.delete(space)
    stream.waiting.delete(space)
    const set = bySpace.get(space)
    set?.delete(stream)
    if (set?.size === 0) bySpace.delete(space)
  }
  const write = (stream: Stream, event: Buffer) => {
    if (!stream.raw.write(event)) stream.stuckSince ??= clock.now()
  }
  /** Made once for all the streams that are told of it. */
  let latest = { space: '', rev: 0, event: heartbeat }
  const eventOf = (space: string, rev: number): Buffer => {
    if (latest.space !== space || latest.rev !== rev) latest = { space, rev, event: Buffer.from(`data: ${JSON.stringify({ space, rev })}\n\n`) }
    return latest.event
  }
  const tell = (stream: Stream, space: string, rev: number) => {
    if (rev <= (stream.told.get(space) ?? Infinity)) return
    stream.told.set(space, rev)
    if (stream.stuckSince !== null) stream.waiting.set(space, rev)
    else write(stream, eventOf(space, rev))
  }
  const drained = (stream: Stream) => {
    stream.stuckSince = null
    for (const [space, rev] of stream.waiting) {
      stream.waiting.delete(space)
      write(stream, eventOf(space, rev))
    }
  }

  /** Brings what a stream shows to what its person may see now. */
  const review = async (stream: Stream): Promise<void> => {
    const spaces = await deps.spacesOf(stream.person)
    // It may have ended meanwhile, and nobody would take it out again.
    if (!streams.has(stream)) return
    const added = spaces.filter((space) => !stream.told.has(space))
    for (const space of stream.told.keys()) if (!spaces.includes(space)) unwatch(stream, space)
    // Watched before the heads are read: a commit in between rings.
    for (const space of added) watch(stream, space, 0)
    for (const [space, { rev }] of await deps.heads(added)) tell(stream, space, rev)
  }
  /** However often a person's own space moves, its memberships are read one time after another. */
  const reviewSoon = async (stream: Stream): Promise<void> => {
    if (stream.reviewing !== 'no') {
      stream.reviewing = 'again'
      return
    }
    try {
      do {
        stream.reviewing = 'yes'
        await review(stream)
      } while ((stream.reviewing as Stream['reviewing']) === 'again')
    } catch {
      // One that shows nothing yet is opened anew by its browser; for others the poll rings again, and the view is read again.
      if (stream.told.size === 0) stream.raw.destroy()
      else stream.told.set(stream.person, 0)
    } finally {
      stream.reviewing = 'no'
    }
  }
  const ring = (space: string, rev: number): void => {
    for (const stream of bySpace.get(space) ?? []) {
      const moved = rev > (stream.told.get(space) ?? 0)
      tell(stream, space, rev)
      // Memberships lie in the person's own space: it moved, so the view may have changed.
      if (moved && space === stream.person) void reviewSoon(stream)
    }
  }
  /** Other processes' spaces that are to be looked at; no more than are in view. */
  const moved = new Set<string>()
  let looking = false
  const look = async () => {
    looking = true
    try {
      while (moved.size > 0) {
        const some = [...moved].slice(0, spacesPerRead)
        for (const space of some) moved.delete(space)
        for (const [space, { rev }] of await deps.heads(some)) ring(space, rev)
      }
    } catch {
      // The poll finds them.
      moved.clear()
    } finally {
      looking = false
    }
  }
  let stop: (() => void)[] = []
  /** One more or one less, where it is known from where. */
  const count = (network: string | undefined, change: 1 | -1) => {
    if (network === undefined) return
    const now = (byNetwork.get(network) ?? 0) + change
    if (now > 0) byNetwork.set(network, now)
    else byNetwork.delete(network)
  }
  const add = (stream: Stream) => {
    streams.add(stream)
    count(stream.network, 1)
    byPerson.set(stream.person, (byPerson.get(stream.person) ?? new Set()).add(stream))
    if (streams.size === 1) stop = [clock.every(heartbeatMs, beat), clock.every(pollMs, poll), clock.every(sessionsMs, endDead)]
  }
  const drop = (stream: Stream) => {
    if (!streams.delete(stream)) return
    count(stream.network, -1)
    for (const space of stream.told.keys()) unwatch(stream, space)
    const set = byPerson.get(stream.person)
    set?.delete(stream)
    if (set?.size === 0) byPerson.delete(stream.person)
    if (streams.size === 0) for (const each of stop.splice(0)) each()
  }
  /** Says when to come back, and ends it. Who has not read for a while would not hear of it. */
  const end = (stream: Stream, retryMs: number) => {
    drop(stream)
    if (stream.stuckSince === null) stream.raw.end(`retry: ${retryMs}\n\n`)
    else stream.raw.destroy()
  }
  const makeRoom = (person: string, sid: string) => {
    const own = [...(byPerson.get(person) ?? [])]
    const same = own.filter((stream) => stream.sid === sid)
    const oldest = same.length >= limits.streamsPerSession ? same[0] : own.length >= limits.streamsPerPerson ? own[0] : undefined
    if (oldest) end(oldest, yieldedMs)
  }

  const poll = async () => {
    const spaces = [...bySpace.keys()]
    for (let at = 0; at < spaces.length; at += spacesPerRead)
      for (const [space, { rev }] of await deps.heads(spaces.slice(at, at + spacesPerRead))) ring(space, rev)
  }
  const endDead = async () => {
    const all = [...streams]
    for (let at = 0; at < all.length; at += spacesPerRead) {
      const some = all.slice(at, at + spacesPerRead)
      const alive = await deps.alive(some.map(({ sid }) => sid))
      for (const stream of some) if (!alive.has(stream.sid)) end(stream, returnMs)
    }
  }
  const beat = () => {
    const longAgo = clock.now() - stuckMs
    for (const stream of streams) {
      if (stream.stuckSince === null) write(stream, heartbeat)
      else if (stream.stuckSince <= longAgo) end(stream, returnMs)
    }
  }
  return {
    /**
     * Opens a stream: the head of each of the person's spaces, then whatever moves. Refuses `closing` once it is closed, and
     * `too_many_requests` where a network reads so many already: whose those are nobody else's may end.
     * @param begin takes the connection over; undefined when it has ended already
     */
    open: async (
      begin: () => Outlet | undefined,
      session: { readonly sid: string; readonly user: { readonly id: string } },
      network?: string,
    ): Promise<void> => {
      if (closed) refuse('closing', 'Open it again in a moment.')
      if ((byNetwork.get(network ?? '') ?? 0) >= limits.streamsPerNetwork) refuse('too_many_requests', 'Too many streams are open at your address.')
      const raw = begin()
      if (!raw) return
      makeRoom(session.user.id, session.sid)
      const stream: Stream = { raw, person: session.user.id, sid: session.sid, network, told: new Map(), waiting: new Map(), stuckSince: null, reviewing: 'no' }
      add(stream)
      raw.on('drain', () => drained(stream))
      raw.on('close', () => drop(stream))
      // Of a process that is killed, and of a proxy that starts anew, nobody hears when to come back: each has been told its own time before.
      write(stream, Buffer.from(`retry: ${someReturnMs()}\n\n`))
      await reviewSoon(stream)
    },
    ring,
    /** Another process says that these moved: where they are is asked of the store. */
    moved: (spaces: readonly string[]): void => {
      for (const space of spaces) if (bySpace.has(space)) moved.add(space)
      if (!looking) void look()
    },
    /** Streams that are open now. */
    count: (): number => streams.size,
    /** Spaces, people and networks that some stream is listed under: none without streams. */
    watched: (): number => bySpace.size + byPerson.size + byNetwork.size,
    close: () => {
      closed = true
      for (const stream of streams) end(stream, someReturnMs())
    },
  }
}
export type Doorbell = ReturnType<typeof createDoorbell>
