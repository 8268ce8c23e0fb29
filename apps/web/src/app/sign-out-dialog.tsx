import { useEffect, useRef } from 'react'
import { describe } from '../replica/describe.ts'
import { useReplica, useSync } from '../replica/context.ts'
import { nameIn } from '../replica/name-of.ts'
import { changes as messages } from '../messages/en/changes.ts'
import { words } from '../messages/words.ts'
import { Dialog } from '../ui/dialog.tsx'
import { say as sayIn } from '../ui/say.ts'
import { saveAsFile } from './save-as-file.ts'
import { say as sayAround } from './say.ts'
import { say as saySync } from './sync-words.ts'
import { unfinishedTexts } from './unfinished.ts'

/** So many of the changes that signing out would lose are named. */
const named = 8
/** As much of a text as three lines show: UTF-16 units. */
const shown = 300
const say = words('changes', messages)
const button = 'min-h-11 rounded-md px-3 text-sm lg:min-h-9'

const Lost = ({ said, all }: { said: string; all: readonly string[] }) => (
  <>
    <p className="mt-2 text-sm text-quiet">{said}</p>
    <ul className="mt-2 max-h-64 list-disc overflow-auto pl-5 text-sm">
      {all.slice(0, named).map((text, n) => (
        // They do not change while the dialog is open.
        <li key={n}>
          <span className="line-clamp-3 break-words">{text.slice(0, shown)}</span>
        </li>
      ))}
    </ul>
    {all.length > named && <p className="mt-1 text-sm text-quiet">{say('more', { count: all.length - named })}</p>}
  </>
)

/** Names what signing out would lose, before it is lost. */
export const SignOutDialog = ({ onSignOut, onClose }: { onSignOut: () => void; onClose: () => void }) => {
  const replica = useReplica()
  const { refused } = useSync()
  const lost = [...replica.waiting(), ...refused]
  const unfinished = unfinishedTexts()
  const isEmpty = lost.length + unfinished.length === 0
  // What was lost a moment ago was saved meanwhile.
  const left = useRef(false)
  useEffect(() => {
    if (!isEmpty || left.current) return
    left.current = true
    onSignOut()
  }, [isEmpty, onSignOut])
  if (isEmpty) return null
  return (
    <Dialog label={sayAround('sign-out')} onClose={onClose}>
      <div className="p-5">
        <h2 className="text-lg font-semibold tracking-tight">{say('sign-out-title')}</h2>
        {lost.length > 0 && <Lost said={say('sign-out-lost', { count: lost.length })} all={lost.map((change) => describe(change, nameIn(replica)))} />}
        {unfinished.length > 0 && <Lost said={say('sign-out-unfinished', { count: unfinished.length })} all={unfinished} />}
        <div className="mt-5 flex flex-wrap justify-end gap-1.5">
          <button onClick={() => saveAsFile(lost, replica, unfinished)} className={`${button} border border-line hover:bg-hover`}>
            {saySync('save-file')}
          </button>
          <button autoFocus onClick={onClose} className={`${button} hover:bg-hover`}>
            {sayIn('cancel')}
          </button>
          <button onClick={onSignOut} className={`${button} bg-alert font-medium text-ground`}>
            {say('sign-out-yes')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
