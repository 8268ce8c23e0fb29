import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { JournaledMutation } from '../../ports/store.ts'

/** What stands in the collection of spaces; `kind` tells apart what it is. Every row names its space, the shard key. */
interface Row {
  readonly _id: string
  readonly spaceId: string
  readonly kind: string
}
export interface HeadRow extends Row {
  readonly rev: number
  readonly tag: string
}
export interface JournalRow extends HeadRow {
  /** The mutations as JSON: their arguments' keys are not ours to choose, and MongoDB gives `.` and `$` in keys a meaning. */
  readonly json: string
  readonly mutationKeys: readonly string[]
  readonly hashes: readonly string[]
}
export interface DocRow extends Row {
  /** Sorts as (rev, kind, id). */
  readonly at: string
  readonly doc: AnyDoc
}

const revDigits = 15

/** Sorts as text like (rev, kind, id) does. */
export const atOf = (rev: number, kind: string, id: string): string => `${String(rev).padStart(revDigits, '0')}:${kind}:${id}`
/** Above every row of `rev`, below every row of the next: ':' < ';'. */
export const afterRev = (rev: number): string => `${String(rev).padStart(revDigits, '0')};`
export const headId = (space: string) => `${space}:head`
export const journalId = (space: string, rev: number) => `${space}:journal:${rev}`
export const docId = (space: string, kind: string, id: string) => `${space}:${kind}:${id}`
export const mutationKey = ({ actor, id }: Pick<JournaledMutation, 'actor' | 'id'>) => `${actor}:${id}`
