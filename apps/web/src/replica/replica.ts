import type { AnyDoc, DocByKind, LabelDoc, ListDoc, SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { InSpaceName, MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import type { ChangesReply, PushReply } from '@muster/core/contract/schemas/sync.ts'
import { call, Refused } from '../lib/client.ts'
import { newId } from '../lib/new-id.ts'
import { rebase, reread, rowKey, unanswered, unsettled, type Pending } from './rebase.ts'
import { openStorage, type RefusedChange } from './storage.ts'

export interface SyncState {
  readonly waiting: number
  readonly refused: readonly RefusedChange[]
  readonly online: boolean
  readonly signedOut: boolean
  /** A change that this browser could not store: it is gone when the page closes before it was sent. */
  readonly unkept: boolean
  readonly loaded: boolean
}

/** The rows of each kind, in order; a new object whenever one of them changed. */
export interface View {
  readonly tasks: readonly TaskDoc[]
  readonly lists: readonly ListDoc[]
  readonly sections: readonly SectionDoc[]
  readonly labels: readonly LabelDoc[]
}

/** The session ended, or the cookie is another person's: sending again cannot help until somebody signs in. */
const needsSignIn = (error: unknown): boolean =>
  error instanceof Refused && (error.problem.status === 401 || error.problem.code === 'wrong_person' || error.problem.code === 'not_found')

/** The person's own space in this browser: reads and writes are instant, the server hears of them when it can. */
export const openReplica = async (person: string) => {
  const storage = await openStorage(person)
  const stored = await storage.load()
  let base = stored.rows
  let cursor = stored.cursor
  let pending = await storage.pending()
  let refused = await storage.refused()
  let overlay = new Map<string, AnyDoc>()
  let view: View = { tasks: [], lists: [], sections: [], labels: [] }
  let sync: SyncState = { waiting: 0, refused, online: true, signedOut: false, unkept: false, loaded: cursor !== undefined }
  const listeners = new Set<() => void>()
  const channel = new BroadcastChannel(`muster-${person}`)
  const saving = new Set<string>()
  const unstored = new Set<string>()
  let closed = false
  let leads = false

  const revOf = (at: string | undefined) => Number(at?.split('.')[0] ?? 0)
  const changed = (state: Partial<SyncState> = {}) => {
    pending = unsettled(pending, revOf(cursor))
    overlay = rebase(base, pending, person)
    const tasks: TaskDoc[] = []
    const lists: ListDoc[] = []
    const sections: SectionDoc[] = []
    const labels: LabelDoc[] = []
    for (const doc of new Map([...base, ...overlay]).values()) {
      if (doc.kind === 'task') tasks.push(doc)
      if (doc.kind === 'list') lists.push(doc)
      if (doc.kind === 'section') sections.push(doc)
      if (doc.kind === 'label') labels.push(doc)
    }
    const byOrder = (a: { order: string; id: string }, b: { order: string; id: string }) =>
      a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1
    view = { tasks: tasks.sort(byOrder), lists: lists.sort(byOrder), sections: sections.sort(byOrder), labels: labels.sort(byOrder) }
    const waiting = pending.filter(({ appliedRev }) => appliedRev === undefined)
    sync = { ...sync, refused, ...state, waiting: waiting.length, unkept: waiting.some(({ id }) => unstored.has(id)) }
    for (const listener of listeners) listener()
  }

  const pull = async (): Promise<void> => {
    const since = cursor
    const put: AnyDoc[] = []
    let page: string | null = null
    let head = ''
    do {
      const query = new URLSearchParams({ ...(since ? { since } : {}), ...(page ? { page } : {}) })
      let reply: ChangesReply
      try {
        reply = await call<ChangesReply>('GET', `/spaces/${person}/changes?${query}`)
      } catch (error) {
        if (!(error instanceof Refused) || error.problem.code !== 'sync_reset') throw error
        cursor = undefined
        if (leads) await storage.unanswer()
        pending = unanswered(pending)
        again = true
        return pull()
      }
      put.push(...reply.docs, ...reply.tombstones.flatMap(({ trashed }) => (trashed ? [trashed] : [])))
      page = reply.next
      head = reply.head
    } while (page !== null)
    await storage.pulled(put, [], head, since === undefined)
    if (since === undefined) base = new Map()
    for (const doc of put) base.set(rowKey(doc.kind, doc.id), doc)
    cursor = head
    if (leads) await storage.settle(revOf(head))
    changed({ loaded: true, online: true, signedOut: false })
  }

  const push = async (): Promise<void> => {
    for (;;) {
      const group = pending.filter(({ appliedRev }) => appliedRev === undefined).slice(0, 100)
      if (group.length === 0) return
      const { results } = await call<PushReply>('POST', `/spaces/${person}/mutations`, {
        for: person,
        mutations: group.map(({ id, name, args, base: from, clientAt }) => ({ id, name, args, base: from, clientAt })),
      })
      for (const result of results) {
        const entry = pending.find(({ id }) => id === result.id)
        if (!entry) continue
        if (result.status === 'applied') {
          await storage.applied(result.id, result.rev)
          pending = pending.map((one) => (one.id === result.id ? { ...one, appliedRev: result.rev } : one))
        } else {
          await storage.refuse(entry, result.problem.detail ?? result.problem.title)
          pending = pending.filter(({ id }) => id !== result.id)
          refused = await storage.refused()
        }
      }
      channel.postMessage('sent')
      changed()
    }
  }

  /** One round at a time, in every tab; only the leading tab sends. Told again while busy, it goes round once more. */
  let busy = false
  let again = false
  let wake = () => {}
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const round = async (): Promise<void> => {
    if (busy) {
      again = true
      return
    }
    busy = true
    let pause = 500
    do {
      again = false
      try {
        if (leads) await push()
        await pull()
        pause = 500
      } catch (error) {
        if (closed) break
        if (needsSignIn(error)) {
          changed({ signedOut: true })
          break
        }
        changed({ online: false })
        await wait(pause)
        pause = Math.min(pause * 2, 10_000)
        again = !closed
      }
    } while (again)
    busy = false
  }

  const reload = async (): Promise<void> => {
    const known = new Set(pending.filter(({ id }) => !saving.has(id)).map(({ id }) => id))
    const stored = await storage.pending()
    pending = reread(stored, pending, known)
    refused = await storage.refused()
    changed()
  }
  channel.onmessage = async ({ data }: MessageEvent<string>) => {
    if (closed) return
    if (data === 'signed-out') return location.assign('/')
    await reload()
    void round()
  }
  void navigator.locks.request(`muster-lead-${person}`, () => {
    leads = true
    void round()
    return new Promise(() => {})
  })
  let events: EventSource
  const listen = () => {
    events = new EventSource('/api/v1/events')
    events.onmessage = () => void round()
    events.onopen = () => void round()
    events.onerror = () => {
      // The browser gives up by itself after an answer that is no stream, such as a proxy's 502, or a 401 when the access
      // token ran out: asking for changes first refreshes it.
      const again = () => {
        if (events.readyState === EventSource.CLOSED && !closed) void round().then(() => sync.signedOut || closed || listen())
      }
      if (events.readyState === EventSource.CLOSED && !closed && !sync.signedOut) setTimeout(again, 5_000)
    }
  }
  listen()
  addEventListener('online', () => {
    wake()
    void round()
  })
  addEventListener('offline', () => changed({ online: false }))
  changed()
  void round()

  const mutate = <K extends InSpaceName>(name: K, args: MutationArgs[K]): void => {
    const entry: Pending = { id: newId(), name, args, base: revOf(cursor), clientAt: new Date().toISOString() }
    pending = [...pending, entry]
    saving.add(entry.id)
    changed()
    void storage.add(entry).then(
      () => {
        saving.delete(entry.id)
        channel.postMessage('added')
        // The sending tab may have settled it before this one heard that it was stored.
        if (!leads) void reload()
        void round()
      },
      () => {
        unstored.add(entry.id)
        changed()
        void round()
      },
    )
  }

  return {
    person,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    view: () => view,
    /** A row as it stands now, with what is not sent yet. */
    get: <K extends keyof DocByKind>(kind: K, id: string) => (overlay.get(rowKey(kind, id)) ?? base.get(rowKey(kind, id))) as DocByKind[K] | undefined,
    sync: () => sync,
    mutate,
    /** Sends a refused change again under a new id. */
    resend: async (change: RefusedChange) => {
      await storage.drop(change.id)
      refused = await storage.refused()
      mutate(change.name, change.args as never)
    },
    drop: async (id: string) => {
      await storage.drop(id)
      refused = await storage.refused()
      changed()
    },
    /** Goes on after the same person signed in again. */
    resume: () => {
      if (events.readyState === EventSource.CLOSED) listen()
      changed({ signedOut: false })
      void round()
    },
    wipe: async () => {
      closed = true
      events.close()
      channel.postMessage('signed-out')
      await storage.wipe()
    },
  }
}
export type Replica = Awaited<ReturnType<typeof openReplica>>
