import type { DocKey } from '@muster/core/domain/ask.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc, InviteDoc } from '@muster/core/contract/schemas/documents.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { forgottenBefore } from '../journal/horizon.ts'
import type { Store } from '../ports/store.ts'
import { daysBefore } from './days.ts'
import { createPurgeTrash, type Reached } from './purge-trash.ts'
import type { Job } from './run.ts'

/** Spaces that one step looks into when there is nothing to do in them. */
const spacesPerStep = 20

/** All spaces up to `after` are done; `space` is the one that `sweep` lies in. */
interface Spot {
  readonly after: string
  readonly space: string
  readonly sweep: DocKey | null
}
const readSpot = (cursor: string | null): Spot => (cursor === null ? { after: '', space: '', sweep: null } : (JSON.parse(cursor) as Spot))

/** When an invitation came to its end, or will. */
const endOf = ({ deletedAt, usedAt, expiresAt }: InviteDoc): string =>
  [deletedAt, usedAt, expiresAt].reduce<string>((first, at) => (at !== null && at < first ? at : first), expiresAt)

/** Goes over all spaces in the order of their ids: forgets old entries of their journals, and purges their trash, what is left of it, and their invitations. */
export const createPurgeSpaces = (deps: {
  readonly store: Store
  /** Called after a commit: the doorbell. */
  readonly committed: (space: string, rev: number) => void
}): Job => {
  const { store } = deps
  const trash = createPurgeTrash(deps)

  /** Rows that are gone for good, once no replica can lack the news any more. The row of a deleted space stays: its id is not free. */
  const removeGone = async (space: string, now: Date): Promise<boolean> => {
    const horizon = (await store.head(space))?.horizon
    if (horizon === undefined) return false
    const told = (row: AnyDoc) => isGone(row) && row.rev <= horizon
    const gone = (await store.purged(space, forgottenBefore(now), limits.purgeStep)).filter((row) => told(row) && row.kind !== 'space')
    const tasks = gone.filter(({ kind }) => kind === 'task')
    const notes =
      tasks.length === 0
        ? []
        : await store.docs(
            space,
            tasks.map(({ id }) => ({ kind: 'notes', id })),
          )
    await store.remove(space, [...gone, ...notes.filter(told)])
    return gone.length > 0
  }
  const removeInvites = async (space: string, now: Date): Promise<boolean> => {
    const before = daysBefore(now, limits.endedDays)
    const ended = ((await store.all(space, 'invite')) as readonly InviteDoc[]).filter((invite) => endOf(invite) <= before).slice(0, limits.purgeStep)
    await store.remove(space, ended)
    return ended.length > 0
  }
  const workIn = async (space: string, now: Date): Promise<Reached> => {
    if ((await store.forget(space, forgottenBefore(now), limits.purgeStep)) > 0) return { more: true, sweep: null }
    // Before the trash, in which those that were withdrawn lie, too.
    if (await removeInvites(space, now)) return { more: true, sweep: null }
    const reached = await trash.step(space, now)
    return reached.more ? reached : { more: await removeGone(space, now), sweep: null }
  }

  return {
    name: 'purge-spaces',
    restMs: 21_600_000,
    step: async (cursor, now) => {
      const { after, space: swept, sweep } = readSpot(cursor)
      const spot = (done: string, space: string, reached: Reached) => JSON.stringify({ after: done, space, sweep: reached.sweep } satisfies Spot)
      if (sweep) return spot(after, swept, await trash.sweep(swept, sweep, now))
      let done = after
      const spaces = await store.spaces(after, spacesPerStep)
      for (const space of spaces) {
        const reached = await workIn(space, now)
        if (reached.more) return spot(done, space, reached)
        done = space
      }
      return spaces.length < spacesPerStep ? null : spot(done, '', { more: true, sweep: null })
    },
  }
}
