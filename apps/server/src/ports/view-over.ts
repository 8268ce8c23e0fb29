import type { Status } from '@muster/core/contract/kinds.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import type { FoundIn, Head } from './store.ts'
import type { TaskRow } from './view.ts'

/** A task, and the space that it was found in. */
export interface TaskIn {
  readonly space: string
  readonly row: TaskRow
}
/** Where a task stands among those that somebody is assigned to. */
export interface AssignedSpot {
  readonly day: string
  readonly id: string
  readonly space: string
}
export const spotIn = ({ space, row: { day, id } }: TaskIn): AssignedSpot => ({ day, id, space })

/**
 * Tasks of all the spaces, out of the trash, of one status, that somebody is assigned to: from after `after` on, `limit` at most. In the
 * order of the day that they are due (those without one last), id and space.
 */
export interface AssignedAsk {
  readonly status: Status
  readonly assignee: string
  readonly after: AssignedSpot | null
  readonly limit: number
}
/** A row, by its key, of a space. */
export interface KeyIn {
  readonly space: string
  readonly key: DocKey
}

/** What a view over several spaces asks for, one thing at a time: of the spaces that it is run over, and of no other. */
export type AskOver = { readonly assigned: AssignedAsk } | { readonly rows: readonly KeyIn[] }
/** Says what to read of several spaces, as a `View` does of one. */
export type ViewOver<T> = Generator<AskOver, T, readonly TaskIn[] | readonly FoundIn[]>
/** What it came to, at the heads whose state it saw; a space that does not exist has none. */
export interface ViewedOver<T> {
  readonly heads: ReadonlyMap<string, Head>
  readonly value: T
}

/** Tasks that somebody is assigned to. */
export const viewAssigned = function* (assigned: AssignedAsk): ViewOver<readonly TaskIn[]> {
  return (yield { assigned }) as readonly TaskIn[]
}
/** The rows that exist among those, in no order. */
export const viewRows = function* (rows: readonly KeyIn[]): ViewOver<readonly FoundIn[]> {
  return (yield { rows }) as readonly FoundIn[]
}
