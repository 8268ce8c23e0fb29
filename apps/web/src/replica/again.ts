import type { MutationName } from '@muster/core/contract/schemas/mutations.ts'
import { newId } from '../lib/new-id.ts'
import type { RefusedChange } from './pending.ts'
import type { Replica } from './replica.ts'

/** What is sent in the place of a refused change. */
export interface Again {
  readonly space: string
  readonly name: MutationName
  readonly args: unknown
}

/**
 * A refused change with these arguments, and what waits for it. A space is made with another id: the one it had may be what it was refused
 * for, and nobody says so to who is not in it. Nothing else knows the id yet, so its text stands for it wherever it is.
 */
export const groupAgain = (refused: readonly RefusedChange[], change: RefusedChange, args: unknown, newId: () => string): readonly Again[] => {
  const group = [{ ...change, args }, ...refused.filter(({ parkedBy }) => parkedBy === change.id)].map(({ space, name, args: own }): Again => ({
    space,
    name,
    args: own,
  }))
  if (change.name !== 'space.create@1') return group
  return JSON.parse(JSON.stringify(group).replaceAll((change.args as { readonly id: string }).id, newId())) as readonly Again[]
}

/** A refused change, and what waits for it. */
const groupOf = (replica: Replica, { id }: RefusedChange) =>
  replica
    .sync()
    .refused.filter((one) => one.id === id || one.parkedBy === id)
    .map((one) => one.id)

/** Sends a refused change again, as it was or with other arguments; what waits for it follows. */
export const sendAgain = (replica: Replica, change: RefusedChange, args: unknown = change.args): void =>
  replica.resend(groupOf(replica, change), groupAgain(replica.sync().refused, change, args, newId))
/** Forgets a refused change, and what waits for it. */
export const dropRefused = (replica: Replica, change: RefusedChange): void => replica.resend(groupOf(replica, change))
