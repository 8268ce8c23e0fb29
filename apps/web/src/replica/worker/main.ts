import { setPageOwner } from '../../lib/page-owner.ts'
import type { Ask, Shared, Told } from '../protocol.ts'
import { createLeadership } from './leadership.ts'
import { createLine } from './line.ts'
import { noOutboxStore, openOutboxStore } from './outbox-store.ts'
import { noReplicaStore, openReplicaStore } from './replica-store.ts'
import { sturdyStore } from './sturdy-store.ts'
import { createSync } from './sync.ts'

/** A database that does not open within this time counts as not there: ms. */
const openMs = 8_000
/** Signing out waits so long for tabs that do not let go; the browser deletes once they have: ms. */
const wipeMs = 3_000

/** The part of a worker's global scope that is used here; the DOM's own types describe a window. */
interface Scope {
  postMessage: (message: Told) => void
  onmessage: ((event: MessageEvent<Ask>) => void) | null
}
const scope = globalThis as unknown as Scope
const say = (message: Told) => scope.postMessage(message)

const orNothing = <T>(work: Promise<T>, ms: number): Promise<T | undefined> =>
  Promise.race([work.catch(() => undefined), new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))])
const deleted = (name: string) =>
  new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = request.onerror = () => resolve()
  })

/** One person's storage and connection, for one tab. */
const open = async (person: string) => {
  setPageOwner(person)
  const channel = new BroadcastChannel(`muster-${person}`)
  const early: Shared[] = []
  channel.onmessage = ({ data }: MessageEvent<Shared>) => void early.push(data)
  let held = false
  let wiped = false
  let storage = false
  let lost = false
  const closed = (newer: boolean) => {
    lost = true
    if (newer && !wiped) say({ say: 'outdated' })
    alone()
  }
  const [kept, outbox] = await Promise.all([orNothing(openReplicaStore(person, closed), openMs), orNothing(openOutboxStore(person, closed), openMs)])
  storage = kept !== undefined && outbox !== undefined && !lost
  const store = kept ? sturdyStore(kept, () => alone()) : noReplicaStore()
  const cursors = new Map<string, string | undefined>()

  /** To the tab's own page and to every other tab's worker. */
  const share = (message: Shared) => {
    if (wiped) return
    if (message.say === 'pulled' && message.cursor !== undefined) cursors.set(message.space, message.cursor)
    if (message.say === 'dropped') cursors.delete(message.space)
    say(message)
    // Without storage there is nothing that tabs have in common: each sends for itself.
    if (storage) channel.postMessage(message)
  }
  const line = createLine(outbox ?? noOutboxStore(), share)
  const sync = createSync({ person, store, line, share })

  const load = async (space: string, fresh: boolean) => {
    let first = fresh
    const rows = (json: string) => {
      say({ say: 'rows', space, json, ...(first ? { fresh: true } : {}) })
      first = false
    }
    const loaded = await store.load(space, rows)
    // What is shown stays until the server has been asked.
    if (!loaded && fresh) return
    const { gone, standing } = loaded ?? { gone: [], standing: {} }
    if (first) rows('[]')
    cursors.set(space, standing.cursor)
    say({ say: 'loaded', space, gone, ...(standing.cursor === undefined ? {} : { cursor: standing.cursor }) })
  }
  const readOutbox = async () => {
    await line.load()
    say({ say: 'outbox', pending: line.pending(), refused: line.refused() })
  }
  /** What was missed while the page stood still. */
  const catchUp = async () => {
    await readOutbox()
    for (const space of await store.spaces()) if ((await store.standing(space)).cursor !== cursors.get(space)) await load(space, true)
  }
  const start = async () => {
    await readOutbox()
    if (!held) return
    share({ say: 'led' })
    await sync.start()
  }
  const leadership = createLeadership(`muster-lead-${person}`, (leads) => {
    held = leads
    say({ say: 'leads', leads })
    if (leads) void start()
    else sync.stop()
  })
  /** From here on without storage: this tab sends and pulls for itself, and what it knows lasts as long as its page. */
  function alone() {
    if (!storage || wiped) return
    storage = false
    leadership.end()
    held = true
    say({ say: 'leads', leads: false })
    say({ say: 'opened', storage })
    const known = [...cursors.keys()].filter((space) => space !== person)
    void (sync.leads() ? Promise.resolve() : store.setMine(known)).then(sync.start)
  }
  /** Everything ends here: what is under way finds its databases closed, and says nothing more. */
  const end = () => {
    wiped = true
    sync.stop()
    leadership.end()
    channel.close()
    store.close()
    outbox?.close()
  }
  const hear = async (message: Shared) => {
    if (wiped) return
    if (message.say === 'wiped') {
      end()
      return say(message)
    }
    if (!storage) return
    if (message.say === 'led') for (const change of line.waiting()) if (change.seq === undefined) channel.postMessage({ say: 'added', change } satisfies Shared)
    if (message.say === 'signed-in' && held) await sync.start()
    if (message.say === 'status') sync.heard(message.status)
    if (message.say === 'dropped') cursors.delete(message.space)
    if (message.say === 'pulled') {
      const { space, from, cursor } = message
      if (from !== cursors.get(space)) {
        // A part was missed. What this browser keeps has it all by now.
        if (cursor !== undefined && cursor !== cursors.get(space)) await load(space, true)
        return
      }
      if (cursor !== undefined) cursors.set(space, cursor)
    }
    line.hear(message)
    say(message)
    if (message.say === 'added' || message.say === 'resent')
      for (const { space } of message.say === 'added' ? [message.change] : message.added) sync.poke(space)
  }
  const ask = async (message: Ask): Promise<void> => {
    if (wiped) return
    if (message.do === 'add') {
      await line.add(message.change)
      sync.poke(message.change.space)
    }
    if (message.do === 'resend') {
      await line.resend(message.gone, message.added)
      for (const { space } of message.added) sync.poke(space)
    }
    if (message.do === 'notes') say({ say: 'notes', space: message.space, id: message.id, doc: await store.notes(message.space, message.id) })
    if (message.do === 'sync') sync.pokeAll()
    if (message.do === 'offline') sync.offline()
    if (message.do === 'signed-in') {
      if (held) await sync.start()
      else share({ say: 'signed-in' })
    }
    if (message.do === 'release') leadership.release(message.wait)
    if (message.do === 'resume') {
      leadership.back()
      await catchUp()
      sync.pokeAll()
    }
    if (message.do === 'steal') leadership.steal()
    if (message.do === 'wipe') {
      sync.stop()
      channel.postMessage({ say: 'wiped' } satisfies Shared)
      // A tab that stands still keeps them from being deleted, but not from being emptied.
      await orNothing(Promise.all([store.clear(), outbox?.clear()]), wipeMs)
      end()
      await orNothing(Promise.all([deleted(`muster-replica-${person}`), deleted(`muster-outbox-${person}`)]), wipeMs)
      say({ say: 'cleared' })
    }
  }
  await readOutbox()
  say({ say: 'opened', storage })
  await load(person, false)
  for (const space of await store.spaces()) if (space !== person) await load(space, false)
  for (const message of early) await hear(message)
  channel.onmessage = ({ data }: MessageEvent<Shared>) => void hear(data)
  if (storage) leadership.start()
  else if (!wiped) {
    held = true
    say({ say: 'leads', leads: true })
    await sync.start()
  }
  return ask
}

let opened: Promise<(message: Ask) => Promise<void>> | undefined
/** One after the other, so that what one reads the next has not changed yet. */
let turn: Promise<void> = Promise.resolve()
scope.onmessage = ({ data }) => {
  if (data.do === 'open') opened ??= open(data.person)
  else
    turn = turn
      .then(async () => {
        const ask = await opened
        await ask?.(data)
      })
      // Told like any fault; what comes after it is not held up.
      .catch(reportError)
}
