import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind } from '@muster/core/contract/schemas/documents.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import type { World } from '@muster/core/domain/world.ts'
import { sameJson } from '../lib/same-json.ts'
import { createIndexes } from './indexes.ts'
import { inOrder, isUnanswered, reread, unanswered, unsettled, type Pending } from './pending.ts'
import type { Signal, Signals } from './signals.ts'

type Table = Map<Kind, Map<string, AnyDoc>>
const put = (table: Table, doc: AnyDoc) => {
  const rows = table.get(doc.kind)
  if (rows) rows.set(doc.id, doc)
  else table.set(doc.kind, new Map([[doc.id, doc]]))
}
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
  /** Runs a change by its rule: what it does here. What it does elsewhere is handed to the others. */
  byRule: (change: Pending, world: World) => readonly AnyDoc[],
  /** Hears what a change writes here, each time that it is run: the row as that change found it, and as it left it. */
  wrote: (change: string, was: AnyDoc | undefined, now: AnyDoc) => void = () => {},
) => {
  let base: Table = new Map()
  let overlay: Table = new Map()
  let fresh: Table | null = null
  let pending: readonly Pending[] = []
  /** Ids that the replay looked at or wrote: when one of them is pulled, it runs again. */
  let looked = new Set<string>()
  /** Rows that a change of another space puts here, by its id, until they are pulled. */
  const fromElsewhere = new Map<string, readonly AnyDoc[]>()
  /** What those rows lie on, by the change and the row's key. */
  let covered = new Map<string, Map<string, AnyDoc | undefined>>()
  const arrived = new Set<string>()
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
  const run = (change: Pending, onTop: Table): readonly AnyDoc[] => {
    const world: World = {
      get: (kind, id) => {
        looked.add(id)
        return (onTop.get(kind)?.get(id) ?? pulled(kind, id)) as never
      },
      children: (parent) => {
        const over = [...(onTop.get('task')?.values() ?? [])].filter((doc) => doc.kind === 'task' && doc.parentId === parent).map(({ id }) => id)
        return [...new Set([...(below.get(parent) ?? []), ...over])].flatMap((id) => {
          const task = world.get('task', id)
          return task?.parentId === parent ? [task] : []
        })
      },
      all: (kind) => [...new Set([...(base.get(kind)?.keys() ?? []), ...(onTop.get(kind)?.keys() ?? [])])].flatMap((id) => world.get(kind, id) ?? []),
    }
    try {
      return byRule(change, world)
    } catch {
      // The server decides; its refusal is shown with the text kept.
      return []
    }
  }
  /** Works out again what lies on top. Rows that come out as they were stay the same objects. */
  const replay = () => {
    const was = overlay
    const next: Table = new Map()
    looked = new Set()
    covered = new Map()
    const under = (doc: AnyDoc) => next.get(doc.kind)?.get(doc.id) ?? pulled(doc.kind, doc.id)
    const isFree = (doc: AnyDoc | undefined) => doc === undefined || isGone(doc)
    const seat = (id: string, docs: readonly AnyDoc[]) => {
      covered.set(id, new Map(docs.map((doc) => [`${doc.kind}:${doc.id}`, under(doc)])))
      for (const doc of docs)
        if (isFree(under(doc))) {
          wrote(id, under(doc), doc)
          put(next, doc)
        }
    }
    // Rows that stand here already: pulled, or those of what is about to be moved away from here, and comes back.
    const later: [string, readonly AnyDoc[]][] = []
    for (const [id, docs] of fromElsewhere) {
      for (const doc of docs) looked.add(doc.id)
      if (docs.some((doc) => (doc.kind === 'task' || doc.kind === 'space') && !isFree(under(doc)))) later.push([id, docs])
      else seat(id, docs)
    }
    for (const one of pending) {
      const left = new Set<string>()
      for (const doc of run(one, next)) {
        looked.add(doc.id)
        wrote(one.id, under(doc), doc)
        put(next, doc)
        if (doc.kind === 'task' && isGone(doc)) left.add(doc.id)
      }
      const back = left.size === 0 ? -1 : later.findIndex(([, docs]) => docs.some(({ kind, id }) => kind === 'task' && left.has(id)))
      for (const [id, docs] of back < 0 ? [] : later.splice(back, 1)) seat(id, docs)
    }
    // Committed in one with where it came from: once one of them is pulled, all are.
    for (const [id] of later) {
      fromElsewhere.delete(id)
      arrived.add(id)
    }
    for (const doc of each(next)) {
      const before = was.get(doc.kind)?.get(doc.id)
      if (before && sameJson(before, doc)) put(next, before)
    }
    overlay = next
    for (const doc of each(was)) shown(doc, get(doc.kind, doc.id))
    for (const doc of each(next)) if (!was.get(doc.kind)?.has(doc.id)) shown(pulled(doc.kind, doc.id), doc)
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
      if (was && was.rev > doc.rev) continue
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
  const settle = (rev: number) => {
    if (fresh) {
      const was = base
      base = fresh
      fresh = null
      below = new Map()
      for (const doc of base.get('task')?.values() ?? []) hang(undefined, doc)
      for (const doc of each(was)) if (!overlay.get(doc.kind)?.has(doc.id)) shown(doc, pulled(doc.kind, doc.id))
      for (const doc of each(base)) if (!was.get(doc.kind)?.has(doc.id) && !overlay.get(doc.kind)?.has(doc.id)) shown(undefined, doc)
      replay()
    }
    setPending(unsettled(pending, rev))
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
      for (const doc of run(one, overlay)) {
        looked.add(doc.id)
        const was = get(doc.kind, doc.id)
        wrote(one.id, was, doc)
        put(overlay, doc)
        shown(was, doc)
      }
    },
    stored: (id: string, seq: number) => setPending(inOrder(pending.map((one) => (one.id === id ? { ...one, seq } : one)))),
    answered: (id: string, appliedRev: number) => {
      pending = pending.map((one) => (one.id === id ? { ...one, appliedRev } : one))
    },
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
    /** Rows that a change of another space puts here; none takes them away again. */
    setOptimistic: (change: string, docs: readonly AnyDoc[] | undefined) => {
      if (arrived.has(change) || sameJson(fromElsewhere.get(change), docs)) return
      if (docs) fromElsewhere.set(change, docs)
      else fromElsewhere.delete(change)
      replay()
    },
    optimisticIds: (change: string): readonly string[] => (fromElsewhere.get(change) ?? []).map(({ id }) => id),
    /** A row as a change of another space finds it: without what that change itself has put here. */
    before: <K extends Kind>(change: string, kind: K, id: string): DocByKind[K] | undefined => {
      const under = fromElsewhere.has(change) ? covered.get(change) : undefined
      const key = `${kind}:${id}`
      return under?.has(key) ? (under.get(key) as DocByKind[K] | undefined) : get(kind, id)
    },
    unanswer: () => {
      pending = pending.map(unanswered)
    },
    /** Says that something about a row is known now although the row is as it was. */
    touch: (id: string) => listened.get(id)?.mark(),
    /** Takes everything away. */
    clear: () => {
      fresh = new Map()
      pending = []
      fromElsewhere.clear()
      settle(0)
    },
    /** A role that became known or changed may let pending changes run differently. */
    replay,
  }
}
export type SpaceRows = ReturnType<typeof createSpaceRows>
