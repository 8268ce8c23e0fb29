import type { LabelDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { TaskListQuery } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { viewAll, viewDocs, viewTasks, type TaskPath, type TaskSpot, type View } from '../../ports/view.ts'

export type Filters = Pick<TaskListQuery, 'list' | 'parent' | 'status' | 'label' | 'updatedSince'>

export interface Page {
  readonly tasks: readonly TaskDoc[]
  /** Where the next page begins; null on the last. */
  readonly next: TaskSpot | null
}

/** So many rows are looked at for one page, whatever the filters leave of them: what a page costs does not grow with the space. */
const examinedAtMost = 1_000

/** Which way the rows are found; the other filters are looked at row by row. */
export const pathOf = ({ updatedSince, parent, list, label }: Filters): TaskPath['by'] => {
  if (updatedSince !== undefined) return 'updated'
  if (parent !== undefined) return 'parent'
  return label !== undefined && list === undefined ? 'label' : 'list'
}

/** The labels that stand for the same as one: those merged into it, or into what it was merged into. None when it is not there. */
const sameLabels = (labels: readonly LabelDoc[], id: string): ReadonlySet<string> => {
  const byId = new Map(labels.map((label) => [label.id, label]))
  const last = (from: LabelDoc | undefined): LabelDoc | undefined => {
    let label = from
    for (let step = 0; step < 10 && label && label.mergedInto !== null; step++) label = byId.get(label.mergedInto)
    return label
  }
  const stays = last(byId.get(id))
  return new Set(stays?.deletedAt === null ? labels.filter((label) => last(label) === stays).map((label) => label.id) : [])
}

/** What is out of sight because something above it is in the trash. */
const createCovers = (lists: ReadonlySet<string>, trashedSections: ReadonlySet<string>) => {
  const above = new Map<string, TaskDoc>()
  /** Reads what is above some tasks, a level at a time. */
  const read = function* (tasks: readonly TaskDoc[]): View<void> {
    for (let level = tasks; level.length > 0;) {
      const ids = new Set(level.flatMap(({ parentId }) => (parentId === null || above.has(parentId) ? [] : [parentId])))
      level = (ids.size === 0 ? [] : yield* viewDocs([...ids].map((id) => ({ kind: 'task', id })))) as readonly TaskDoc[]
      for (const task of level) above.set(task.id, task)
    }
  }
  /** Whether nothing covers the task; what is above it has been read. */
  const inSight = (task: TaskDoc): boolean => {
    let top = task
    while (top.parentId !== null) {
      const parent = above.get(top.parentId)
      if (parent?.deletedAt !== null) return false
      top = parent
    }
    return top.listId !== null && lists.has(top.listId) && (top.sectionId === null || !trashedSections.has(top.sectionId))
  }
  return { read, inSight }
}

/**
 * One page of a space's tasks. By default the open root tasks in list order; `updatedSince` takes whatever was written, of any
 * status and level, in the trash too. A page may come short, or empty, while more follow.
 */
export const viewPage = function* (filters: Filters, from: TaskSpot | null, limit: number): View<Page> {
  const { list, parent, label, updatedSince } = filters
  const by = pathOf(filters)
  const wrote = updatedSince !== undefined
  const status = filters.status ?? (wrote ? undefined : 'open')
  const lists = new Set((yield* viewAll('list')).flatMap((one) => (one.deletedAt === null ? [one.id] : [])))
  const sections = new Set((yield* viewAll('section')).flatMap((one) => (one.deletedAt === null ? [] : [one.id])))
  const labels = label === undefined ? undefined : sameLabels(yield* viewAll('label'), label)
  const { read, inSight } = createCovers(lists, sections)
  const keep = (task: TaskDoc): boolean =>
    (status === undefined || task.status === status) &&
    (list === undefined || task.listId === list) &&
    (parent === undefined || task.parentId === parent) &&
    (labels === undefined || task.labelIds.some((id) => labels.has(id))) &&
    (wrote || (task.deletedAt === null && inSight(task)))

  const path: TaskPath =
    by === 'updated'
      ? { by, since: updatedSince ?? '' }
      : by === 'parent'
        ? { by, parent: parent ?? '' }
        : by === 'label'
          ? { by, status: status ?? 'open', labels: [...(labels ?? [])] }
          : { by, status: status ?? 'open', lists: list === undefined ? [...lists].sort() : [list].filter((id) => lists.has(id)) }

  const tasks: TaskDoc[] = []
  let after = from
  for (let examined = 0; examined < examinedAtMost;) {
    // One more than fits tells whether there are more; who finds little looks further each time.
    const ask = Math.min(Math.max(limit - tasks.length + 1, examined), examinedAtMost - examined)
    const rows = yield* viewTasks({ path, after, limit: ask })
    if (!wrote) yield* read(rows)
    for (const row of rows) {
      if (tasks.length === limit) return { tasks, next: after }
      if (keep(row)) tasks.push(row)
      after = row
    }
    if (rows.length < ask) return { tasks, next: null }
    examined += rows.length
  }
  return { tasks, next: after }
}
