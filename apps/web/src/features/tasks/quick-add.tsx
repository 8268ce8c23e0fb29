import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Link } from '../../lib/link.tsx'
import { addressOf } from '../../lib/routes.ts'
import { useReplica } from '../../replica/context.ts'
import { announce } from '../../ui/announcer.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { taskActions } from './actions.ts'
import { AddField } from './add-field.tsx'
import { say } from './say.ts'

/** Adds to the Inbox from where no list is shown; stays for the next one. */
export const QuickAdd = ({ onClose }: { onClose: () => void }) => {
  const replica = useReplica()
  const actions = useMemo(() => taskActions(replica), [replica])
  const field = useRef<HTMLInputElement>(null)
  const [added, setAdded] = useState<string | null>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  return (
    <Dialog label={say('add-inbox')} onClose={onClose}>
      <div className="p-2">
        <div className="h-11">
          <AddField
            view={replica.person}
            field={field}
            current
            placeholder={say('add-inbox')}
            onAdd={(tasks) => {
              actions.add(replica.person, replica.person, { parentId: null, sectionId: null, beforeId: null }, tasks)
              const said = say('added-inbox', { count: tasks.length, name: tasks[0]?.title ?? '' })
              setAdded(said)
              announce(said)
            }}
            onLeave={(escaped) => escaped && onClose()}
          />
        </div>
        <p className="flex min-h-11 items-center gap-2 border-t border-line px-2.5 pt-1 text-[13px] text-quiet lg:min-h-8">
          {added === null ? (
            say('add-inbox-keys')
          ) : (
            <>
              <span data-title className="min-w-0 truncate">
                {added}
              </span>
              <Link href={addressOf('inbox')} onClick={onClose} className="shrink-0 py-2 text-accent underline underline-offset-4">
                {say('open')}
              </Link>
            </>
          )}
        </p>
      </div>
    </Dialog>
  )
}
