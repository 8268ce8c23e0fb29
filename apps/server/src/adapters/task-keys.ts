import { statuses, type Status } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Siblings } from '../ports/store.ts'

/** What tasks are found by, beside their key: the same texts in every store, so that all agree on what is where, and in which order. */
export interface TaskKeys {
  /** What it lies on: a list with a status, or its parent. Null for a root task in the trash. */
  readonly shelf: string | null
  /** Where on the shelf; ties go by id. A space sorts below all that ids and order keys are made of. */
  readonly spot: string
  readonly updated: string
  /** Each label with the status; null when there is none, or the task is in the trash. */
  readonly labels: readonly string[] | null
}

export const listShelf = (status: Status, listId: string): string => `${status} ${listId}`
export const parentShelf = (parentId: string): string => `below ${parentId}`
export const labelKey = (status: Status, labelId: string): string => `${status} ${labelId}`
/** A subtask names no section. */
export const spotOf = ({ sectionId, order }: Pick<TaskDoc, 'sectionId' | 'order'>): string => `${sectionId ?? ''} ${order}`
/** The order key of a spot. */
export const orderOf = (spot: string): string => spot.split(' ')[1] ?? ''

/** The shelves that siblings lie on, and between which spots (both outside). '!' is what comes after a space. */
export const shelvesOf = (siblings: Siblings): { readonly shelves: readonly string[]; readonly from: string; readonly to: string } => {
  if ('parentId' in siblings) return { shelves: [parentShelf(siblings.parentId)], from: ' ', to: '!' }
  const { listId, sectionId } = siblings
  return { shelves: statuses.map((status) => listShelf(status, listId)), from: `${sectionId ?? ''} `, to: `${sectionId ?? ''}!` }
}

export const taskKeys = (task: TaskDoc): TaskKeys => {
  const { parentId, listId, status, labelIds } = task
  const kept = task.deletedAt === null
  const onList = kept && listId !== null ? listShelf(status, listId) : null
  return {
    shelf: parentId === null ? onList : parentShelf(parentId),
    spot: spotOf(task),
    updated: task.updatedAt,
    labels: kept && labelIds.length > 0 ? labelIds.map((label) => labelKey(status, label)) : null,
  }
}
