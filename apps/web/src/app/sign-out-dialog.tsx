import { describe } from '../replica/describe.ts'
import { useReplica, useSync } from '../replica/context.ts'
import { Dialog } from '../ui/dialog.tsx'
import { saveAsFile } from './save-as-file.ts'
import { counted } from '../lib/counted.ts'

/** So many of the changes that signing out would lose are named. */
const named = 8
const button = 'min-h-11 rounded-md px-4 text-sm lg:min-h-9'

/** Names what signing out would lose, before it is lost. */
export const SignOutDialog = ({ onSignOut, onClose }: { onSignOut: () => void; onClose: () => void }) => {
  const replica = useReplica()
  const { refused } = useSync()
  const lost = [...replica.waiting(), ...refused]
  return (
    <Dialog label="Sign out" onClose={onClose}>
      <div className="p-5">
        <h2 className="text-lg font-semibold tracking-tight">Sign out?</h2>
        <p className="mt-2 text-sm text-quiet">{counted(lost.length, 'change')} would be lost, for the server does not have what you did here:</p>
        <ul className="mt-2 max-h-64 list-disc overflow-auto pl-5 text-sm">
          {lost.slice(0, named).map((change) => (
            <li key={change.id} className="break-words">
              {describe(change, replica.nameOf)}
            </li>
          ))}
        </ul>
        {lost.length > named && <p className="mt-1 text-sm text-quiet">and {lost.length - named} more</p>}
        <div className="mt-5 flex flex-wrap justify-end gap-2">
          <button onClick={() => saveAsFile(lost, replica)} className={`${button} border border-line hover:bg-hover`}>
            Save as a file
          </button>
          <button autoFocus onClick={onClose} className={`${button} hover:bg-hover`}>
            Cancel
          </button>
          <button onClick={onSignOut} className={`${button} bg-alert font-medium text-ground`}>
            Sign out all the same
          </button>
        </div>
      </div>
    </Dialog>
  )
}
