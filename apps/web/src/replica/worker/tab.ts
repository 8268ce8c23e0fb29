import type { Ask, Shared, Told } from '../protocol.ts'
import type { Leadership } from './leadership.ts'
import { isLater, type Closed } from './letting-go.ts'
import { createOutbox } from './outbox.ts'
import { noOutboxStore, type OutboxStore } from './outbox-store.ts'
import { noReplicaStore, type ReplicaStore } from './replica-store.ts'
import { createSerial, createSerials } from './serial.ts'
import { sturdyStore } from './sturdy-store.ts'
import { createSync } from './sync.ts'
import { stepped, type TabEvent, type TabState } from './tab-state.ts'

/** A database that does not open within this time counts as not there: ms. */
const openMs = 8_000
/** Signing out waits so long for tabs that do not let go; the browser deletes once they have: ms. */
const wipeMs = 3_000

const orNothing = <T>(work: Promise<T>, ms: number): Promise<T | undefined> =>
  Promise.race([work.catch(() => undefined), new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))])

/** What the browser has for a worker; a test hands over its own. */
export interface Browser {
  readonly say: (message: Told) => void
  /** The other tabs of the person. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>
  readonly openReplica: (closed: Closed) => Promise<ReplicaStore>
  readonly openOutbox: (closed: Closed, later: () => void) => Promise<OutboxStore>
  readonly lead: (changed: (leads: boolean) => void) => Leadership
  readonly deleteAll: () => Promise<unknown>
  /** Told of a fault that nobody else hears of. */
  readonly report: (error: unknown) => void
}

/**
 * One person's storage and connection, for one tab. What it is told is dealt with one after the other, in order, by the state
 * it is in then; only an edit does not wait: it is in the outbox before anything else that this worker has to do.
 */
export const openTab = (person: string, { say: post, channel, openReplica, openOutbox, lead, deleteAll, report }: Browser) => {
  let state: TabState = 'opening'
  const serial = createSerial()
  const inTurn = createSerials()
  /** How far each space is shown. */
  const cursors = new Map<string, string | undefined>()

  const become = (event: TabEvent): boolean => {
    const next = stepped(state, event)
    if (next) state = next
    return next !== undefined
  }
  const say = (message: Told) => void (state !== 'ended' && post(message))
  /** Told like any fault; what comes after it is not held up. */
  const queue = (work: () => Promise<unknown>) => void serial(async () => state !== 'ended' && work()).catch(report)
  const note = (message: Shared) => {
    if (message.say === 'pulled' && message.cursor !== undefined) cursors.set(message.space, message.cursor)
    if (message.say === 'dropped' || (message.say === 'rows' && message.fresh)) cursors.delete(message.space)
  }
  /** To the tab's own page and to every other tab's worker. */
  const share = (message: Shared) => {
    if (state === 'ended') return
    note(message)
    say(message)
    // Without storage there is nothing that tabs have in common: each sends for itself.
    if (state !== 'memory') channel.postMessage(message)
  }

  /** A later build has brought what this browser stores into its own format. */
  const later = () => say({ say: 'outdated' })
  const closed: Closed = (newer) => {
    if (newer) later()
    toMemory()
  }
  const opening = openReplica(closed)
  opening.catch((error: unknown) => isLater(error) && later())
  const disk = orNothing(opening, openMs)
  const outboxDisk = orNothing(openOutbox(closed, later), openMs)
  const store = sturdyStore(
    disk.then((opened) => opened ?? noReplicaStore()),
    () => toMemory(),
  )
  const outbox = createOutbox(
    outboxDisk.then((opened) => opened ?? noOutboxStore()),
    share,
  )

  /** Hands over what the store has of a space. Shown `anew`, it takes the place of what the page has, unless it is behind that: then it lies aside. */
  const load = (space: string, anew: boolean) =>
    inTurn(space, async () => {
      const { cursor, behind } = await store.progress(space)
      // What is shown stays until there is something whole to show, or the server has been asked.
      if (anew && (cursor === undefined || cursor === cursors.get(space))) return
      let first = anew
      const rows = (json: string) => {
        say({ say: 'rows', space, json, ...(first ? { fresh: true } : {}) })
        first = false
      }
      const loaded = await store.load(space, rows)
      if (!loaded && anew) return
      const { removed, progress } = loaded ?? { removed: [], progress: {} }
      if (first) rows('[]')
      cursors.set(space, progress.cursor)
      if (anew && behind) return
      say({ say: 'loaded', space, removed, ...(progress.cursor === undefined ? {} : { cursor: progress.cursor }) })
    })
  /** Another tab may have stored what it has not told, or what this page did not hear while it stood still. */
  const catchUp = (space: string) => load(space, true)
  const catchUpAll = async () => {
    for (const space of await store.spaces()) await catchUp(space)
  }
  const readOutbox = async () => {
    await outbox.load()
    say({ say: 'outbox', pending: outbox.pending(), refused: outbox.refused() })
  }

  const sync = createSync({ person, store, outbox, share, inTurn, catchUp })
  const sends = () => state === 'leading' || state === 'memory'
  const leadership = lead((leads) => {
    if (!become(leads ? 'led' : 'unled')) return
    // Who lost the lead stops at once, whatever else waits here.
    if (!leads) sync.stop()
    say({ say: 'leads', leads })
    if (leads)
      queue(async () => {
        await readOutbox()
        await catchUpAll()
        if (state !== 'leading') return
        share({ say: 'led' })
        await sync.start()
      })
  })
  /** From here on without storage. */
  function toMemory() {
    const early = state === 'opening'
    if (!become('lost')) return
    leadership.end()
    say({ say: 'leads', leads: false })
    if (early) return
    say({ say: 'opened', storage: false, created: false })
    queue(async () => {
      const known = [...cursors.keys()].filter((space) => space !== person)
      if (!sync.leads()) await store.setMine(known)
      await sync.start()
    })
  }
  /** Everything ends here: what is under way finds its databases closed, and says nothing more. */
  const end = () => {
    sync.stop()
    leadership.end()
    channel.close()
    store.close()
    void outbox.close()
  }

  const hear = async (message: Shared) => {
    if (state === 'memory') return
    if (message.say === 'led')
      for (const change of outbox.waiting()) if (change.seq === undefined) channel.postMessage({ say: 'added', change } satisfies Shared)
    if (message.say === 'signed-in' && sends()) await sync.start()
    if (message.say === 'status') sync.heard(message.status)
    // What has no beginning here was a first load: parts of it may have been missed, and the store has it all by now.
    if (message.say === 'pulled' && (message.from !== cursors.get(message.space) || message.from === undefined)) {
      if (message.cursor === undefined) return
      await catchUp(message.space)
      return outbox.hear(message)
    }
    note(message)
    outbox.hear(message)
    say(message)
    if (message.say === 'added' || message.say === 'resent')
      for (const { space } of message.say === 'added' ? [message.change] : message.added) sync.poke(space)
  }
  channel.onmessage = ({ data }: MessageEvent<Shared>) => {
    if (data.say !== 'wiped') return queue(() => hear(data))
    if (!become('wiped')) return
    end()
    post(data)
  }

  queue(async () => {
    const [replicaOpened, outboxOpened] = await Promise.all([disk, outboxDisk])
    if (replicaOpened && outboxOpened) become('opened')
    else toMemory()
    await readOutbox()
    say({ say: 'opened', storage: state === 'reading', created: outboxOpened?.created ?? false })
    await load(person, false)
    for (const space of await store.spaces()) if (space !== person) await load(space, false)
    if (become('read')) leadership.start()
    else await sync.start()
  })

  const wipe = async () => {
    if (!become('wiped')) return
    sync.stop()
    channel.postMessage({ say: 'wiped' } satisfies Shared)
    // A tab that stands still keeps them from being deleted, but not from being emptied.
    await orNothing(Promise.all([store.clear(), outbox.clear()]), wipeMs)
    end()
    await orNothing(deleteAll(), wipeMs)
    post({ say: 'cleared' })
  }
  const edit = (spaces: readonly string[], written: Promise<void>) =>
    void written.then(() => {
      for (const space of spaces) sync.poke(space)
    }, report)

  return {
    state: () => state,
    /** What the tab's page asks for. */
    ask: (message: Ask): void => {
      if (state === 'ended') return
      switch (message.do) {
        case 'add':
          return edit(
            message.changes.map(({ space }) => space),
            outbox.add(message.changes),
          )
        case 'resend':
          return edit(
            message.added.map(({ space }) => space),
            outbox.resend(message.dropped, message.added),
          )
        case 'notes':
          return queue(async () => say({ say: 'notes', space: message.space, id: message.id, doc: await store.notes(message.space, message.id) }))
        case 'sync':
          return queue(async () => sync.pokeAll())
        case 'offline':
          return queue(async () => sync.offline())
        case 'signed-in':
          return queue(async () => (sends() ? sync.start() : share({ say: 'signed-in' })))
        case 'release':
          return leadership.release(message.wait)
        case 'resume':
          leadership.back()
          return queue(async () => {
            if (state !== 'memory') {
              await readOutbox()
              await catchUpAll()
            }
            sync.pokeAll()
          })
        case 'steal':
          // Not before this tab could lead: the lock would be held, and nobody lead.
          return void (state === 'following' && leadership.steal())
        case 'quiet':
          return sync.stop()
        case 'wipe':
          return void wipe()
        default:
      }
    },
  }
}
export type Tab = ReturnType<typeof openTab>
