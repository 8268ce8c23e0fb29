import type { AnyDoc, NotesDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { TaskNotes } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import type { ChangesReply, PushReply } from '@muster/core/contract/schemas/sync.ts'
import { reachSince } from '@muster/core/domain/reach.ts'
import { call, Refused, Unusable, type Account } from '../../lib/client.ts'
import { notesTold } from '../notes-told.ts'
import { sendable } from '../parking.ts'
import type { Shared, Status } from '../protocol.ts'
import { sameJson } from '../../lib/same-json.ts'
import { clockOffset, serverNow } from '../../lib/server-clock.ts'
import { askedMs, backoffMs } from './backoff.ts'
import { firstLoad } from './first-load.ts'
import type { Outbox } from './outbox.ts'
import { pullParts } from './pull-parts.ts'
import type { Removed, ReplicaStore } from './replica-store.ts'
import { createRunner, type AfterFailure, type Runner } from './runner.ts'

const pushCount = 100
const pushBytes = 512 * 1024
/** The server answers a push within 12 s or says that it does not know. */
const pushMs = 15_000
const pullMs = 60_000
/** The server's stream beats every 15 s; one that was silent for so long is dead, though nobody said so. */
const silentMs = 45_000
/** Notes that one pull fetches for what is in reach again. */
const notesAtOnce = 50
const leftReason = 'You are no longer in this space.'

/** Gives up after a time, or when `ended` says so, whatever the work does about it; its request ends with it. */
const within = async <T>(ms: number, ended: AbortSignal, ask: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const signal = AbortSignal.any([ended, AbortSignal.timeout(ms)])
  signal.throwIfAborted()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const end = () => reject(signal.reason as Error)
  signal.addEventListener('abort', end)
  return Promise.race([ask(signal), late]).finally(() => signal.removeEventListener('abort', end))
}
const statusOf = (error: unknown): number => (error instanceof Refused ? error.problem.status : error instanceof Unusable ? error.status : 0)
/** How long the server asked to be left alone: ms. */
const toWait = (error: unknown): number => (error instanceof Refused || error instanceof Unusable ? askedMs(error.retryAfter, serverNow()) : 0)

/** Sends and pulls every space of a person, in the one tab that leads; another tab's `start` needs no more than the outbox and the cursors. */
export const createSync = (deps: {
  readonly person: string
  readonly store: ReplicaStore
  readonly outbox: Outbox
  readonly share: (message: Shared) => void
  /** What is stored and shown of one space is stored and shown one after the other. */
  readonly inTurn: <T>(space: string, work: () => Promise<T>) => Promise<T>
  /**
   * Shows what the store has of a space, where that is not what is shown: another tab may have stored it and said nothing yet. Where that is
   * behind, it is laid aside, to be shown with the changes since.
   */
  readonly catchUp: (space: string) => Promise<void>
}) => {
  const { person, store, outbox, share, inTurn, catchUp } = deps
  let leading = false
  let ending = new AbortController()
  let events: EventSource | undefined
  let streamFailures = 0
  /** Whether the stream is about to be opened again. */
  let listening = false
  let status: Status = { online: true, trouble: null, signedOut: false, paused: [] }
  /** The server asked this person's pages to wait until then, whatever they ask for. */
  let heldUntil = -Infinity
  const runners = new Map<string, Runner>()
  const resets = new Set<string>()
  /** The person's own space was loaded anew: what it has of memberships, with what has changed since, is all there are. */
  let followsAll = false
  const revs = new Map<string, string>()
  let toldOffset = 0

  const tell = (change: Partial<Status>) => {
    const next = { ...status, ...change }
    if (sameJson(next, status)) return
    status = next
    share({ say: 'status', status })
  }
  const tellTrouble = (trouble: Status['trouble']) => tell({ online: trouble === null, trouble })
  const pause = (space: string, paused: boolean) =>
    tell({ paused: paused ? [...new Set([...status.paused, space])] : status.paused.filter((id) => id !== space) })

  const tellClock = () => {
    if (clockOffset() === toldOffset) return
    toldOffset = clockOffset()
    share({ say: 'clock', offset: toldOffset })
  }
  const push = async (space: string, leads: () => boolean, ended: AbortSignal): Promise<void> => {
    for (let most = pushCount; leads();) {
      const group = sendable(space, outbox.waiting(), most, pushBytes)
      const [only] = group
      if (!only) return
      const mutations = group.map(({ id, name, args, base, clientAt, creates, needs }) => ({
        id,
        name,
        args,
        base,
        clientAt,
        creates: creates.slice(0, 100),
        needs,
      }))
      try {
        const { results } = await within(pushMs, ended, (signal) => call<PushReply>('POST', `/spaces/${space}/mutations`, { for: person, mutations }, signal))
        if (!leads()) return
        // What was more than is done at once stays in the outbox, and goes again at once, now that it is nearer to the front.
        const told = results.filter((result) => result.status === 'applied' || result.problem.code !== 'busy')
        const [first] = results
        if (told.length === 0 && first?.status === 'refused') throw new Refused(first.problem, '1')
        await outbox.answered(told)
        most = pushCount
      } catch (error) {
        const status = statusOf(error)
        if (!(error instanceof Refused) || (status !== 400 && status !== 413 && status !== 422)) throw error
        // The request as a whole is not taken: find the change that makes it so, and refuse that one alone.
        if (group.length > 1) most = Math.ceil(group.length / 2)
        else await outbox.answered([{ id: only.id, status: 'refused', problem: error.problem }])
      }
      for (const [other, runner] of runners) if (other !== space && outbox.waiting().some((one) => one.space === other)) runner.poke(false)
    }
  }

  const drop = async (space: string) => {
    runners.get(space)?.stop()
    runners.delete(space)
    await inTurn(space, async () => {
      const refused = await outbox.giveUp(space, leftReason)
      await store.drop(space)
      pause(space, false)
      share({ say: 'dropped', space, refused })
    })
  }
  const setMine = async (mine: Iterable<string>) => {
    const spaces = [...mine]
    await store.setMine(spaces)
    for (const space of spaces) if (!runners.has(space)) runnerOf(space).poke(false)
  }
  /** Follows what memberships say: new spaces are pulled, and a space is dropped only when its membership has ended. */
  const follow = async (docs: readonly AnyDoc[]) => {
    const mine = new Set(await store.mine())
    const left: string[] = []
    for (const doc of docs) {
      if (doc.kind !== 'membership' || doc.id === person) continue
      if (doc.leftAt === null) mine.add(doc.id)
      else if (mine.delete(doc.id)) left.push(doc.id)
    }
    if (!docs.some(({ kind }) => kind === 'membership')) return
    for (const space of left) await drop(space)
    await setMine(mine)
  }
  /** One that ended long ago is told nowhere else. Once what has changed since the snapshot is here: one that came to be then is not in that. */
  const followAll = async () => {
    if (!followsAll) return
    followsAll = false
    const before = await store.mine()
    if (before.length === 0) return
    const mine = new Set<string>()
    const whole = await store.load(person, (json) => {
      for (const doc of JSON.parse(json) as AnyDoc[]) if (doc.kind === 'membership' && doc.leftAt === null && doc.id !== person) mine.add(doc.id)
    })
    if (!whole) return
    for (const space of before) if (!mine.has(space)) await drop(space)
    await setMine(mine)
  }
  /** What waits for a space that is not the person's, and that no change brings into being, could wait for ever. */
  const giveUpStrays = async () => {
    const mine = new Set(await store.mine())
    const waiting = outbox.waiting()
    const made = new Set(waiting.flatMap(({ creates }) => creates))
    for (const space of new Set(waiting.map((one) => one.space))) if (space !== person && !mine.has(space) && !made.has(space)) await drop(space)
  }

  const compact = (space: string) => {
    const named = [...outbox.pending(), ...outbox.refused()].flatMap(({ creates, needs }) => [...creates, ...needs])
    return store.compact(space, { since: reachSince(serverNow()), kept: new Set(named) })
  }
  /** Notes of tasks that were out of reach and are here again: they did not change, so that no pull brings them. What cannot be had now is asked for when it is looked at. */
  const notesOf = async (space: string, docs: readonly AnyDoc[], get: <Reply>(path: string) => Promise<Reply>): Promise<readonly NotesDoc[]> => {
    const come = new Set(docs.flatMap(({ kind, id }) => (kind === 'notes' ? [id] : [])))
    const tasks = docs.filter((doc): doc is TaskDoc => doc.kind === 'task' && doc.hasNotes && !come.has(doc.id))
    const lacking = await store.withoutNotes(
      space,
      tasks.map(({ id }) => id),
    )
    const found: NotesDoc[] = []
    for (const id of lacking.slice(0, notesAtOnce)) {
      try {
        found.push(notesTold(id, await get<TaskNotes>(`/spaces/${space}/tasks/${id}/notes`)))
      } catch (error) {
        // It has gone since; else the others would be waited for, each to its end, and the pull with them.
        if (statusOf(error) !== 404) break
      }
    }
    return found
  }

  const pull = async (space: string, leads: () => boolean, ended: AbortSignal, pushed: () => Promise<void>): Promise<void> => {
    const get = <Reply>(path: string) => within(pullMs, ended, (signal) => call<Reply>('GET', path, undefined, signal))
    await catchUp(space)
    const before = await store.progress(space)
    let { cursor } = before
    if (cursor === undefined || resets.has(space)) {
      const reached = await firstLoad(space, resets.has(space) || before.behind === true, {
        store,
        get,
        leads,
        pushed,
        inTurn: (work) => inTurn(space, work),
        rows: (json, fresh) => {
          if (fresh) resets.delete(space)
          share({ say: 'rows', space, json, ...(fresh ? { fresh } : {}) })
        },
        // Who had left by then may have joined again since: what ended is followed once all is here.
        arrived: (docs) => (space === person ? follow(docs.filter((doc) => doc.kind !== 'membership' || doc.leftAt === null)) : Promise.resolve()),
      })
      if (reached === undefined) return
      resets.delete(space)
      if (space === person) followsAll = true
      // A part of it that another tab has stored may not have been told.
      if (before.loading) await catchUp(space)
      if (!(await store.progress(space)).behind)
        await inTurn(space, async () => {
          await outbox.settle(space, reached)
          share({ say: 'pulled', space, from: undefined, json: '[]', removed: [], whole: true, cursor: reached })
        })
      cursor = reached
    }
    const from = cursor
    // What is behind stays aside until then. Other tabs take all of it from the store.
    const shownFrom = (await store.progress(space)).behind ? undefined : from
    const docs: AnyDoc[] = []
    const removed: [Removed[number][0], string][] = []
    let page: string | null = null
    let head = from
    do {
      const query = new URLSearchParams({ since: from, ...(page ? { page } : {}) })
      const reply: ChangesReply = await get<ChangesReply>(`/spaces/${space}/changes?${query}`)
      docs.push(...reply.docs)
      for (const { kind, id, trashed } of reply.tombstones) {
        if (trashed) docs.push(trashed)
        else removed.push([kind as Removed[number][0], id])
      }
      page = reply.next
      head = reply.head
    } while (page !== null && leads())
    docs.push(...(await notesOf(space, docs, get)))
    // What is fetched may show the effect of a change whose answer is not here yet, and it would be run on top of itself.
    await pushed()
    if (!leads()) return
    revs.set(space, head)
    if (head === from && shownFrom !== undefined) {
      // An answer that was heard twice may come after what it tells of.
      if (await outbox.settle(space, head)) share({ say: 'pulled', space, from, json: '[]', removed: [], whole: true, cursor: head })
      if (space === person) await followAll()
      return compact(space)
    }
    const applied = await inTurn(space, async () => {
      if (!leads() || !(await store.pulled(space, from, head, docs, removed))) return false
      await outbox.settle(space, head)
      for (const part of pullParts(docs))
        share({ say: 'pulled', space, from: shownFrom, ...part, ...(part.last ? { removed, cursor: head } : { removed: [] }) })
      return true
    })
    if (!applied) return runners.get(space)?.poke(false)
    if (space === person) {
      await follow(docs)
      await followAll()
    }
    await compact(space)
  }

  const failed = async (space: string, error: unknown): Promise<AfterFailure> => {
    const code = error instanceof Refused ? error.problem.code : undefined
    if (code === 'sync_reset') {
      resets.add(space)
      await outbox.unanswer(space)
      return 0
    }
    let http = error instanceof Refused ? error.problem.status : 0
    if (space === person && http === 404) {
      // Our own space is nowhere: somebody else may be signed in.
      try {
        const { user } = await within(pushMs, ending.signal, (signal) => call<Account>('GET', '/me', undefined, signal))
        if (user.id !== person) http = 401
      } catch (second) {
        http = second instanceof Refused ? second.problem.status : 0
      }
    }
    if (http === 401 || code === 'wrong_person') {
      tell({ signedOut: true })
      stop()
      return 'stop'
    }
    const wait = toWait(error)
    // Whoever asks too often is asked to wait with everything.
    const said = statusOf(error)
    if (said === 429) heldUntil = Math.max(heldUntil, performance.now() + wait)
    // One space that does not answer holds up no other.
    if (space === person || said === 429) tellTrouble(said === 0 ? 'silent' : wait > 0 ? 'wait' : 'failing')
    else {
      pause(space, true)
      // Nothing answered at all: whether anything does, the person's own space tells.
      if (http === 0) runners.get(person)?.poke(false)
    }
    return wait
  }
  const runnerOf = (space: string): Runner => {
    const known = runners.get(space)
    if (known) return known
    const ended = new AbortController()
    const ends = AbortSignal.any([ended.signal, ending.signal])
    const leads = () => leading && runners.get(space) === runner
    const made = createRunner({
      leads,
      heldMs: () => heldUntil - performance.now(),
      push: () => push(space, leads, ends).finally(tellClock),
      pull: async (pushed) => {
        await pull(space, leads, ends, pushed).finally(tellClock)
        if (space === person && leads()) await giveUpStrays()
      },
      failed: (error) => failed(space, error),
      done: () => {
        pause(space, false)
        if (space !== person) return
        tell({ online: true, trouble: null, signedOut: false })
        listenAgain()
      },
    })
    const runner: Runner = {
      ...made,
      stop: () => {
        made.stop()
        ended.abort()
      },
    }
    runners.set(space, runner)
    return runner
  }
  const pokeAll = (now: boolean) => {
    for (const runner of runners.values()) runner.poke(now)
  }
  const listen = () => {
    const stream = new EventSource('/api/v1/events')
    events = stream
    let silent: ReturnType<typeof setTimeout> | undefined
    const heard = () => {
      clearTimeout(silent)
      silent = setTimeout(() => {
        if (events !== stream) return
        stream.close()
        listen()
      }, silentMs)
    }
    stream.onopen = () => {
      heard()
      streamFailures = 0
      pokeAll(true)
    }
    stream.addEventListener('beat', heard)
    stream.onmessage = ({ data }: MessageEvent<string>) => {
      heard()
      const { space, rev } = JSON.parse(data) as { space: string; rev: number }
      if (!runners.has(space)) runnerOf(person).poke(false)
      else if (revs.get(space)?.split('.')[0] !== String(rev)) runnerOf(space).poke(false)
    }
    stream.onerror = () => {
      if (stream.readyState !== EventSource.CLOSED) return
      // The browser gives up by itself after an answer that is no stream, such as a proxy's 502, or a 401 when the access
      // token ran out. Asking for changes refreshes it, and hears whether to wait; once that works the stream is tried again.
      if (events !== stream) return
      clearTimeout(silent)
      events = undefined
      runners.get(person)?.poke(true)
    }
  }
  const listenAgain = () => {
    if (events || listening) return
    listening = true
    const { signal } = ending
    setTimeout(
      () => {
        listening = false
        if (!signal.aborted && !events) listen()
      },
      streamFailures === 0 ? 0 : backoffMs(streamFailures),
    )
    streamFailures++
  }
  const stop = () => {
    leading = false
    ending.abort()
    events?.close()
    events = undefined
    for (const runner of runners.values()) runner.stop()
    runners.clear()
  }
  return {
    status: () => status,
    /** Another tab's worker said so. */
    heard: (now: Status) => void (status = now),
    /** Begins to send and pull; this tab has just read the outbox. */
    start: async () => {
      if (leading) return
      leading = true
      ending = new AbortController()
      streamFailures = 0
      tell({ signedOut: false })
      runnerOf(person).poke(true)
      for (const space of await store.mine()) if (leading) runnerOf(space).poke(true)
      if (leading && !events) listen()
    },
    stop,
    leads: () => leading,
    poke: (space: string) => {
      // One that is not followed yet may have come into being; if not, the person's own space tells.
      if (leading) runners.get(runners.has(space) ? space : person)?.poke(false)
    },
    pokeAll: () => pokeAll(true),
    /** There is no network, says the browser; a server on this very machine may answer all the same. */
    offline: () => {
      if (!leading) return
      tellTrouble('silent')
      pokeAll(true)
    },
  }
}
