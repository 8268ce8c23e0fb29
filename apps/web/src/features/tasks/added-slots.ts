import { recallJson, slotsFrom } from '../../lib/browser-storage.ts'
import type { TaskActions } from './actions.ts'

/** Under names that begin so lies what was added before its code had come, until it is a change. */
export const addedStart = 'added-'
/** Of what is stored there, what `add` is given. */
export type Added = Parameters<TaskActions['add']>

/** What lies there, here or by a page that has ended, in the order in which it was added; null where it cannot be read. */
export const allAdded = (): readonly (readonly [slot: string, added: Added | null])[] =>
  slotsFrom(addedStart)
    .toSorted()
    .map((slot) => [slot, recallJson<Added | null>(slot, null)])
