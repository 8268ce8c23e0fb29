import { describe } from '../replica/describe.ts'
import { useReplica, useRows, useSync } from '../replica/context.ts'
import type { SyncState } from '../replica/replica.ts'

const counted = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`

const truth = ({ waiting, online, signedOut, unkept }: SyncState): string => {
  if (unkept) return `${counted(waiting, 'change')} only on this page: this browser has no room left. Keep it open.`
  if (signedOut) return waiting > 0 ? `Signed out. ${counted(waiting, 'change')} kept on this device` : 'Signed out'
  if (waiting > 0) return `${counted(waiting, 'change')} waiting${online ? '' : ', offline'}`
  return online ? 'All saved' : 'Offline. All saved'
}

/** The truth about sync in one line; what could not be saved stands above it with its text. */
export const SyncLine = ({ onSignIn }: { onSignIn: () => void }) => {
  const replica = useReplica()
  const { tasks, lists } = useRows()
  const sync = useSync()
  const { refused } = sync
  const titleOf = (id: string) => tasks.find((task) => task.id === id)?.title ?? lists.find((list) => list.id === id)?.name
  return (
    <div className="border-t border-line px-3 py-2 text-[13px] text-quiet">
      {refused.length > 0 && (
        <details className="mb-2">
          <summary className="flex min-h-11 cursor-pointer items-center text-alert lg:min-h-8">{counted(refused.length, 'change')} refused: look</summary>
          <h2 className="mt-1 font-medium text-text">Could not be saved</h2>
          <ul className="mt-1 max-h-48 space-y-2 overflow-auto">
            {refused.map((change) => {
              const text = describe(change, titleOf)
              return (
                <li key={change.id}>
                  <p className="break-words text-text">{text}</p>
                  <p>{change.reason}</p>
                  <button aria-label={`Send again: ${text}`} onClick={() => void replica.resend(change)} className="mr-3 min-h-11 underline lg:min-h-7">
                    Send again
                  </button>
                  <button aria-label={`Drop: ${text}`} onClick={() => void replica.drop(change.id)} className="min-h-11 underline lg:min-h-7">
                    Drop
                  </button>
                </li>
              )
            })}
          </ul>
        </details>
      )}
      <p role="status" className={sync.unkept ? 'text-alert' : ''}>
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
