import { statuses, type Status } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Siblings } from '../ports/store.ts'
import type { TaskRow } from '../ports/view.ts'

/** What tasks are found by, beside their key: the same texts in every store, so that all agree on what is where, and in which order. */
export interface TaskKeys {
  /** What it lies on: a list with a status, or its parent. Null for a root task in the trash. */
  readonly shelf: string | null
  /** Where on the shelf; ties go by id. A space sorts below all that ids and order keys are made of. */
  readonly spot: string
  /** Null for what has gone for good: it is nobody's news. */
  readonly updated: string | null
  /** Each label with the status; null when there is none, or the task is in the trash. */
  readonly labels: readonly string[] | null
}

const below = 'below '
export const listShelf = (status: Status, listId: string): string => `${status} ${listId}`
export const parentShelf = (parentId: string): string => below + parentId
/** The statuses of what is not open any more. Their shelves, and no others, begin with a `d`: an index of what was completed goes by that. */
export const closedStatuses = statuses.filter((status) => status !== 'open')
/** Of rows of several shelves, each in the order in which they were completed, the first ones: the latest, and of one moment by id. */
export const latestOf = (shelves: readonly (readonly TaskRow[])[], limit: number): readonly TaskRow[] => {
  const [first = []] = shelves
  if (shelves.length === 1) return first
  const isLater = (a: TaskRow, b: TaskRow) => (a.completedAt === b.completedAt ? a.id < b.id : (a.completedAt ?? '') > (b.completedAt ?? ''))
  return shelves
    .flat()
    .sort((a, b) => (isLater(a, b) ? -1 : 1))
    .slice(0, limit)
}
/** Between which texts the shelves of all lists lie, for one status (both outside). */
export const listShelves = (status: Status): { readonly from: string; readonly to: string } => ({ from: `${status} `, to: `${status}!` })
export const labelKey = (status: Status, labelId: string): string => `${status} ${labelId}`
/** A subtask names no section. */
export const spotOf = ({ sectionId, order }: Pick<TaskDoc, 'sectionId' | 'order'>): string => `${sectionId ?? ''} ${order}`
/** The order key of a spot. */
export const orderOf = (spot: string): string => spot.split(' ')[1] ?? ''
/** What the keys of a stored task tell of it. A spot may end in more than the order key. */
export const rowOf = (id: string, shelf: string | null, spot: string, updatedAt: string, json: string, day = ''): TaskRow => {
  if (shelf === null) return { id, parentId: null, listId: null, sectionId: null, order: '', updatedAt, day, json }
  const lower = shelf.startsWith(below)
  const above = shelf.slice(lower ? below.length : shelf.indexOf(' ') + 1)
  const section = spot.indexOf(' ')
  const end = spot.indexOf(' ', section + 1)
  return {
    id,
    parentId: lower ? above : null,
    listId: lower ? null : above,
    sectionId: section === 0 ? null : spot.slice(0, section),
    order: end < 0 ? spot.slice(section + 1) : spot.slice(section + 1, end),
    updatedAt,
    day,
    json,
  }
}

/** The shelves that siblings lie on, and between which spots (both outside). '!' is what comes after a space. */
export const shelvesOf = (siblings: Siblings): { readonly shelves: readonly string[]; readonly from: string; readonly to: string } => {
  if ('parentId' in siblings) return { shelves: [parentShelf(siblings.parentId)], from: ' ', to: '!' }
  if ('kinds' in siblings) return { shelves: siblings.kinds.map((kind) => `${kind} ${siblings.within}`), from: ' ', to: '!' }
  const { listId, sectionId } = siblings
  return { shelves: statuses.map((status) => listShelf(status, listId)), from: `${sectionId ?? ''} `, to: `${sectionId ?? ''}!` }
}

export const taskKeys = (task: TaskDoc): TaskKeys => {
  const { parentId, listId, status, labelIds } = task
  const live = task.deletedAt === null
  const onList = live && listId !== null ? listShelf(status, listId) : null
  return {
    shelf: parentId === null ? onList : parentShelf(parentId),
    spot: spotOf(task),
    updated: task.purgedAt === undefined ? task.updatedAt : null,
    labels: live && labelIds.length > 0 ? labelIds.map((label) => labelKey(status, label)) : null,
  }
}
