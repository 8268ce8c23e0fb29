import { sync as messages } from '../messages/en/sync.ts'
import { words } from '../messages/words.ts'
import type { SyncState } from '../replica/replica.ts'

export const say = words('sync', messages)

/** The truth about sync in one line: what is saved, what waits, and for what. */
export const syncWords = ({ waiting: count, refused, trouble, signedOut, unstored, storage, outdated, online, paused }: SyncState): string => {
  if (outdated) return count > 0 ? say('outdated-waiting', { count }) : say(online ? 'outdated' : 'outdated-offline')
  if (!storage && count > 0) return say('only-here', { count })
  if (unstored) return say('no-room', { count })
  if (signedOut) return count > 0 ? say('signed-out-waiting', { count }) : say('signed-out')
  if (count > 0) return say(trouble === null ? 'waiting' : `waiting-${trouble}`, { count })
  if (trouble === null && paused.length > 0) return say('paused', { count: paused.length })
  const saved = refused.length > 0 ? 'rest-saved' : 'saved'
  if (!storage) return say(trouble === null ? `${saved}-unstored` : `${trouble}-unstored`)
  return say(trouble === null ? saved : `${trouble}-${saved}`)
}
/** The same as shortly as a bar at the foot needs it; null while all is well. */
export const wrongWords = ({ refused, signedOut, trouble, outdated }: SyncState): string | null => {
  if (refused.length > 0) return say('refused', { count: refused.length })
  if (outdated) return say('updated')
  return signedOut ? say('signed-out') : trouble === null ? null : say(trouble)
}
