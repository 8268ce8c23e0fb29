import { counted } from '../lib/counted.ts'
import type { SyncState } from '../replica/replica.ts'

const troubles = {
  silent: 'Offline',
  wait: 'The server asks to wait',
  failing: 'The server does not answer as it should',
} as const
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** The truth about sync in one line: what is saved, what waits, and for what. */
export const syncWords = ({ waiting, refused, trouble, signedOut, unstored, storage, outdated, online, paused }: SyncState): string => {
  const changes = counted(waiting, 'change')
  if (outdated && waiting > 0) return `${changes} waiting. Then reload: Muster was updated`
  if (outdated) return `Muster was updated. ${online ? 'Reload' : 'Connect'} to continue`
  if (!storage && waiting > 0) return `${changes} only on this page: this browser stores nothing for Muster. Keep it open.`
  if (unstored) return `${changes} only on this page: this browser has no room left. Keep it open.`
  if (signedOut) return waiting > 0 ? `Signed out. ${changes} kept on this device` : 'Signed out'
  if (waiting > 0) return trouble === null ? `${changes} waiting` : `${changes} waiting${trouble === 'silent' ? ', ' : ': '}${lower(troubles[trouble])}`
  if (trouble === null && paused.length > 0) return `${counted(paused.length, 'space')} cannot be reached`
  const saved = refused.length > 0 ? 'Everything else is saved' : 'All saved'
  if (!storage)
    return trouble === null
      ? `${saved}. This browser stores nothing for Muster: it works while online`
      : `${troubles[trouble]}. This browser stores nothing for Muster`
  return trouble === null ? saved : `${troubles[trouble]}. ${saved}`
}
/** The same as shortly as a bar at the foot needs it; null while all is well. */
export const wrongWords = ({ refused, signedOut, trouble, outdated }: SyncState): string | null =>
  refused.length > 0 ? `${refused.length} refused` : outdated ? 'Muster was updated' : signedOut ? 'Signed out' : trouble === null ? null : troubles[trouble]
