import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc, NotesDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { isOutOfReach } from '@muster/core/domain/reach.ts'
import { nextAfter, viewChanges, viewDocs, viewRange, type ChangesPage, type RangeAsk, type View } from '../../ports/view.ts'

/** Rows of a range, and of them those in reach. */
interface Reached {
  readonly looked: readonly AnyDoc[]
  readonly docs: readonly AnyDoc[]
  /** How many rows were read for it, about. */
  readonly read: number
}
/** Notes read at once: as long as they may be, some megabytes. */
const notesAtOnce = 50
/** UTF-16 units of notes of what is above the tasks of a range, about; where there are more, the others are asked for when they are looked at. */
const textAbove = 1024 * 1024

/** Rows of a kind by id, in no order. */
const viewKind = function* <D extends TaskDoc | NotesDoc>(kind: D['kind'], ids: readonly string[], atOnce: number): View<readonly D[]> {
  const docs: D[] = []
  for (let at = 0; at < ids.length; at += atOnce) docs.push(...((yield* viewDocs(ids.slice(at, at + atOnce).map((id) => ({ kind, id })))) as readonly D[]))
  return docs
}

/** All tasks above some, a level at a time, but those that were met before. */
const viewAbove = function* (tasks: readonly TaskDoc[], met: ReadonlySet<string>, atOnce: number): View<readonly TaskDoc[]> {
  const above: TaskDoc[] = []
  const seen = new Set(met)
  for (let level = tasks; level.length > 0;) {
    const ids = [...new Set(level.flatMap(({ parentId }) => (parentId === null || seen.has(parentId) ? [] : [parentId])))]
    for (const id of ids) seen.add(id)
    level = yield* viewKind<TaskDoc>('task', ids, atOnce)
    above.push(...level)
  }
  return above
}

/**
 * Tasks of a range that are in reach, with what they need and no range has: the tasks above them that were done before, and the notes of those.
 * All above is looked at, whatever it is and whenever it changed: what is in reach, or was changed since the snapshot began, comes elsewhere.
 * @param met the ids of tasks that were looked at with all above them
 */
const viewTasks = function* (range: RangeAsk, since: string, met: ReadonlySet<string>): View<Reached> {
  const looked = (yield* viewRange(range)) as readonly TaskDoc[]
  const inReach = looked.filter((task) => !isGone(task) && !isOutOfReach(task, since))
  const above = yield* viewAbove(inReach, met, range.limit)
  const needed = above.filter((task) => isOutOfReach(task, since))
  const ids = needed.filter(({ hasNotes }) => hasNotes).map(({ id }) => id)
  const notes: NotesDoc[] = []
  for (let [at, text] = [0, 0]; at < ids.length && text < textAbove; at += notesAtOnce) {
    const some = yield* viewKind<NotesDoc>('notes', ids.slice(at, at + notesAtOnce), notesAtOnce)
    text += some.reduce((sum, one) => sum + one.text.length, 0)
    notes.push(...some)
  }
  return { looked, docs: [...inReach, ...needed, ...notes], read: looked.length + above.length + notes.length }
}

/** Changed rows whose tasks are looked above at once. */
const changesAtOnce = limits.pageMax
/** A page of changes ends once so many rows above it were read. */
const readAbove = limits.changesPage

/**
 * A page of changes, led by the tasks above them that whoever asks may not have, though they did not change: done ones, out of the trash. What was
 * moved below one, or done anew there, is not to be without it.
 */
export const viewChangesInReach = function* (sinceRev: number, page: string | null, limit: number): View<ChangesPage> {
  const { docs, next } = yield* viewChanges(sinceRev, page, limit)
  // From the start on all come by themselves.
  if (sinceRev === 0) return { docs, next }
  const tasks = docs.filter((doc) => doc.kind === 'task' && !isGone(doc)) as readonly TaskDoc[]
  const met = new Set(tasks.map(({ id }) => id))
  const needed: TaskDoc[] = []
  for (let [at, read] = [0, 0]; at < tasks.length; at += changesAtOnce) {
    const first = tasks[at] as TaskDoc
    const cut = docs.indexOf(first)
    const last = docs[cut - 1]
    if (last && read >= readAbove) return { docs: [...needed, ...docs.slice(0, cut)], next: nextAfter(last) }
    const above = yield* viewAbove(tasks.slice(at, at + changesAtOnce), met, limits.pageMax)
    read += above.length
    for (const task of above) {
      met.add(task.id)
      if (task.status !== 'open' && task.deletedAt === null) needed.push(task)
    }
  }
  return { docs: [...needed, ...docs], next }
}

/** Notes of a range whose tasks are in reach by themselves: those of tasks above them come along with these. */
const viewNotes = function* (range: RangeAsk, since: string): View<Reached> {
  const looked = yield* viewRange(range)
  const tasks = yield* viewKind<TaskDoc>(
    'task',
    looked.map(({ id }) => id),
    range.limit,
  )
  const out = new Set(tasks.filter((task) => isOutOfReach(task, since)).map(({ id }) => id))
  return { looked, docs: looked.filter(({ id }) => !out.has(id)), read: looked.length }
}

/** Rows of a range, those in reach of a day alone; without one, all. */
export const viewReached = function* (range: RangeAsk, since: string | null, met: ReadonlySet<string>): View<Reached> {
  if (since !== null && range.kind === 'task') return yield* viewTasks(range, since, met)
  if (since !== null && range.kind === 'notes') return yield* viewNotes(range, since)
  const docs = yield* viewRange(range)
  return { looked: docs, docs, read: docs.length }
}
