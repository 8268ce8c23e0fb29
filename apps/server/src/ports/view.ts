import { limits } from '@muster/core/contract/limits.ts'
import type { Kind, Status } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind, LabelDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import type { Head } from './store.ts'

/**
 * One of the ways in which tasks are found, each by an index and in its order; texts are compared by code unit.
 * - `list`: root tasks out of the trash, of one status, of one list or (null) of all; in the order of list id, section (none comes
 *   first), order key and id, whether or not the list is in the trash
 * - `closed`: root tasks out of the trash, done or dropped, of one list, whether or not that is in the trash; the one that was completed last
 *   comes first, and of one moment in the order of id
 * - `parent`: the tasks right below one, those in the trash too; in the order of order key and id
 * - `label`: tasks out of the trash, of one status, that carry any of the labels, each once; in the order of their ids
 * - `updated`: tasks that were written at an instant or later, those in the trash and those moved away too, but not those that went
 *   for good; in the order of instant and id
 * - `assigned`: tasks out of the trash, of one status, that somebody is assigned to, below others too; in the order of the day they
 *   are due (those without one last) and id
 */
export type TaskPath =
  | { readonly by: 'list'; readonly status: Status; readonly list: string | null }
  | { readonly by: 'closed'; readonly list: string }
  | { readonly by: 'parent'; readonly parent: string }
  | { readonly by: 'label'; readonly status: Status; readonly labels: readonly string[] }
  | { readonly by: 'updated'; readonly since: string }
  | { readonly by: 'assigned'; readonly status: Status; readonly assignee: string }

/** What the orders go by. A page goes on after these values, whether or not a task has them still. */
export type TaskSpot = Pick<TaskDoc, 'listId' | 'sectionId' | 'order' | 'updatedAt' | 'id'> & {
  readonly day: string
  readonly completedAt?: string | null
}

/** Stands for a day where there is none, behind all days. */
export const noDay = '~'
/** The day that a task is due, whatever time of it and in whichever zone. */
export const dayOf = ({ due }: Pick<TaskDoc, 'due'>): string => due?.date ?? noDay

/**
 * A task as it is found: where it stands, told by its keys, and its document as text, which is parsed by who needs more. A root
 * task in the trash stands nowhere: of it, list and section are null and the order is empty. `updatedAt` and `day` are told by the path
 * that goes by them, and empty elsewhere; `completedAt` by its own alone.
 */
export interface TaskRow extends Readonly<TaskSpot> {
  /** Null for a root task. */
  readonly parentId: string | null
  /** The document as `JSON.stringify` writes it, of the newest schema version. */
  readonly json: string
}

/** Tasks by a path, from after `after` on, `limit` at most. */
export interface TaskAsk {
  readonly path: TaskPath
  readonly after: TaskSpot | null
  readonly limit: number
}

/** Rows of a kind in the order of their ids: those after `after`, up to `until` and with it (null: to the end), `limit` at most. */
export interface RangeAsk {
  readonly kind: Kind
  readonly after: string
  readonly until: string | null
  readonly limit: number
}

/** Kinds of which a space has few, and which are shown in an order. */
export type ShelvedKind = 'folder' | 'list' | 'section' | 'label' | 'invite' | 'member' | 'membership'
/**
 * Rows of a kind that stand together. `within` is the folder of lists, the list of sections, and the label that labels were merged into ('' for
 * none); null for all of the kind. `trashed` are in the trash and have not gone for good, `former` is who left.
 */
export interface Shelf {
  readonly kind: ShelvedKind
  readonly state: 'there' | 'trashed' | 'former'
  readonly within: string | null
}
/** Where a row stands on its shelf; kinds without an order key stand by their ids. */
export interface ShelfSpot {
  readonly within: string
  readonly order: string
  readonly id: string
}
/** What rows of a kind stand in, besides their space: lists in a folder, sections in a list, labels in the one that they were merged into. */
export const withinOf = (doc: AnyDoc): string => {
  if (doc.kind === 'list') return doc.folderId ?? ''
  if (doc.kind === 'section') return doc.listId
  return doc.kind === 'label' ? (doc.mergedInto ?? '') : ''
}
/** Where a row stands. */
export const spotOn = (doc: AnyDoc): ShelfSpot => ({ within: withinOf(doc), order: 'order' in doc ? doc.order : '', id: doc.id })
/** Rows of a shelf in the order of what they are within, order key and id: from after `after` on, `limit` at most. */
export interface ShelfAsk {
  readonly shelf: Shelf
  readonly after: ShelfSpot | null
  readonly limit: number
}

/** Where a row stands among the changes. */
export interface ChangeSpot {
  readonly rev: number
  readonly kind: string
  readonly id: string
}

/** Rows in the order of (rev, kind, id), from after `after` on, `limit` at most. */
export interface ChangesAsk {
  readonly after: ChangeSpot
  readonly limit: number
}

/** What a view asks for, one thing at a time. */
export type Ask =
  | { readonly docs: readonly DocKey[] }
  | { readonly all: Kind }
  | { readonly tasks: TaskAsk }
  | { readonly range: RangeAsk }
  | { readonly on: ShelfAsk }
  | { readonly merged: readonly string[]; readonly limit: number }
  | { readonly changes: ChangesAsk }

/** Says what to read, piece by piece, each by what the pieces before it held. It reads nothing else, and waits for nothing. */
export type View<T> = Generator<Ask, T, readonly AnyDoc[] | readonly TaskRow[]>

/** What a view came to, at the head whose state it saw. */
export interface Viewed<T> {
  readonly head: Head
  readonly value: T
  /**
   * Whether it would come to the same at the newest head: nothing that it looked at has been written since. Told by a store that
   * writes alone, of a view that it was asked to watch; where it is not told, nothing is known but the head.
   */
  readonly holds?: () => boolean
}

/** The rows that exist among those, in no order. */
export const viewDocs = function* (docs: readonly DocKey[]): View<readonly AnyDoc[]> {
  return (yield { docs }) as readonly AnyDoc[]
}
/** All rows of a small kind, in no order. */
export const viewAll = function* <K extends Kind>(kind: K): View<readonly DocByKind[K][]> {
  return (yield { all: kind }) as readonly DocByKind[K][]
}
/** Tasks by a path. */
export const viewTasks = function* (tasks: TaskAsk): View<readonly TaskRow[]> {
  return (yield { tasks }) as readonly TaskRow[]
}
/** Rows of a kind in the order of their ids. */
export const viewRange = function* (range: RangeAsk): View<readonly AnyDoc[]> {
  return (yield { range }) as readonly AnyDoc[]
}

/** Rows of a shelf, in their order. */
export const viewShelf = function* <K extends ShelvedKind>(on: ShelfAsk & { readonly shelf: Shelf & { readonly kind: K } }): View<readonly DocByKind[K][]> {
  return (yield { on }) as readonly DocByKind[K][]
}
/** Labels that were merged into any of some, whatever became of them, in no order; `limit` at most. */
export const viewMerged = function* (merged: readonly string[], limit: number): View<readonly LabelDoc[]> {
  return (yield { merged, limit }) as readonly LabelDoc[]
}

export interface ChangesPage {
  readonly docs: readonly AnyDoc[]
  /** Where the next page starts, as JSON of rev, kind and id; null on the last. */
  readonly next: string | null
}
/** Where the page after a row starts. */
export const nextAfter = (last: AnyDoc): string => JSON.stringify([last.rev, last.kind, last.id])
/** Sorts above all kinds: after every row of a rev. */
const aboveKinds = '~'
/** Rows read at once: some megabytes at most, notes being as long as they may be. */
const changesSlice = 200
/** UTF-16 units of notes that a row holds. */
export const textOf = (doc: AnyDoc): number => ('text' in doc ? doc.text.length : 0)
/**
 * A page of the rows that changed after `sinceRev`, from `page` on (`next` of the page before): `limit` at most, and fewer where
 * their notes have `changesText` together.
 */
export const viewChanges = function* (sinceRev: number, page: string | null, limit: number): View<ChangesPage> {
  const [rev, kind, id] = page === null ? [sinceRev, aboveKinds, ''] : (JSON.parse(page) as [number, string, string])
  const docs: AnyDoc[] = []
  for (let text = 0; ;) {
    const last = docs.at(-1)
    const slice = Math.min(changesSlice, limit + 1 - docs.length)
    const found = (yield { changes: { after: last ?? { rev, kind, id }, limit: slice } }) as readonly AnyDoc[]
    for (const doc of found) {
      const before = docs.at(-1)
      if (before && (docs.length === limit || text + textOf(doc) > limits.changesText)) return { docs, next: nextAfter(before) }
      text += textOf(doc)
      docs.push(doc)
    }
    if (found.length < slice) return { docs, next: null }
  }
}
