import type { Kind, Status } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { DocKey, Head } from './store.ts'

/**
 * One of the ways in which tasks are found, each by an index and in its order; texts are compared by code unit.
 * - `list`: root tasks out of the trash, of one status, in lists given in the order of their ids; in the order of list, section
 *   (none comes first), order key and id
 * - `parent`: the tasks right below one, those in the trash too; in the order of order key and id
 * - `label`: tasks out of the trash, of one status, that carry any of the labels, each once; in the order of their ids
 * - `updated`: tasks that were written at an instant or later, those in the trash and those moved away too; in the order of instant and id
 */
export type TaskPath =
  | { readonly by: 'list'; readonly status: Status; readonly lists: readonly string[] }
  | { readonly by: 'parent'; readonly parent: string }
  | { readonly by: 'label'; readonly status: Status; readonly labels: readonly string[] }
  | { readonly by: 'updated'; readonly since: string }

/** What the orders go by. A page goes on after these values, whether or not a task has them still. */
export type TaskSpot = Pick<TaskDoc, 'listId' | 'sectionId' | 'order' | 'updatedAt' | 'id'>

/** Tasks by a path, from after `after` on, `limit` at most. */
export interface TaskAsk {
  readonly path: TaskPath
  readonly after: TaskSpot | null
  readonly limit: number
}

/** What a view asks for, one thing at a time. */
export type Ask = { readonly docs: readonly DocKey[] } | { readonly all: Kind } | { readonly tasks: TaskAsk }

/** Says what to read, piece by piece, each by what the pieces before it held. It reads nothing else, and waits for nothing. */
export type View<T> = Generator<Ask, T, readonly AnyDoc[]>

/** What a view came to, at the head whose state it saw. */
export interface Viewed<T> {
  readonly head: Head
  readonly value: T
}

/** The rows that exist among those, in no order. */
export const viewDocs = function* (docs: readonly DocKey[]): View<readonly AnyDoc[]> {
  return yield { docs }
}
/** All rows of a small kind, in no order. */
export const viewAll = function* <K extends Kind>(kind: K): View<readonly DocByKind[K][]> {
  return (yield { all: kind }) as readonly DocByKind[K][]
}
/** Tasks by a path. */
export const viewTasks = function* (tasks: TaskAsk): View<readonly TaskDoc[]> {
  return (yield { tasks }) as readonly TaskDoc[]
}
