import { isMovedAway } from '@muster/core/domain/rows.ts'

/** Whether a row is here for good no more: it was moved to another space, or has gone out of the trash. Browsers are told its id alone. */
export const isGone = (doc: object): boolean => isMovedAway(doc) || ('purgedAt' in doc && doc.purgedAt !== undefined)
