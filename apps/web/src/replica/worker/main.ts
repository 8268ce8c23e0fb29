import type { Ask, Shared, Told } from '../protocol.ts'
import { createLeadership } from './leadership.ts'
import { createLine } from './line.ts'
import { noOutboxStore, openOutboxStore } from './outbox-store.ts'
import { noReplicaStore, openReplicaStore } from './replica-store.ts'
import { createSync } from './sync.ts'

/** A database that does not open within this time counts as not there: ms. */
const openMs = 8_000

/** The part of a worker's global scope that is used here; the DOM's own types describe a window. */
interface Scope {
  postMessage: (message: Told) => void
  onmessage: ((event: MessageEvent<Ask>) => void) | null
}
const scope = globalThis as unknown as Scope
const say = (message: Told) => scope.postMessage(message)

const orNothing = <T>(work: Promise<T>): Promise<T | undefined> =>
  Promise.race([work.catch(() => undefined), new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), openMs))])
const deleted = (name: string) =>
  new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = request.onerror = () => resolve()
  })

/** One person's storage and connection, for one tab. */
const open = async (person: string) => {
  const channel = new BroadcastChannel(`muster-${person}`)
  const early: Shared[] = []
  channel.onmessage = ({ data }: MessageEvent<Shared>) => void early.push(data)
  const [kept, outbox] = await Promise.all([orNothing(openReplicaStore(person)), orNothing(openOutboxStore(person))])
  const storage = kept !== undefined && outbox !== undefined
  const store = kept ?? noReplicaStore()
  const cursors = new Map<string, string | undefined>()
  let held = false
  let wiped = false

  /** To the tab's own page and to every other tab's worker. */
  const share = (message: Shared) => {
    if (wiped) return
    if (message.say === 'pulled' && message.cursor !== undefined) cursors.set(message.space, message.cursor)
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
    const { gone, standing } = await store.load(space, rows)
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
  const hear = async (message: Shared) => {
    if (message.say === 'wiped') {
      wiped = true
      sync.stop()
      store.close()
      outbox?.close()
    }
    if (message.say === 'led') for (const change of line.waiting()) if (change.seq === undefined) channel.postMessage({ say: 'added', change } satisfies Shared)
    if (message.say === 'signed-in' && held) await sync.start()
    if (message.say === 'status') sync.heard(message.status)
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
    if (message.do === 'signed-in') {
      if (held) await sync.start()
      else share({ say: 'signed-in' })
    }
    if (message.do === 'release') leadership.release(message.wait)
    if (message.do === 'resume') {
      leadership.back()
      await catchUp()
    }
    if (message.do === 'steal') leadership.steal()
    if (message.do === 'wipe') {
      sync.stop()
      if (storage) channel.postMessage({ say: 'wiped' } satisfies Shared)
      wiped = true
      store.close()
      outbox?.close()
      await Promise.all([deleted(`muster-replica-${person}`), deleted(`muster-outbox-${person}`)])
      say({ say: 'cleared' })
    }
  }
  await readOutbox()
  say({ say: 'opened', storage })
  await load(person, false)
  for (const space of await store.spaces()) if (space !== person) await load(space, false)
  if (storage) {
    for (const message of early) await hear(message)
    channel.onmessage = ({ data }: MessageEvent<Shared>) => void hear(data)
    leadership.start()
  } else {
    channel.close()
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
    turn = turn.then(async () => {
      const ask = await opened
      await ask?.(data)
    })
}
