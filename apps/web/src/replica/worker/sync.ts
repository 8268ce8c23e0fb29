import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, PushReply } from '@muster/core/contract/schemas/sync.ts'
import { call, Refused, type Account } from '../../lib/client.ts'
import { sendable } from '../parking.ts'
import type { Shared, Status } from '../protocol.ts'
import { clockOffset } from '../../lib/server-clock.ts'
import { firstLoad } from './first-load.ts'
import type { Line } from './line.ts'
import { pullParts } from './pull-parts.ts'
import type { Gone, ReplicaStore } from './replica-store.ts'
import { createRunner, type AfterFailure, type Runner } from './runner.ts'

const pushCount = 100
const pushBytes = 512 * 1024
/** The server answers a push within 12 s or says that it does not know. */
const pushMs = 15_000
const pullMs = 60_000
const streamAgainMs = 5_000
/** The server's stream beats every 15 s; one that was silent for so long is dead, though nobody said so. */
const silentMs = 45_000
const leftReason = 'You are no longer in this space.'

const within = <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TypeError('No answer in time.')), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
const statusOf = (error: unknown): number => (error instanceof Refused ? error.problem.status : 0)

/** Sends and pulls every space of a person, in the one tab that leads; another tab's `start` needs no more than the outbox and the cursors. */
export const createSync = (deps: { readonly person: string; readonly store: ReplicaStore; readonly line: Line; readonly share: (message: Shared) => void }) => {
  const { person, store, line, share } = deps
  let leading = false
  let events: EventSource | undefined
  let status: Status = { online: true, signedOut: false, paused: [] }
  const runners = new Map<string, Runner>()
  const resets = new Set<string>()
  const revs = new Map<string, string>()
  let toldOffset = 0

  const tell = (change: Partial<Status>) => {
    const next = { ...status, ...change }
    if (JSON.stringify(next) === JSON.stringify(status)) return
    status = next
    share({ say: 'status', status })
  }
  const pause = (space: string, paused: boolean) =>
    tell({ paused: paused ? [...new Set([...status.paused, space])] : status.paused.filter((id) => id !== space) })

  const tellClock = () => {
    if (clockOffset() === toldOffset) return
    toldOffset = clockOffset()
    share({ say: 'clock', offset: toldOffset })
  }
  const push = async (space: string, leads: () => boolean): Promise<void> => {
    for (let most = pushCount; leads();) {
      const group = sendable(space, line.waiting(), most, pushBytes)
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
        const { results } = await within(pushMs, call<PushReply>('POST', `/spaces/${space}/mutations`, { for: person, mutations }))
        if (!leads()) return
        // What was more than is done at once stays in the line, and goes again at once, now that it is nearer to the front.
        const told = results.filter((result) => result.status === 'applied' || result.problem.code !== 'busy')
        if (told.length === 0) throw new TypeError('Nothing of it was done.')
        await line.answered(told)
        most = pushCount
      } catch (error) {
        const status = statusOf(error)
        if (!(error instanceof Refused) || (status !== 400 && status !== 413 && status !== 422)) throw error
        // The request as a whole is not taken: find the change that makes it so, and refuse that one alone.
        if (group.length > 1) most = Math.ceil(group.length / 2)
        else await line.answered([{ id: only.id, status: 'refused', problem: error.problem }])
      }
      for (const [other, runner] of runners) if (other !== space && line.waiting().some((one) => one.space === other)) runner.poke(false)
    }
  }

  const drop = async (space: string) => {
    runners.delete(space)
    const refused = await line.giveUp(space, leftReason)
    await store.drop(space)
    pause(space, false)
    share({ say: 'dropped', space, refused })
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
  /** After the person's own space was loaded anew, its memberships are all there are: one that ended long ago is told nowhere else. */
  const followAll = async () => {
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
    const waiting = line.waiting()
    const made = new Set(waiting.flatMap(({ creates }) => creates))
    for (const space of new Set(waiting.map((one) => one.space))) if (space !== person && !mine.has(space) && !made.has(space)) await drop(space)
  }

  const pull = async (space: string, leads: () => boolean): Promise<void> => {
    const get = <Reply>(path: string) => within(pullMs, call<Reply>('GET', path))
    const standing = await store.standing(space)
    let { cursor } = standing
    if (cursor === undefined || resets.has(space)) {
      const rows = (json: string, fresh: boolean) => {
        if (fresh) resets.delete(space)
        share({ say: 'rows', space, json, ...(fresh ? { fresh } : {}) })
      }
      const reached = await firstLoad(space, resets.has(space), {
        store,
        get,
        leads,
        rows,
        arrived: (docs) => (space === person ? follow(docs) : Promise.resolve()),
      })
      if (reached === undefined) return
      resets.delete(space)
      if (space === person) await followAll()
      await line.settle(space, reached)
      share({ say: 'pulled', space, from: undefined, json: '[]', gone: [], whole: true, cursor: reached })
      cursor = reached
    }
    const docs: AnyDoc[] = []
    const gone: [Gone[number][0], string][] = []
    let page: string | null = null
    let head = cursor
    do {
      const query = new URLSearchParams({ since: cursor, ...(page ? { page } : {}) })
      const reply: ChangesReply = await get<ChangesReply>(`/spaces/${space}/changes?${query}`)
      docs.push(...reply.docs)
      for (const { kind, id, trashed } of reply.tombstones) {
        if (trashed) docs.push(trashed)
        else gone.push([kind as Gone[number][0], id])
      }
      page = reply.next
      head = reply.head
    } while (page !== null && leads())
    if (!leads()) return
    revs.set(space, head)
    if (head === cursor) {
      // An answer that was heard twice may come after what it tells of.
      if (await line.settle(space, head)) share({ say: 'pulled', space, from: cursor, json: '[]', gone: [], whole: true, cursor })
      return
    }
    if (!(await store.pulled(space, cursor, head, docs, gone))) return runners.get(space)?.poke(false)
    await line.settle(space, head)
    for (const part of pullParts(docs)) share({ say: 'pulled', space, from: cursor, ...part, ...(part.last ? { gone, cursor: head } : { gone: [] }) })
    if (space === person) await follow(docs)
    await store.compact(space)
  }

  const failed = async (space: string, error: unknown): Promise<AfterFailure> => {
    const code = error instanceof Refused ? error.problem.code : undefined
    if (code === 'sync_reset') {
      resets.add(space)
      await line.unanswer(space)
      return 'retry'
    }
    let http = statusOf(error)
    if (space === person && http === 404) {
      // Our own space is nowhere: somebody else may be signed in.
      try {
        const { user } = await call<Account>('GET', '/me')
        if (user.id !== person) http = 401
      } catch (second) {
        http = statusOf(second)
      }
    }
    if (http === 401 || code === 'wrong_person') {
      tell({ signedOut: true })
      stop()
      return 'stop'
    }
    // One space that does not answer holds up no other.
    if (space === person) tell({ online: false })
    else {
      pause(space, true)
      // Nothing answered at all: whether anything does, the person's own space tells.
      if (http === 0) runners.get(person)?.poke(false)
    }
    return 'retry'
  }
  const runnerOf = (space: string): Runner => {
    const known = runners.get(space)
    if (known) return known
    const leads = () => leading && runners.get(space) === runner
    const runner: Runner = createRunner({
      leads,
      push: () => push(space, leads).finally(tellClock),
      pull: async () => {
        await pull(space, leads).finally(tellClock)
        if (space === person && leads()) await giveUpStrays()
      },
      failed: (error) => failed(space, error),
      done: () => {
        if (space === person) tell({ online: true, signedOut: false })
        pause(space, false)
      },
    })
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
      // token ran out: asking for changes first refreshes it.
      runners.get(person)?.poke(true)
      setTimeout(() => leading && events === stream && listen(), streamAgainMs)
    }
  }
  const stop = () => {
    leading = false
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
      tell({ online: false })
      pokeAll(true)
    },
  }
}
