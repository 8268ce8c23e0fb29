import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { DeadLetter } from '../../ports/pending.ts'
import type { JournaledMutation } from '../../ports/store.ts'
import { isShelved, shelfKeys } from '../shelves.ts'
import { taskKeys } from '../task-keys.ts'

/** What stands in the collection of spaces; `kind` tells apart what it is. Every row names its space, the shard key. */
interface Row {
  readonly _id: string
  readonly spaceId: string
  readonly kind: string
}
export interface HeadRow extends Row {
  readonly rev: number
  readonly tag: string
  /** The highest rev whose entry has been forgotten; absent while none has. */
  readonly horizon?: number
}
export interface JournalRow extends Omit<HeadRow, 'horizon'> {
  /** The mutations as JSON: their arguments' keys are not ours to choose, and MongoDB gives `.` and `$` in keys a meaning. */
  readonly json: string
  readonly mutationKeys: readonly string[]
  readonly hashes: readonly string[]
  /** Left out where there are none: those that have some are found by it. */
  readonly effects?: readonly string[]
}
/**
 * What is to be done after commit in a space; one that never had an effect has no such row. It stands beside the head: leases would else make commits
 * conflict, and who reads heads would read it.
 */
export interface PendingRow extends Row {
  /** Since when the space is pending; absent when it is not. */
  readonly since?: Date
  /** When it is looked at next: the end of the lease, or of what it was put off for. Absent when it is not pending. */
  readonly due?: Date
  readonly effectsRev: number
  readonly effectsDone: number
  readonly wantedRev: number
  readonly fence: number
  readonly tries: number
  readonly reason: string | null
  /** Absent when there are none. */
  readonly dead?: readonly DeadLetter[]
}
export interface DocRow extends Row {
  /** Sorts as (rev, kind, id). */
  readonly at: string
  readonly doc: AnyDoc
  /** A task as JSON, so that lists hand it through as it is; what was written before there was such a text lacks it. */
  readonly json?: string
  /** What tasks, and rows of few, are found by. Spot and instant end in the id: one range each, in order. */
  readonly shelf?: string
  readonly spot?: string
  readonly updated?: string
  readonly labels?: readonly string[]
}

const revDigits = 15

/** Sorts as text like (rev, kind, id) does. */
export const atOf = (rev: number, kind: string, id: string): string => `${String(rev).padStart(revDigits, '0')}:${kind}:${id}`
export const headId = (space: string) => `${space}:head`
export const pendingId = (space: string) => `${space}:pending`
export const journalId = (space: string, rev: number) => `${space}:journal:${rev}`
export const docId = (space: string, kind: string, id: string) => `${space}:${kind}:${id}`
/** The space of a row, by its key. */
export const spaceOf = (id: string): string => id.slice(0, id.indexOf(':'))
/** The keys of a kind behind that of `after`, up to `until`, or to the last: ':' < ';'. */
export const idsOf = (space: string, kind: string, after: string, until: string | null) => ({
  $gt: docId(space, kind, after),
  ...(until === null ? { $lt: `${space}:${kind};` } : { $lte: docId(space, kind, until) }),
})
export const mutationKey = ({ actor, id }: Pick<JournaledMutation, 'actor' | 'id'>) => `${actor}:${id}`
/** `text` with the id behind it: in the order of the text, ties by id. */
export const withId = (text: string, id: string) => `${text} ${id}`

/** What goes nowhere is told from what has no keys (`unshelved.ts`): it stands where nobody looks. */
export const goneShelf = (kind: string): string => `gone ${kind}`
/** What a row that is no task is found by; undefined for kinds that nobody looks for in an order. */
export const keysOf = (doc: AnyDoc): { readonly shelf: string; readonly spot: string } | undefined => {
  if (!isShelved(doc.kind)) return undefined
  const { shelf, spot } = shelfKeys(doc)
  return { shelf: shelf ?? goneShelf(doc.kind), spot: withId(shelf === null ? '' : spot, doc.id) }
}

/** A document as it stands in the collection. */
export const docRow = (space: string, doc: AnyDoc): Omit<DocRow, '_id'> => {
  const row = { spaceId: space, kind: doc.kind, at: atOf(doc.rev, doc.kind, doc.id), doc }
  if (doc.kind !== 'task') return { ...row, ...keysOf(doc) }
  const { shelf, spot, updated, labels } = taskKeys(doc)
  return {
    ...row,
    json: JSON.stringify(doc),
    ...(updated === null ? {} : { updated: withId(updated, doc.id) }),
    ...(shelf === null ? {} : { shelf, spot: withId(spot, doc.id) }),
    ...(labels ? { labels } : {}),
  }
}
