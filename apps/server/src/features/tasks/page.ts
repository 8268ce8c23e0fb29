import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { TaskListQuery } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { viewTasks, type TaskPath, type TaskRow, type TaskSpot, type View } from '../../ports/view.ts'
import { createCovers } from './covers.ts'
import { viewSameLabels } from './same-labels.ts'

export type Filters = Pick<TaskListQuery, 'list' | 'parent' | 'status' | 'label' | 'assignee' | 'updatedSince' | 'order'>

export interface Page {
  readonly tasks: readonly TaskRow[]
  /** Where the next page begins; null on the last. */
  readonly next: TaskSpot | null
}

/** So many rows are looked at for one page, whatever the filters leave of them: what a page costs does not grow with the space. */
export const examinedAtMost = 1_000

/** Which way the rows are found; the other filters are looked at row by row. Refuses `invalid` an order in which only a list is kept. */
export const pathOf = ({ updatedSince, parent, list, label, assignee, order }: Filters): TaskPath['by'] => {
  if (order !== undefined) {
    if (list === undefined || parent !== undefined || updatedSince !== undefined)
      refuse('invalid', 'By when they were completed come the tasks of a list: name one, and neither parent nor updatedSince.')
    return 'closed'
  }
  if (updatedSince !== undefined) return 'updated'
  if (parent !== undefined) return 'parent'
  if (list !== undefined) return 'list'
  if (assignee !== undefined) return 'assigned'
  return label === undefined ? 'list' : 'label'
}

/** Behind all tasks of a list. */
const endOf = (listId: string): TaskSpot => ({ listId, sectionId: '~', order: '', updatedAt: '', day: '', id: '' })

/** Which tasks of a path are wanted, besides being in sight. What the path tells already is not looked for in their text. */
const createMatch = (path: TaskPath, { list, parent, status, assignee }: Filters, labels: ReadonlySet<string> | undefined): ((row: TaskRow) => boolean) => {
  const { by } = path
  const told = {
    label: true,
    assigned: labels === undefined,
    list: (labels ?? assignee) === undefined,
    closed: (status ?? labels ?? assignee) === undefined,
    parent: false,
    updated: (status ?? list ?? parent ?? labels ?? assignee) === undefined,
  }
  if (told[by]) return () => true
  const wanted = by === 'updated' || by === 'closed' ? status : (status ?? 'open')
  return ({ json }) => {
    const task = JSON.parse(json) as TaskDoc
    return (
      (by === 'updated' || task.deletedAt === null) &&
      (wanted === undefined || task.status === wanted) &&
      (list === undefined || task.listId === list) &&
      (parent === undefined || task.parentId === parent) &&
      (labels === undefined || task.labelIds.some((id) => labels.has(id))) &&
      (assignee === undefined || task.assigneeIds.includes(assignee))
    )
  }
}

/**
 * One page of a space's tasks. By default the open root tasks in list order; `updatedSince` takes whatever was written, of any
 * status and level, in the trash too; `order` the done and dropped ones of a list, the latest first. A page may come short, or empty, while more follow.
 */
export const viewPage = function* (filters: Filters, from: TaskSpot | null, limit: number): View<Page> {
  const { list, parent, label, assignee, updatedSince } = filters
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
          : by === 'assigned'
            ? { by, status, assignee: assignee ?? '' }
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
