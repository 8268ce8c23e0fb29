import { lazy, Suspense } from 'react'
import { useSync } from '../replica/context.ts'
import type { SyncState } from '../replica/replica.ts'

// Apart from the first load; fetched when idle, so that it is there offline.
const refusedList = () => import('./refused-list.tsx')
const RefusedList = lazy(() => refusedList().then((module) => ({ default: module.RefusedList })))
setTimeout(() => void refusedList().catch(() => {}), 2_000)

const counted = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`

const truth = ({ waiting, online, signedOut, unstored, storage, outdated, paused }: SyncState): string => {
  if (outdated) return waiting > 0 ? `${counted(waiting, 'change')} waiting. Then reload: Muster was updated` : 'Muster was updated. Reload to continue'
  if (!storage && waiting > 0) return `${counted(waiting, 'change')} only on this page: this browser stores nothing for Muster. Keep it open.`
  if (unstored) return `${counted(waiting, 'change')} only on this page: this browser has no room left. Keep it open.`
  if (signedOut) return waiting > 0 ? `Signed out. ${counted(waiting, 'change')} kept on this device` : 'Signed out'
  if (waiting > 0) return `${counted(waiting, 'change')} waiting${online ? '' : ', offline'}`
  if (online && paused.length > 0) return `${counted(paused.length, 'space')} cannot be reached`
  if (!storage) return online ? 'All saved. This browser stores nothing for Muster: it works while online' : 'Offline. This browser stores nothing for Muster'
  return online ? 'All saved' : 'Offline. All saved'
}

/** The truth about sync in one line; what could not be saved stands above it with its text. */
export const SyncLine = ({ onSignIn }: { onSignIn: () => void }) => {
  const sync = useSync()
  return (
    <div className="border-t border-line px-[18px] py-2 text-[13px] text-quiet">
      {sync.refused.length > 0 && (
        <Suspense>
          <RefusedList refused={sync.refused} />
        </Suspense>
      )}
      {/* Seen, not heard: it changes with every change. */}
      <p role="status" aria-live="off" className={sync.unstored ? 'text-alert' : ''}>
        {truth(sync)}
      </p>
      {sync.signedOut && (
        <button onClick={onSignIn} className="min-h-11 text-accent underline lg:min-h-8">
          Sign in to go on
        </button>
      )}
    </div>
  )
}
