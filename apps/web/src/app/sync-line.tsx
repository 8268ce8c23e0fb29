import { Suspense, useEffect, useState } from 'react'
import { taskActions } from '../features/tasks/actions-in-order.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { hadSessionOf } from '../lib/session-mark.ts'
import { fetchWhenIdle } from '../lib/when-idle.ts'
import { useReplica, useSync } from '../replica/context.ts'
import { NewBuild } from './new-build.tsx'
import { useAtRisk } from './safekeeping.ts'
import { saveAsFile } from './save-as-file.ts'
import { say, syncWords } from './sync-words.ts'

// Apart from the first load; fetched when idle, so that it is there offline.
const refusedList = () => import('./refused-list.tsx')
const RefusedList = lazyPart(() => refusedList().then((module) => module.RefusedList))
fetchWhenIdle(refusedList)
const OutboxBox = lazyPart(() => import('./outbox-box.tsx').then((module) => module.OutboxBox))
fetchWhenIdle(OutboxBox.fetchPart)

const link = 'min-h-11 text-accent underline lg:min-h-8'

/** The truth about sync in one line; what could not be saved stands above it with its text, and what may yet be lost. */
export const SyncLine = ({ onSignIn }: { onSignIn: () => void }) => {
  const replica = useReplica()
  const sync = useSync()
  const atRisk = useAtRisk()
  const [heard, setHeard] = useState(false)
  const [opener, setOpener] = useState<HTMLElement | null>(null)
  // What the page before left to be done is done wherever this one was opened.
  useEffect(() => void taskActions(replica), [replica])
  const deleted = sync.created && hadSessionOf(replica.person) && !heard
  return (
    <div className="border-t border-line px-[18px] py-2 text-[13px] text-quiet">
      {deleted && (
        <div role="alert" className="mb-2 text-alert">
          <p>{say('deleted')}</p>
          <button onClick={() => setHeard(true)} className={link}>
            {say('heard')}
          </button>
        </div>
      )}
      {atRisk.length > 0 && (
        <div role="alert" className="mb-2 text-alert">
          <p>{say('at-risk', { count: atRisk.length })}</p>
          <button onClick={() => saveAsFile(atRisk, replica)} className={link}>
            {say('save-file')}
          </button>
        </div>
      )}
      {sync.refused.length > 0 && (
        <Suspense>
          <RefusedList refused={sync.refused} />
        </Suspense>
      )}
      {/* Seen, not heard: it changes with every change. */}
      <p role="status" aria-live="off">
        <button
          aria-haspopup="dialog"
          aria-expanded={opener !== null}
          onClick={({ currentTarget }) => setOpener(currentTarget)}
          className={`-mx-1.5 min-h-11 rounded-md px-1.5 text-left hover:bg-hover lg:min-h-7 ${sync.unstored ? 'text-alert' : ''}`}
        >
          {syncWords(sync)}
        </button>
      </p>
      <Suspense>{opener && <OutboxBox anchor={opener} onClose={() => setOpener(null)} />}</Suspense>
      <NewBuild />
      {sync.signedOut && (
        <button onClick={onSignIn} className={link}>
          {say('sign-in')}
        </button>
      )}
    </div>
  )
}
