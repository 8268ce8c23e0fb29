import type { Code } from '@muster/core/contract/codes.ts'
import type { MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { Applied } from '@muster/core/contract/schemas/sync.ts'

/** A change on its way to the server. */
export interface Pending {
  readonly id: string
  readonly space: string
  readonly name: MutationName
  readonly args: unknown
  readonly base: number
  readonly clientAt: string
  /** Ids of rows that come to be by it, and ids of rows it cannot do without. */
  readonly creates: readonly string[]
  readonly needs: readonly string[]
  /** Its place in the outbox; none while it is not stored. */
  readonly seq?: number
  /** Set once the server answered "applied": it stays replayed until the replica has pulled that rev. */
  readonly appliedRev?: number
  /** Said with it of a move: the rev that it has in the other space, which shows it until it has pulled that. */
  readonly also?: { readonly space: string; readonly rev: number }
}

/** A change the server said no to, or one that waits with it because it needs what that one would have created. */
export interface RefusedChange extends Pending {
  readonly reason: string
  readonly code?: Code
  /** The refused change that this one waits for. */
  readonly parkedBy?: string
}

/** What the server answered to a change that it took. */
export type Answer = Pick<Applied, 'id' | 'rev' | 'also'>
export const answeredWith = (change: Pending, { rev, also }: Answer): Pending => ({ ...change, appliedRev: rev, ...(also && { also }) })

export const isUnanswered = ({ appliedRev }: Pending): boolean => appliedRev === undefined

/** The rev of a cursor `rev.tag`; 0 before the first pull. */
export const revOf = (cursor: string | undefined): number => Number(cursor?.split('.')[0] ?? 0)

/** In the order of the outbox; what is not stored yet comes last, as it was made: ids tell when. */
export const byPlace = (a: Pending, b: Pending): number => (a.seq ?? Infinity) - (b.seq ?? Infinity) || (a.id < b.id ? -1 : 1)
export const inOrder = (pending: readonly Pending[]): readonly Pending[] => pending.toSorted(byPlace)

/** What is still to be replayed at this rev: a mutation leaves once its own rev has been pulled, so nothing shows twice. */
export const unsettled = (pending: readonly Pending[], rev: number): readonly Pending[] =>
  pending.some(({ appliedRev }) => appliedRev !== undefined && appliedRev <= rev)
    ? pending.filter(({ appliedRev }) => appliedRev === undefined || appliedRev > rev)
    : pending

/**
 * What is pending after the outbox was read again. A change that had been stored and is missing now has been settled,
 * while one that is not stored yet is not in `stored` and must stay.
 */
export const reread = (stored: readonly Pending[], now: readonly Pending[]): readonly Pending[] => {
  const ids = new Set(stored.map(({ id }) => id))
  return inOrder([...stored, ...now.filter(({ id, seq }) => !ids.has(id) && seq === undefined)])
}

/** After a history was replaced its revs mean nothing: what was answered is sent again under the same id. */
export const unanswered = (pending: Pending): Pending => {
  const { appliedRev: _, also: _also, ...rest } = pending
  return rest
}
