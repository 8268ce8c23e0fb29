import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind } from '@muster/core/contract/schemas/documents.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import type { World } from '@muster/core/domain/world.ts'
import { sameFields, sameJson } from '../lib/same-json.ts'
import { createIndexes } from './indexes.ts'
import { answeredWith, inOrder, isUnanswered, reread, unanswered, unsettled, type Answer, type Pending } from './pending.ts'
import type { Signal, Signals } from './signals.ts'

type Table = Map<Kind, Map<string, AnyDoc>>
const put = (table: Table, doc: AnyDoc) => {
  const rows = table.get(doc.kind)
  if (rows) rows.set(doc.id, doc)
  else table.set(doc.kind, new Map([[doc.id, doc]]))
}
/** Whether a row has come once more as it is here: it stays the same object, and nothing is drawn anew for it. */
const isSame = (was: AnyDoc, now: AnyDoc): boolean => was.rev === now.rev && sameFields(was, now)
const each = function* (table: Table): Generator<AnyDoc> {
  for (const rows of table.values()) yield* rows.values()
}

/**
 * One space as it is shown: what was pulled, with what is not pulled yet replayed on top. Every read is synchronous, and a
 * row stays the same object until it changes. Changes are told at the next flush of `signals`.
 */
export const createSpaceRows = (
  space: string,
  signals: Signals,
  /** Runs a change by its rule: what it does here. What it does elsewhere is put there. */
  byRule: (change: Pending, world: World) => Iterable<AnyDoc>,
  /** Hears what a change writes here, each time that it is run: the row as that change found it, and as it left it. */
  wrote: (change: string, was: AnyDoc | undefined, now: AnyDoc) => void = () => {},
  /** Replays this space together with the others that changes reach over; false where none does. */
  replayTogether: () => boolean = () => false,
) => {
  let base: Table = new Map()
  let overlay: Table = new Map()
  let fresh: Table | null = null
  let pending: readonly Pending[] = []
  /** Ids that the replay looked at or wrote: when one of them is pulled, it runs again. */
  let looked = new Set<string>()
  /** What is worked out anew, while it is: it is shown once it is whole. */
  let next: Table | null = null
  /** What changes of other spaces put here, by their ids, until it is pulled. */
  const fromElsewhere = new Map<string, { readonly change: Pending; readonly docs: readonly AnyDoc[] }>()
  /** Of these it was pulled. */
  const arrived = new Set<string>()
  /** The revs that changes of other spaces have here, where the server said them. */
  const revsHere = new Map<string, number>()
  /** The rev of what was pulled, whole. */
  let reached = 0
  /** The pulled tasks below each task: a replay that walks a subtree must not look at every row for it. */
  let below = new Map<string, Set<string>>()
  const indexes = createIndexes(signals)
  const listened = new Map<string, Signal>()
  const spaces = signals.make()

  const pulled = (kind: Kind, id: string) => base.get(kind)?.get(id)
  const hang = (was: AnyDoc | undefined, now: AnyDoc | undefined) => {
    const [from, to] = [was?.kind === 'task' ? was.parentId : null, now?.kind === 'task' ? now.parentId : null]
    if (from === to) return
    if (was && from !== null) below.get(from)?.delete(was.id)
    if (now && to !== null) below.set(to, (below.get(to) ?? new Set()).add(now.id))
  }
  const get = <K extends Kind>(kind: K, id: string): DocByKind[K] | undefined => (overlay.get(kind)?.get(id) ?? pulled(kind, id)) as DocByKind[K] | undefined
  const shown = (was: AnyDoc | undefined, now: AnyDoc | undefined) => {
    const doc = now ?? was
    if (was === now || !doc) return
    indexes.change(was, now)
    listened.get(doc.id)?.mark()
    if (doc.kind === 'space' || doc.kind === 'membership') spaces.mark()
  }
  const onTop = () => next ?? overlay
  const world: World = {
    get: (kind, id) => {
      looked.add(id)
      return (onTop().get(kind)?.get(id) ?? pulled(kind, id)) as never
    },
    children: (parent) => {
      const over = [...(onTop().get('task')?.values() ?? [])].filter((doc) => doc.kind === 'task' && doc.parentId === parent).map(({ id }) => id)
      return [...new Set([...(below.get(parent) ?? []), ...over])].flatMap((id) => {
        const task = world.get('task', id)
        return task?.parentId === parent ? [task] : []
      })
    },
    all: (kind) => [...new Set([...(base.get(kind)?.keys() ?? []), ...(onTop().get(kind)?.keys() ?? [])])].flatMap((id) => world.get(kind, id) ?? []),
  }
  const write = (change: string, doc: AnyDoc) => {
    const was = world.get(doc.kind, doc.id)
    wrote(change, was, doc)
    put(onTop(), doc)
    if (!next) shown(was, doc)
  }
  const run = (change: Pending) => {
    try {
      for (const doc of byRule(change, world)) write(change.id, doc)
    } catch {
      // The server decides; its refusal is shown with the text kept.
    }
  }
  const start = () => {
    if (next) return
    next = new Map()
    looked = new Set()
    fromElsewhere.clear()
  }
  /** Shows what was worked out. Rows that came out as they were stay the same objects. */
  const finish = () => {
    if (!next) return
    const was = overlay
    overlay = next
    next = null
    for (const doc of each(overlay)) {
      const before = was.get(doc.kind)?.get(doc.id)
      if (before && sameJson(before, doc)) put(overlay, before)
    }
    for (const doc of each(was)) shown(doc, get(doc.kind, doc.id))
    for (const doc of each(overlay)) if (!was.get(doc.kind)?.has(doc.id)) shown(pulled(doc.kind, doc.id), doc)
  }
  /** Works out again what lies on top. */
  const replay = () => {
    if (replayTogether()) return
    start()
    for (const one of pending) run(one)
    finish()
  }
  /** What it put here is among what was pulled. */
  const arrive = (change: string) => {
    fromElsewhere.delete(change)
    revsHere.delete(change)
    arrived.add(change)
  }
  const isFree = (doc: AnyDoc | undefined) => doc === undefined || isGone(doc)
  /** Puts here what a change of another space does here, unless that was pulled: where its rows stand already, they were. */
  const putFromElsewhere = (change: Pending, docs: readonly AnyDoc[]) => {
    const { id, also } = change
    if (also?.space === space && also.rev <= reached) arrive(id)
    if (arrived.has(id)) return
    if (docs.some((doc) => (doc.kind === 'task' || doc.kind === 'space') && !isFree(world.get(doc.kind, doc.id)))) return arrive(id)
    if (also?.space === space) revsHere.set(id, also.rev)
    fromElsewhere.set(id, { change, docs })
    for (const doc of docs) if (isFree(world.get(doc.kind, doc.id))) write(id, doc)
  }
  /** A change of another space is in this one's history at that rev: what it put here goes once that is pulled, whatever became of it since. */
  const answeredElsewhere = (change: Pending) => {
    const { id, also } = change
    const put = fromElsewhere.get(id)
    if (put) fromElsewhere.set(id, { ...put, change })
    if (also?.space === space && !arrived.has(id)) revsHere.set(id, also.rev)
  }
  const setPending = (now: readonly Pending[]) => {
    const changed = now.length !== pending.length || now.some(({ id }, index) => pending[index]?.id !== id)
    pending = now
    if (changed) replay()
  }
  const receive = (docs: readonly AnyDoc[], removed: readonly (readonly [Kind, string])[]) => {
    let again = false
    for (const doc of docs) {
      const was = pulled(doc.kind, doc.id)
      if (was && (was.rev > doc.rev || isSame(was, doc))) continue
      put(base, doc)
      hang(was, doc)
      again ||= looked.has(doc.id) || (doc.kind === 'task' && doc.parentId !== null && looked.has(doc.parentId))
      if (!overlay.get(doc.kind)?.has(doc.id)) shown(was, doc)
    }
    for (const [kind, id] of removed) {
      const was = pulled(kind, id)
      if (!was) continue
      base.get(kind)?.delete(id)
      hang(was, undefined)
      again ||= looked.has(id)
      if (!overlay.get(kind)?.has(id)) shown(was, undefined)
    }
    if (again) replay()
  }
  /** What is among what was pulled leaves: of this space, and of what others put here. */
  const leave = () => {
    const before = fromElsewhere.size
    for (const [id, at] of revsHere) if (at <= reached) arrive(id)
    const left = unsettled(pending, reached)
    if (left.length === pending.length && fromElsewhere.size < before) replay()
    else setPending(left)
  }
  const settle = (rev: number) => {
    if (fresh) {
      const was = base
      base = fresh
      fresh = null
      below = new Map()
      for (const doc of each(base)) {
        const before = was.get(doc.kind)?.get(doc.id)
        if (before && isSame(before, doc)) put(base, before)
        hang(undefined, doc)
      }
      for (const doc of each(was)) if (!overlay.get(doc.kind)?.has(doc.id)) shown(doc, pulled(doc.kind, doc.id))
      for (const doc of each(base)) if (!was.get(doc.kind)?.has(doc.id) && !overlay.get(doc.kind)?.has(doc.id)) shown(undefined, doc)
      replay()
    }
    reached = rev
    leave()
  }
  return {
    space,
    get,
    indexes,
    /** Tells of the space's own row, and of memberships. */
    spaces,
    all: <K extends Kind>(kind: K): Iterable<DocByKind[K]> =>
      [...new Set([...(base.get(kind)?.keys() ?? []), ...(overlay.get(kind)?.keys() ?? [])])].flatMap((id) => get(kind, id) ?? []),
    /** Whether a row was pulled, whatever lies on top of it. */
    isPulled: (kind: Kind, id: string): boolean => pulled(kind, id) !== undefined,
    subscribeRow: (id: string, listener: () => void) => {
      const signal = listened.get(id) ?? signals.make()
      listened.set(id, signal)
      return signal.subscribe(listener)
    },
    pending: () => pending,
    /** A change made here or in another tab, run on top of what is shown. */
    add: (one: Pending) => {
      if (pending.some(({ id }) => id === one.id)) return
      const last = pending.at(-1)
      if (one.seq !== undefined && last && (last.seq ?? Infinity) > one.seq) return setPending(inOrder([...pending, one]))
      pending = [...pending, one]
      run(one)
    },
    stored: (id: string, seq: number) => setPending(inOrder(pending.map((one) => (one.id === id ? { ...one, seq } : one)))),
    /** Takes answers by the id of their change; the changes of this space that they are about. */
    answered: (answers: ReadonlyMap<string, Answer>): readonly Pending[] => {
      pending = pending.map((one) => {
        const said = answers.get(one.id)
        return said ? answeredWith(one, said) : one
      })
      return pending.filter(({ id }) => answers.has(id))
    },
    answeredElsewhere,
    remove: (ids: ReadonlySet<string>) => setPending(pending.filter(({ id }) => !ids.has(id))),
    reread: (stored: readonly Pending[]) => setPending(reread(stored, pending)),
    /** Rows from the server or from this browser's copy; a row that is here in a later rev stays. */
    receive: (docs: readonly AnyDoc[], removed: readonly (readonly [Kind, string])[] = []) => {
      if (!fresh) return receive(docs, removed)
      for (const doc of docs) if ((fresh.get(doc.kind)?.get(doc.id)?.rev ?? 0) <= doc.rev) put(fresh, doc)
      for (const [kind, id] of removed) fresh.get(kind)?.delete(id)
    },
    /** From here on rows are gathered aside; `settle` puts them in the place of all that is here. */
    startFresh: () => {
      fresh = new Map()
    },
    /** The rows are those of this rev, whole: what was answered at or before it leaves. */
    settle,
    waiting: () => pending.filter(isUnanswered).length,
    /** Called once answers were taken: some came after what they answer was pulled. */
    leave,
    putFromElsewhere,
    fromElsewhere: fromElsewhere as ReadonlyMap<string, { readonly change: Pending; readonly docs: readonly AnyDoc[] }>,
    /** These changes of other spaces were refused: what they put here goes with the next replay. Whether there was anything. */
    takeBack: (changes: ReadonlySet<string>): boolean => {
      const before = fromElsewhere.size
      for (const id of changes) fromElsewhere.delete(id)
      return fromElsewhere.size < before
    },
    world,
    /** A replay with others: between these, changes are run one after another over all of them. */
    start,
    run,
    finish,
    unanswer: () => {
      pending = pending.map(unanswered)
      revsHere.clear()
      arrived.clear()
      reached = 0
    },
    /** Says that something about a row is known now although the row is as it was. */
    touch: (id: string) => listened.get(id)?.mark(),
    /** Takes everything away. */
    clear: () => {
      fresh = new Map()
      pending = []
      fromElsewhere.clear()
      revsHere.clear()
      settle(0)
    },
    /** A role that became known or changed may let pending changes run differently. */
    replay,
  }
}
export type SpaceRows = ReturnType<typeof createSpaceRows>
