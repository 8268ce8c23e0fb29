import type { AnyDoc, FolderDoc, LabelDoc, ListDoc, MemberDoc, SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { createChangeLog } from './change-log.ts'
import type { Signal, Signals } from './signals.ts'
import { byOrder, createSortedRows, type SortedRows } from './sorted-rows.ts'

export type TrashedDoc = TaskDoc | ListDoc | FolderDoc | SectionDoc | LabelDoc
export type Where = { readonly listId: string } | { readonly parentId: string }

const byName = (a: MemberDoc, b: MemberDoc) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const whereOf = (task: TaskDoc | undefined): Where | undefined =>
  !task || task.deletedAt !== null ? undefined : task.parentId === null ? { listId: task.listId ?? '' } : { parentId: task.parentId }
const isOpen = (task: TaskDoc | undefined): task is TaskDoc => task !== undefined && task.status === 'open' && task.deletedAt === null
const isAlive = (doc: AnyDoc | undefined): boolean =>
  doc !== undefined &&
  !('deletedAt' in doc && doc.deletedAt !== null) &&
  !('leftAt' in doc && doc.leftAt !== null) &&
  !('mergedInto' in doc && doc.mergedInto !== null)
const isTrashed = (doc: AnyDoc | undefined): doc is TrashedDoc =>
  doc !== undefined &&
  (doc.kind === 'task' || doc.kind === 'list' || doc.kind === 'folder' || doc.kind === 'section' || doc.kind === 'label') &&
  doc.deletedAt !== null &&
  !isGone(doc)
const noLabels: readonly string[] = []
const noTasks: readonly TaskDoc[] = []
/** So many changes below tasks, and of days, are remembered one by one. */
const mostRemembered = 1_000
/** What the place of a task among those of its day hangs on. */
export type Dated = Pick<TaskDoc, 'due' | 'order' | 'id'>
/** A task that is due as it was and as it is; undefined where it was not, or is not. */
export interface DueChange {
  readonly was: TaskDoc | undefined
  readonly now: TaskDoc | undefined
}
const clockOf = ({ due }: Dated): string => (due && 'time' in due ? due.time : '~')
/** The earliest day first, on it those with a time by their time before those without. */
export const byDue = (a: Dated, b: Dated): number => {
  const [date, other] = [a.due?.date ?? '', b.due?.date ?? '']
  if (date !== other) return date < other ? -1 : 1
  const [time, otherTime] = [clockOf(a), clockOf(b)]
  return time < otherTime ? -1 : time > otherTime ? 1 : byOrder(a, b)
}
const zoneOf = ({ due }: TaskDoc): string => (due && 'zone' in due ? due.zone : '')
const isDue = (task: TaskDoc | undefined): task is TaskDoc => isOpen(task) && task.due !== null
/** Signals nothing: it is told elsewhere when what is asked of the rows may come out differently. */
const silent: Signal = { subscribe: () => () => {}, mark: () => {} }

/** What is asked often of a space's rows, kept up to date one changed row at a time. */
export const createIndexes = (signals: Signals) => {
  const inLists = new Map<string, SortedRows<TaskDoc>>()
  const belowTasks = new Map<string, SortedRows<TaskDoc>>()
  const ordered = {
    list: createSortedRows<ListDoc>(signals.make(), byOrder),
    folder: createSortedRows<FolderDoc>(signals.make(), byOrder),
    section: createSortedRows<SectionDoc>(signals.make(), byOrder),
    label: createSortedRows<LabelDoc>(signals.make(), byOrder),
    member: createSortedRows<MemberDoc>(signals.make(), byName),
  }
  const due = createSortedRows<TaskDoc>(silent, byDue)
  const labels = new Map<string, Set<string>>()
  const trash = new Map<string, TrashedDoc>()
  const counts = new Map<string, number>()
  const told = { tasks: signals.make(), days: signals.make(), labels: signals.make(), trash: signals.make(), counts: signals.make() }
  let version = 0
  /** What is due otherwise than before, or was covered and is not. */
  const days = createChangeLog<DueChange>(mostRemembered)
  /** Below which tasks something changed. */
  const belowChanges = createChangeLog<string>(mostRemembered)
  let trashRead: readonly TrashedDoc[] | undefined
  let countsRead: ReadonlyMap<string, number> | undefined
  let labelsRead = new Map<string, readonly string[]>()

  const group = (where: Where): SortedRows<TaskDoc> => {
    const [groups, id] = 'listId' in where ? [inLists, where.listId] : [belowTasks, where.parentId]
    const known = groups.get(id)
    if (known) return known
    const made = createSortedRows<TaskDoc>(signals.make(), byOrder)
    groups.set(id, made)
    return made
  }
  const changeIn = (where: Where, was: TaskDoc | undefined, now: TaskDoc | undefined) => {
    group(where).change(was, now)
    if (!('listId' in where)) belowChanges.add(where.parentId)
  }
  const bag = (bags: Map<string, Set<string>>, key: string, id: string, here: boolean) => {
    const set = bags.get(key) ?? new Set()
    if (here) bags.set(key, set.add(id))
    else if (set.delete(id) && set.size === 0) bags.delete(key)
  }
  /** What is due below a task, to any depth; undefined where that is more than is remembered. */
  const dueBelow = (id: string): readonly TaskDoc[] | undefined => {
    const found: TaskDoc[] = []
    const next = [id]
    for (let n = 0; n < next.length; n++)
      for (const task of belowTasks.get(next[n] ?? '')?.read() ?? noTasks) {
        next.push(task.id)
        if (next.length > mostRemembered) return undefined
        if (isDue(task)) found.push(task)
      }
    return found
  }
  const changeTask = (was: TaskDoc | undefined, now: TaskDoc | undefined) => {
    version++
    told.tasks.mark()
    const id = (now ?? was)?.id ?? ''
    const [from, to] = [whereOf(was), whereOf(now)]
    const stays = from !== undefined && to !== undefined && was?.parentId === now?.parentId && (was?.parentId !== null || was?.listId === now?.listId)
    if (stays) changeIn(to, was, now)
    else {
      if (from !== undefined) changeIn(from, was, undefined)
      if (to !== undefined) changeIn(to, undefined, now)
    }
    const [dueWas, dueNow] = [isDue(was) ? was : undefined, isDue(now) ? now : undefined]
    if (dueWas || dueNow) due.change(dueWas, dueNow)
    const redated = dueWas && dueNow ? !stays || byDue(dueWas, dueNow) !== 0 || zoneOf(dueWas) !== zoneOf(dueNow) : dueWas !== dueNow
    // What is done, deleted or moved covers or uncovers what is below it.
    const covers = belowTasks.has(id) && (was?.status !== now?.status || was?.deletedAt !== now?.deletedAt || !stays)
    if (redated) days.add({ was: dueWas, now: dueNow })
    const covered = covers ? dueBelow(id) : noTasks
    if (!covered) days.addMany()
    else for (const task of covered) days.add({ was: task, now: task })
    if (redated || covers) told.days.mark()
    const labelsWas = isOpen(was) ? was.labelIds : noLabels
    const labelsNow = isOpen(now) ? now.labelIds : noLabels
    if (labelsWas.length > 0 || labelsNow.length > 0) {
      for (const label of labelsWas) bag(labels, label, id, false)
      for (const label of labelsNow) bag(labels, label, id, true)
      labelsRead = new Map()
      told.labels.mark()
    }
    const listWas = isOpen(was) ? was.listId : null
    const listNow = isOpen(now) ? now.listId : null
    if (listWas !== listNow) {
      if (listWas !== null) counts.set(listWas, (counts.get(listWas) ?? 0) - 1)
      if (listNow !== null) counts.set(listNow, (counts.get(listNow) ?? 0) + 1)
      countsRead = undefined
      told.counts.mark()
    }
  }
  return {
    /** One row as it was shown and as it is shown now; undefined where there was or is none. */
    change: (was: AnyDoc | undefined, now: AnyDoc | undefined) => {
      const kind = (now ?? was)?.kind
      if (kind === 'task') changeTask(was as TaskDoc | undefined, now as TaskDoc | undefined)
      else if (kind !== undefined && kind in ordered) {
        const rows = ordered[kind as 'list'] as SortedRows<ListDoc>
        const [before, after] = [isAlive(was), isAlive(now)]
        if (before || after) rows.change(before ? (was as ListDoc) : undefined, after ? (now as ListDoc) : undefined)
        if (kind === 'list' && before !== after) {
          days.addMany()
          told.days.mark()
        }
      }
      if (isTrashed(was) || isTrashed(now)) {
        const key = `${kind}/${(now ?? was)?.id}`
        if (isTrashed(now)) trash.set(key, now)
        else trash.delete(key)
        trashRead = undefined
        told.trash.mark()
      }
    },
    /** Tasks at a place: not deleted, in order, done ones too. */
    at: group,
    /** The same below a task, without making room for what may come: most tasks have nothing below them. */
    below: (parentId: string): readonly TaskDoc[] => belowTasks.get(parentId)?.read() ?? noTasks,
    /** Grows with every change below a task. */
    belowVersion: belowChanges.version,
    /** Below which tasks something changed since that version; undefined where that is not remembered any more. */
    changedBelow: belowChanges.since,
    ordered,
    told,
    /** Grows with every change to a task. */
    version: () => version,
    /** What is due otherwise than before, with every task that something else covered or uncovered. */
    days,
    /** Open tasks that are due some day, by that day. */
    due: (): readonly TaskDoc[] => due.read(),
    labelled: (id: string): readonly string[] => {
      const known = labelsRead.get(id)
      if (known) return known
      const now = [...(labels.get(id) ?? [])]
      labelsRead.set(id, now)
      return now
    },
    /** Rows deleted themselves, newest first. */
    trash: () => (trashRead ??= [...trash.values()].sort((a, b) => ((a.deletedAt ?? '') < (b.deletedAt ?? '') ? 1 : -1))),
    /** How many open tasks stand in each list. */
    counts: () => (countsRead ??= new Map(counts)),
  }
}
