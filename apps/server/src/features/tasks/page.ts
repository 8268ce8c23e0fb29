import type { AnyDoc, DocByKind, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { TaskListQuery } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { viewDocs, viewTasks, type TaskPath, type TaskRow, type TaskSpot, type View } from '../../ports/view.ts'
import { viewSameLabels } from './same-labels.ts'

export type Filters = Pick<TaskListQuery, 'list' | 'parent' | 'status' | 'label' | 'updatedSince' | 'order'>

export interface Page {
  readonly tasks: readonly TaskRow[]
  /** Where the next page begins; null on the last. */
  readonly next: TaskSpot | null
}

/** So many rows are looked at for one page, whatever the filters leave of them: what a page costs does not grow with the space. */
const examinedAtMost = 1_000

/** Which way the rows are found; the other filters are looked at row by row. Refuses `invalid` an order in which only a list is kept. */
export const pathOf = ({ updatedSince, parent, list, label, order }: Filters): TaskPath['by'] => {
  if (order !== undefined) {
    if (list === undefined || parent !== undefined || updatedSince !== undefined)
      refuse('invalid', 'By when they were completed come the tasks of a list: name one, and neither parent nor updatedSince.')
    return 'closed'
  }
  if (updatedSince !== undefined) return 'updated'
  if (parent !== undefined) return 'parent'
  return label !== undefined && list === undefined ? 'label' : 'list'
}

type Above = Pick<TaskDoc, 'parentId' | 'listId' | 'sectionId'>

/** Rows of one kind by id, each read once; null where there is none. */
const createKnown = <K extends 'task' | 'list' | 'section'>(kind: K) => {
  const known = new Map<string, DocByKind[K] | null>()
  let wanted: string[] = []
  return {
    get: (id: string) => known.get(id),
    want: (id: string): void => {
      if (known.has(id)) return
      known.set(id, null)
      wanted.push(id)
    },
    /** What is wanted and not read yet. */
    take: (): readonly DocKey[] => {
      const keys = wanted.map((id) => ({ kind, id }))
      wanted = []
      return keys
    },
    put: (doc: AnyDoc): void => {
      if (doc.kind === kind) known.set(doc.id, doc as DocByKind[K])
    },
  }
}

/** What is out of sight because something above it is in the trash; of lists and sections, only those that rows name are read. */
const createCovers = () => {
  const [above, lists, sections] = [createKnown('task'), createKnown('list'), createKnown('section')]
  const want = ({ parentId, listId, sectionId }: Above): void => {
    if (parentId !== null) return above.want(parentId)
    if (listId !== null) lists.want(listId)
    if (sectionId !== null) sections.want(sectionId)
  }
  const listIsThere = (id: string): boolean => lists.get(id)?.deletedAt === null
  return {
    /** Reads what is above some tasks, a level at a time. */
    read: function* (tasks: readonly Above[]): View<void> {
      for (let level = tasks; level.length > 0;) {
        for (const task of level) want(task)
        const parents = above.take()
        const keys = [...parents, ...lists.take(), ...sections.take()]
        for (const doc of keys.length === 0 ? [] : yield* viewDocs(keys)) for (const known of [above, lists, sections]) known.put(doc)
        level = parents.flatMap(({ id }) => above.get(id) ?? [])
      }
    },
    /** Whether nothing covers the task; what is above it has been read. */
    inSight: (task: Above): boolean => {
      let top = task
      while (top.parentId !== null) {
        const parent = above.get(top.parentId)
        if (parent?.deletedAt !== null) return false
        top = parent
      }
      return top.listId !== null && listIsThere(top.listId) && (top.sectionId === null || sections.get(top.sectionId)?.deletedAt === null)
    },
    listIsThere,
  }
}

/** Behind all tasks of a list. */
const endOf = (listId: string): TaskSpot => ({ listId, sectionId: '~', order: '', updatedAt: '', id: '' })

/** Which tasks of a path are wanted, besides being in sight. What the path tells already is not looked for in their text. */
const createMatch = (path: TaskPath, { list, parent, status }: Filters, labels: ReadonlySet<string> | undefined): ((row: TaskRow) => boolean) => {
  const { by } = path
  const told =
    by === 'label' ||
    (by === 'closed' && (status ?? labels) === undefined) ||
    (by === 'list' ? labels === undefined : by === 'updated' && (status ?? list ?? parent ?? labels) === undefined)
  if (told) return () => true
  const wanted = by === 'updated' || by === 'closed' ? status : (status ?? 'open')
  return ({ json }) => {
    const task = JSON.parse(json) as TaskDoc
    return (
      (by === 'updated' || task.deletedAt === null) &&
      (wanted === undefined || task.status === wanted) &&
      (list === undefined || task.listId === list) &&
      (parent === undefined || task.parentId === parent) &&
      (labels === undefined || task.labelIds.some((id) => labels.has(id)))
    )
  }
}

/**
 * One page of a space's tasks. By default the open root tasks in list order; `updatedSince` takes whatever was written, of any
 * status and level, in the trash too; `order` the done and dropped ones of a list, the latest first. A page may come short, or empty, while more follow.
 */
export const viewPage = function* (filters: Filters, from: TaskSpot | null, limit: number): View<Page> {
  const { list, parent, label, updatedSince } = filters
  const by = pathOf(filters)
  const status = filters.status ?? 'open'
  const labels = label === undefined ? undefined : yield* viewSameLabels(label)
  const path: TaskPath =
    by === 'updated'
      ? { by, since: updatedSince ?? '' }
      : by === 'parent'
        ? { by, parent: parent ?? '' }
        : by === 'label'
          ? { by, status, labels: [...(labels ?? [])] }
          : by === 'closed'
            ? { by, list: list ?? '' }
            : { by, status, list: list ?? null }
  const covers = createCovers()
  const matches = createMatch(path, filters, labels)

  const tasks: TaskRow[] = []
  let after = from
  for (let examined = 0; examined < examinedAtMost;) {
    // One more than fits tells whether there are more; who finds little looks further each time.
    const ask = Math.min(Math.max(limit - tasks.length + 1, examined), examinedAtMost - examined)
    const rows = yield* viewTasks({ path, after, limit: ask })
    if (by !== 'updated') yield* covers.read(rows)
    for (const row of rows) {
      if (tasks.length === limit) return { tasks, next: after }
      if ((by === 'updated' || covers.inSight(row)) && matches(row)) tasks.push(row)
      after = row
    }
    if (rows.length < ask) return { tasks, next: null }
    examined += rows.length
    // A list in the trash is passed over, however much is in it.
    if (by === 'list' && after?.listId && !covers.listIsThere(after.listId)) after = endOf(after.listId)
  }
  return { tasks, next: after }
}
