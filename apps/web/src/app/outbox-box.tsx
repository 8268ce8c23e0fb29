import { describe } from '../replica/describe.ts'
import { useReplica, useSync } from '../replica/context.ts'
import { nameIn } from '../replica/name-of.ts'
import type { SyncState } from '../replica/replica.ts'
import { changes as messages } from '../messages/en/changes.ts'
import { words } from '../messages/words.ts'
import { Popover } from '../ui/popover.tsx'
import { saveAsFile } from './save-as-file.ts'
import { say as saySync, syncWords } from './sync-words.ts'

const say = words('changes', messages)
/** So many of the changes that wait are named, the first ones that were made. */
const named = 50

/** What the state of sync means for who looks, and what there is to do. */
const meaning = ({ waiting, trouble, signedOut, unstored, storage, outdated, paused }: SyncState): string => {
  if (outdated) return say('outbox-outdated')
  if (unstored || (!storage && waiting > 0)) return say('outbox-page')
  if (signedOut) return say('outbox-signed-out')
  if (!storage) return say('outbox-empty-page')
  if (trouble === null && paused.length > 0) return say('outbox-paused')
  if (waiting > 0) return say(trouble === null ? 'outbox-sending' : `outbox-${trouble}`)
  return say(trouble === null ? 'outbox-empty' : `outbox-empty-${trouble}`)
}

/** The outbox, opened by the line that counts it: why it waits, what there is to do, and each change in words. */
export const OutboxBox = ({ anchor, onClose }: { anchor: HTMLElement; onClose: () => void }) => {
  const replica = useReplica()
  const sync = useSync()
  const all = replica.waiting()
  const title = syncWords(sync)
  return (
    <Popover label={title} anchor={anchor} onClose={onClose}>
      <div tabIndex={-1} data-autofocus="" className="p-2 text-[13px] text-quiet !outline-none">
        <h2 className="font-medium text-text">{title}</h2>
        <p className="mt-1">{meaning(sync)}</p>
        {sync.refused.length > 0 && <p className="mt-1">{say('outbox-refused')}</p>}
        {all.length > 0 && (
          <>
            <ul tabIndex={0} aria-label={title} className="mt-2 max-h-64 list-disc space-y-1 overflow-auto overscroll-contain pl-4 text-text">
              {all.slice(0, named).map((change) => (
                <li key={change.id}>
                  <span className="line-clamp-3 break-words">{describe(change, nameIn(replica))}</span>
                </li>
              ))}
            </ul>
            {all.length > named && <p className="mt-1">{say('more', { count: all.length - named })}</p>}
            <button onClick={() => saveAsFile(all, replica)} className="mt-1 min-h-11 text-accent underline lg:min-h-8">
              {saySync('save-file')}
            </button>
          </>
        )}
      </div>
    </Popover>
  )
}
