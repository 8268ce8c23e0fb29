import type { AnyDoc, FolderDoc, LabelDoc, ListDoc, MemberDoc, SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import type { Signals } from './signals.ts'
import { byOrder, createSortedRows, type SortedRows } from './sorted-rows.ts'

export type TrashedDoc = TaskDoc | ListDoc | FolderDoc | SectionDoc | LabelDoc
export type Where = { readonly listId: string } | { readonly parentId: string }

const byName = (a: MemberDoc, b: MemberDoc) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const keyOf = (where: Where) => ('listId' in where ? `list/${where.listId}` : `parent/${where.parentId}`)
const groupOf = (task: TaskDoc | undefined): string | undefined =>
  !task || task.deletedAt !== null ? undefined : keyOf(task.parentId === null ? { listId: task.listId ?? '' } : { parentId: task.parentId })
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

/** What is asked often of a space's rows, kept up to date one changed row at a time. */
export const createIndexes = (signals: Signals) => {
  const groups = new Map<string, SortedRows<TaskDoc>>()
  const ordered = {
    list: createSortedRows<ListDoc>(signals.make(), byOrder),
    folder: createSortedRows<FolderDoc>(signals.make(), byOrder),
    section: createSortedRows<SectionDoc>(signals.make(), byOrder),
    label: createSortedRows<LabelDoc>(signals.make(), byOrder),
    member: createSortedRows<MemberDoc>(signals.make(), byName),
  }
  const days = new Map<string, Set<string>>()
  const labels = new Map<string, Set<string>>()
  const trash = new Map<string, TrashedDoc>()
  const counts = new Map<string, number>()
  const told = { tasks: signals.make(), days: signals.make(), labels: signals.make(), trash: signals.make(), counts: signals.make() }
  let version = 0
  let dayVersion = 0
  let trashRead: readonly TrashedDoc[] | undefined
  let countsRead: ReadonlyMap<string, number> | undefined
  let labelsRead = new Map<string, readonly string[]>()

  const group = (key: string): SortedRows<TaskDoc> => {
    const known = groups.get(key)
    if (known) return known
    const made = createSortedRows<TaskDoc>(signals.make(), byOrder)
    groups.set(key, made)
    return made
  }
  const bag = (bags: Map<string, Set<string>>, key: string, id: string, here: boolean) => {
    const set = bags.get(key) ?? new Set()
    if (here) bags.set(key, set.add(id))
    else if (set.delete(id) && set.size === 0) bags.delete(key)
  }
  const markDays = () => {
    dayVersion++
    told.days.mark()
  }
  const changeTask = (was: TaskDoc | undefined, now: TaskDoc | undefined) => {
    version++
    told.tasks.mark()
    const id = (now ?? was)?.id ?? ''
    const [from, to] = [groupOf(was), groupOf(now)]
    if (from !== undefined && from === to) group(from).change(was, now)
    else {
      if (from !== undefined) group(from).change(was, undefined)
      if (to !== undefined) group(to).change(undefined, now)
    }
    const [dayWas, dayNow] = [isOpen(was) ? was.due?.date : undefined, isOpen(now) ? now.due?.date : undefined]
    if (dayWas !== dayNow) {
      if (dayWas !== undefined) bag(days, dayWas, id, false)
      if (dayNow !== undefined) bag(days, dayNow, id, true)
    }
    // What is done, deleted or moved covers or uncovers what is below it.
    const covers = groups.has(`parent/${id}`) && (was?.status !== now?.status || was?.deletedAt !== now?.deletedAt || from !== to)
    if (dayWas !== undefined || dayNow !== undefined || covers) markDays()
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
        if (kind === 'list') markDays()
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
    at: (where: Where) => group(keyOf(where)),
    ordered,
    told,
    /** Grows with every change to a task. */
    version: () => version,
    dayVersion: () => dayVersion,
    /** Ids of open tasks due on each day. */
    days: days as ReadonlyMap<string, ReadonlySet<string>>,
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
