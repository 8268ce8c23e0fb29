import type { Kind, Role } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind, NotesDoc } from '@muster/core/contract/schemas/documents.ts'
import type { MutationArgs, MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { Ran, StepPart } from '@muster/core/domain/inverse.ts'
import { lineFeeds } from '@muster/core/domain/line-feeds.ts'
import { newId } from '../lib/new-id.ts'
import { serverNow, setClockOffset } from '../lib/server-clock.ts'
import { atRest } from '../lib/when-idle.ts'
import type { Again } from './again.ts'
import { idsOf } from './needs.ts'
import { isUnanswered, revOf, type Pending, type RefusedChange } from './pending.ts'
import type { Ask, Status, Told } from './protocol.ts'
import { onRules } from './rules-here.ts'
import { createSignals } from './signals.ts'
import { createSpaces } from './spaces.ts'
import { createUnstored } from './unstored.ts'

/** While many rows arrive, screens are told of them this often: ms. Where drawing takes long, less often, up to the second one. */
const tellMs = 200
const longestTellMs = 3_000
/** How often the worker's code is fetched, and how much longer is waited before each time: ms. */
const workerTries = 4
const workerAgainMs = 500
/** Rows are shown without what was done to them only when the rules take longer than this: ms. */
const longestLearningMs = 3_000

export interface SyncState extends Status {
  readonly waiting: number
  readonly refused: readonly RefusedChange[]
  /** A change that this browser could not store: it is gone when the page closes before it was sent. */
  readonly unstored: boolean
  /** Whether this browser stores anything for us; if not, a change counts only once it was answered. */
  readonly storage: boolean
  /** A later build took over this browser's copy: this page works while online, until it is loaded again. */
  readonly outdated: boolean
  /** Whether this browser kept nothing of the person before this page was opened. */
  readonly created: boolean
  /** Whether the person's own space is here, whole. */
  readonly loaded: boolean
}
export interface MySpace {
  readonly id: string
  readonly name: string
  readonly color: DocByKind['space']['color']
  readonly personal: boolean
  readonly role: Role
}
export interface Notes {
  readonly text: string
  readonly loaded: boolean
}

/** What a person did at once, in words, and what it wrote: told once its rules are here. */
export interface Step {
  readonly label: string
  readonly ran: readonly Ran[]
  /** Taken by leaving a field, or by what is seen at once: nothing is said of it. Of what is `unnamed` it is said when it has its name. */
  readonly quiet: boolean | 'unnamed'
}

/** All that a person has in this browser: reads and writes are instant, the server hears of them when it can. Shows nothing before the worker opened. */
export const openReplica = (person: string) => {
  let worker: Worker
  /** All that was asked of a worker that has said nothing yet: its code may not have come. */
  let asked: Ask[] | undefined = []
  const ask = (message: Ask) => {
    asked?.push(message)
    worker.postMessage(message)
  }
  const signals = createSignals()
  const synced = signals.make()
  const listed = signals.make()
  const available = signals.make()
  const cursors = new Map<string, string>()
  /** Parts of a pull that end within an entry, until the rest of it is here. */
  const halves = new Map<string, AnyDoc[]>()
  const askedNotes = new Map<string, Map<string, boolean>>()
  const readNotes = new Map<string, { readonly doc: NotesDoc | undefined; readonly loaded: boolean; readonly notes: Notes }>()
  /** What somebody asked for that is not in reach. */
  const kept = new Set<string>()
  /** On which day (UTC) what has left the reach was last let go of. */
  const trimmed = new Map<string, string>()
  const unstored = new Set<string>()
  const written = createUnstored()
  let early = 0
  let opened = false
  let refused: readonly RefusedChange[] = []
  let state: SyncState = {
    online: true,
    trouble: null,
    signedOut: false,
    paused: [],
    waiting: 0,
    refused,
    unstored: false,
    storage: true,
    outdated: false,
    created: false,
    loaded: false,
  }
  let mine: readonly MySpace[] | undefined
  let toldAt = -Infinity
  let restMs = tellMs
  let later: ReturnType<typeof setTimeout> | undefined
  let ended: () => void = () => {}
  let unheard: Step[] = []
  let onStep = (step: Step): void => void unheard.push(step)
  let isReady = () => {}
  let isBroken = (_error: Error) => {}
  const ready = new Promise<void>((resolve, reject) => {
    isReady = resolve
    isBroken = reject
  })

  const spaces = createSpaces(
    person,
    signals,
    (rows) => {
      rows.spaces.subscribe(() => {
        mine = undefined
        if (rows.space === person) spaces.replay()
        listed.mark()
      })
    },
    () => void learn(),
  )
  const rowsOf = spaces.of
  const tell = () => {
    clearTimeout(later)
    later = undefined
    const began = performance.now()
    // Telling of a changed membership marks the list of spaces.
    signals.flush()
    signals.flush()
    toldAt = performance.now()
    // By then it is drawn. Told again at once, a slow page would draw everything anew for each part that comes.
    setTimeout(() => {
      toldAt = performance.now()
      restMs = Math.min(longestTellMs, Math.max(tellMs, 3 * (toldAt - began)))
    })
  }
  const tellSoon = () => {
    if (performance.now() - toldAt > restMs) tell()
    else later ??= setTimeout(tell, restMs)
  }
  const setState = (change: Partial<SyncState> = {}) => {
    let waiting = early
    for (const rows of spaces.all()) waiting += rows.waiting()
    const next = { ...state, refused, ...change, waiting, unstored: unstored.size > 0 }
    if ((Object.keys(next) as (keyof SyncState)[]).every((key) => next[key] === state[key])) return
    state = next
    synced.mark()
  }
  const bySpace = <T extends { readonly space: string }>(all: readonly T[]) => Map.groupBy(all, ({ space }) => space)
  const refuse = (more: readonly RefusedChange[]) => {
    const ids = new Set(more.map(({ id }) => id))
    for (const [space] of bySpace(more)) rowsOf(space).remove(ids)
    spaces.forget(ids)
    for (const id of ids) unstored.delete(id)
    written.drop(ids)
    refused = [...refused.filter(({ id }) => !ids.has(id)), ...more]
  }
  const take = (change: Pending) => {
    const rows = rowsOf(change.space)
    rows.add(change)
    if (change.seq === undefined) unstored.add(change.id)
    else {
      unstored.delete(change.id)
      rows.stored(change.id, change.seq)
    }
  }
  const takeAll = (changes: readonly Pending[]) => {
    for (const change of changes) take(change)
    written.drop(changes.flatMap(({ id, seq }) => (seq === undefined ? [] : [id])))
  }
  const wanted = (space: string, docs: readonly AnyDoc[]) => docs.filter(({ kind, id }) => kind !== 'notes' || askedNotes.get(space)?.has(id))
  const askNotesAgain = (space: string) => {
    for (const [id, loaded] of askedNotes.get(space) ?? []) if (!loaded) ask({ do: 'notes', space, id })
  }

  let learning: Promise<void> | undefined
  const begun = () => {
    if (!learning) return isReady()
    void learning.then(isReady)
    setTimeout(isReady, longestLearningMs)
  }
  /** On another day, lets go of what has left the reach: a page may be open for weeks. */
  const trim = (space: string) => {
    const day = now().slice(0, 10)
    const before = trimmed.get(space) ?? day
    trimmed.set(space, day)
    if (before >= day) return
    void atRest()
      .then(() => import('./let-go.ts'))
      .then(
        ({ leftReach }) => {
          // While it is loaded anew nothing is taken from what it had.
          if (!cursors.has(space)) return
          const rows = rowsOf(space)
          const changes = [...[...spaces.all()].flatMap((one) => one.pending()), ...refused]
          const out = leftReach(rows, kept, changes)
          for (const [, id] of out) askedNotes.get(space)?.delete(id)
          rows.receive([], out)
          tell()
        },
        () => trimmed.set(space, before),
      )
  }
  const reached = (space: string, cursor: string) => {
    rowsOf(space).settle(revOf(cursor))
    if (!cursors.has(space)) available.mark()
    cursors.set(space, cursor)
    askNotesAgain(space)
    trim(space)
    setState(space === person ? { loaded: true } : {})
  }
  const hear = (message: Told): void => {
    switch (message.say) {
      case 'rows': {
        const rows = rowsOf(message.space)
        if (message.fresh) {
          rows.startFresh()
          // What is done from now on is done on these rows; where they stand is learnt at their end.
          cursors.delete(message.space)
          // Their notes leave with what was here: until they are read again nobody takes them for empty.
          const notes = askedNotes.get(message.space)
          for (const id of notes?.keys() ?? []) notes?.set(id, false)
        }
        rows.receive(JSON.parse(message.json) as AnyDoc[])
        tellSoon()
        return begun()
      }
      case 'pulled': {
        const { space, json, removed, whole, cursor } = message
        const docs = [...(halves.get(space) ?? []), ...wanted(space, JSON.parse(json) as AnyDoc[])]
        if (!whole) return void halves.set(space, docs)
        halves.delete(space)
        rowsOf(space).receive(docs, removed)
        for (const { kind, id } of docs) if (kind === 'notes') askedNotes.get(space)?.set(id, true)
        if (cursor === undefined) return tellSoon()
        reached(space, cursor)
        return tell()
      }
      case 'loaded': {
        const rows = rowsOf(message.space)
        rows.receive([], message.removed)
        if (message.cursor !== undefined) reached(message.space, message.cursor)
        else rows.settle(0)
        spaces.replayAcross()
        tell()
        return begun()
      }
      case 'outbox': {
        // Rows are not shown without what was done to them.
        if (message.pending.length > 0) void learn()
        const stored = bySpace(message.pending)
        for (const space of new Set([...stored.keys(), ...spaces.ids()])) rowsOf(space).reread(stored.get(space) ?? [])
        refused = message.refused
        if (opened) break
        opened = true
        const known = new Set([...message.pending, ...refused].map(({ id }) => id))
        const left = written.left().filter(({ id }) => !known.has(id))
        written.drop(known)
        if (left.length > 0) void learn()
        send(left.map(show))
        break
      }
      case 'added':
        takeAll([message.change])
        break
      case 'answered': {
        spaces.answered(message.applied)
        const ids = new Set(message.applied.map(({ id }) => id))
        for (const id of ids) unstored.delete(id)
        written.drop(ids)
        refused = refused.filter(({ id }) => !ids.has(id))
        refuse(message.refused)
        break
      }
      case 'resent': {
        refused = refused.filter(({ id }) => !message.dropped.includes(id))
        takeAll(message.added)
        break
      }
      case 'unanswered':
        rowsOf(message.space).unanswer()
        break
      case 'dropped': {
        refuse(message.refused)
        rowsOf(message.space).clear()
        spaces.delete(message.space)
        cursors.delete(message.space)
        halves.delete(message.space)
        // Their rows are gone: joined again, it has to bring them anew.
        askedNotes.delete(message.space)
        mine = undefined
        listed.mark()
        available.mark()
        break
      }
      case 'status':
        setState(message.status)
        break
      case 'opened':
        setState({ storage: message.storage, created: state.created || message.created })
        break
      case 'clock':
        return setClockOffset(message.offset)
      case 'outdated':
        setState({ outdated: true })
        break
      case 'notes': {
        if (message.doc) {
          rowsOf(message.space).receive([message.doc])
          askedNotes.get(message.space)?.set(message.id, true)
        } else if (!rowsOf(message.space).get('task', message.id)?.hasNotes) askedNotes.get(message.space)?.set(message.id, true)
        rowsOf(message.space).touch(message.id)
        break
      }
      case 'leads':
        void tabs.then((watched) => watched?.leads(message.leads))
        return
      case 'cleared':
      case 'wiped':
        return ended()
      default:
        return
    }
    setState()
    tell()
  }
  /** Fetches the rules; comes to its end once they are here, or cannot be had now. */
  const learn = (): Promise<void> =>
    (learning ??= import('./rules.ts').then(
      () => {},
      () => {
        learning = undefined
      },
    ))
  onRules((rules) => {
    spaces.setRules(rules)
    tell()
  })
  const shown = ready.then(atRest)
  void shown.then(learn, () => {})
  const start = (tries: number) => {
    worker = new Worker(new URL('./worker/main.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      asked = undefined
      hear(data)
    }
    worker.onerror = () => {
      if (!asked) return
      // What runs of it would say something all the same, and the next one would be asked nothing.
      worker.terminate()
      if (tries === workerTries) return isBroken(new Error('The code that stores and syncs could not be fetched'))
      setTimeout(() => {
        start(tries + 1)
        for (const one of asked ?? []) worker.postMessage(one)
      }, tries * workerAgainMs)
    }
  }
  start(1)
  // Not needed to show rows. Without it this tab neither gives the lead away nor takes it from a silent one.
  const tabs = shown
    .then(() => import('./tabs.ts'))
    .then(
      ({ watchTabs }) => watchTabs(person, ask),
      () => undefined,
    )
  ask({ do: 'open', person })
  addEventListener('online', () => ask({ do: 'sync' }))
  addEventListener('offline', () => ask({ do: 'offline' }))

  const now = () => new Date(serverNow()).toISOString()
  const pendingOf = <K extends MutationName>(space: string, name: K, args: MutationArgs[K], clientAt = now()): Pending => ({
    id: newId(),
    space,
    name,
    args,
    base: revOf(cursors.get(space)),
    clientAt,
    ...idsOf(space, name, args),
  })
  /** Shows it here at once. What it puts into another space may be changed there before it is sent. */
  const show = (change: Pending): Pending => {
    rowsOf(change.space).add(change)
    return { ...change, creates: [...new Set([...change.creates, ...spaces.made(change)])] }
  }
  /** Stores them, all or none, and sends them: what stands in the outbox together is pushed together. */
  const send = (changes: readonly Pending[]) => {
    const [first] = changes
    if (!first) return
    written.add(changes)
    ask({ do: 'add', changes })
    setState()
    tell()
  }
  const run = async (parts: Iterable<StepPart>): Promise<readonly Ran[]> => {
    const clientAt = now()
    const changes: Pending[] = []
    const given: StepPart[] = []
    for (const part of parts) {
      const change = pendingOf(part.space, part.name, part.args as never, clientAt)
      spaces.watch(change.id)
      changes.push(show(change))
      given.push(part)
    }
    send(changes)
    await learn()
    return given.map((part, n) => ({ part, written: spaces.told(changes[n]?.id ?? '') }))
  }
  return {
    person,
    /** What this browser stores has begun to arrive, or there is nothing. Rejects when the worker's code does not come. */
    ready,
    /** The rows of a space with their indexes; empty for one that is not here. */
    space: rowsOf,
    /** A row as it stands now, with what is not sent yet. */
    get: <K extends Kind>(space: string, kind: K, id: string): DocByKind[K] | undefined => spaces.get(space)?.get(kind, id),
    /** Changes it here at once, stores it, sends it: what is no step that can be taken back. */
    mutate: <K extends MutationName>(space: string, name: K, args: MutationArgs[K]): void => send([show(pendingOf(space, name, args))]),
    /** One step of a person over any rows: shown at once, stored and sent as one, and taken back as one. `label` says what was done. */
    transact: (label: string, parts: readonly StepPart[], quiet: Step['quiet'] = false): void => {
      if (parts.length > 0) void run(parts).then((ran) => onStep({ label, ran, quiet }))
    },
    /** Tells of a step that was run before there were words for it. */
    tellStep: (step: Step): void => onStep(step),
    /** Runs mutations one after another, each taken once the one before it is shown, sends them together, and tells what they wrote. */
    run,
    /** Once every rule is here, or cannot be had now. */
    learnt: learn,
    /** Hears of every step from now on, and of those that nobody heard of. */
    onStep: (listener: (step: Step) => void): void => {
      onStep = listener
      for (const step of unheard) listener(step)
      unheard = []
    },
    /** Forgets refused changes, and sends others in their place. */
    resend: (dropped: readonly string[], added: readonly Again[] = []): void =>
      ask({ do: 'resend', dropped, added: added.map((one) => pendingOf(one.space, one.name, one.args as never)) }),
    /** Changes that the server has not answered yet. */
    waiting: (): readonly Pending[] => [...spaces.all()].flatMap((rows) => rows.pending().filter(isUnanswered)),
    /** So many changes are still to be made, since their code has not come: they wait, too. */
    setEarly: (count: number): void => {
      early = count
      setState()
      tell()
    },
    sync: () => state,
    subscribeSync: synced.subscribe,
    /** The person's spaces, their own first. */
    spaces: (): readonly MySpace[] => {
      if (mine) return mine
      const own = rowsOf(person)
      const ids = [person, ...[...own.all('membership')].filter(({ id, leftAt }) => leftAt === null && id !== person).map(({ id }) => id)]
      const found = ids.flatMap((id): MySpace[] => {
        const row = rowsOf(id).get('space', id)
        return row && row.deletedAt === null ? [{ id, name: row.name, color: row.color, personal: id === person, role: spaces.roleIn(id) }] : []
      })
      mine = [...found.slice(0, 1), ...found.slice(1).sort((a, b) => a.name.localeCompare(b.name))]
      return mine
    },
    subscribeSpaces: listed.subscribe,
    /** A task's notes, fetched from this browser's copy when first asked for. */
    notes: (space: string, id: string): Notes => {
      const key = `${space}/${id}`
      const rows = rowsOf(space)
      const asked = askedNotes.get(space) ?? new Map<string, boolean>()
      if (!asked.has(id)) {
        askedNotes.set(space, asked.set(id, false))
        ask({ do: 'notes', space, id })
      }
      const doc = rows.get('notes', id)
      const task = rows.get('task', id)
      // A task that no pull has brought yet was made here: there is no other text, unless it was moved here without its own.
      const loaded = asked.get(id) === true || (task !== undefined && !rows.isPulled('task', id) && (!task.hasNotes || doc !== undefined))
      const known = readNotes.get(key)
      if (known && known.doc === doc && known.loaded === loaded) return known.notes
      const notes = { text: loaded ? lineFeeds(doc?.text ?? '') : '', loaded }
      readNotes.set(key, { doc, loaded, notes })
      return notes
    },
    /** How far each space is shown. */
    cursors: cursors as ReadonlyMap<string, string>,
    /** Whether a space is here, whole, or will come; of one that is not the person's nothing will. */
    availability: (space: string): 'here' | 'coming' | 'none' => {
      if (cursors.has(space)) return 'here'
      return space === person || !state.loaded || rowsOf(person).get('membership', space)?.leftAt === null ? 'coming' : 'none'
    },
    subscribeAvailability: available.subscribe,
    /** A task that is shown although it is not in reach. */
    keep: (id: string): void => void kept.add(id),
    /** Takes in what was asked of the server beside the worker. */
    hear,
    /** Goes on after the same person signed in again. */
    resume: (): void => ask({ do: 'signed-in' }),
    /** Asks the server nothing more: the session is about to end. */
    quiet: (): void => ask({ do: 'quiet' }),
    /** Deletes all that this browser stores of the person, in every tab. */
    wipe: (): Promise<void> =>
      new Promise((resolve) => {
        ended = resolve
        ask({ do: 'wipe' })
      }),
    /** Called when another tab wiped it all. */
    onEnded: (listener: () => void): void => {
      ended = listener
    },
  }
}
export type Replica = ReturnType<typeof openReplica>
