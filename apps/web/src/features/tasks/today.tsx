import { useMemo, useRef } from 'react'
import { useDay, useReplica, useSync } from '../../replica/context.ts'
import { announce } from '../../ui/announcer.tsx'
import { taskActions } from './actions.ts'
import { AddField } from './add-field.tsx'
import { TaskIds } from './task-ids.tsx'
import { useToday } from '../../lib/use-today.ts'

const inInbox = { parentId: null, sectionId: null, beforeId: null } as const
const said = (date: string) =>
  new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`))

/** What is due today, and what has been for longer. What is added here goes to the Inbox, due today. */
export const Today = () => {
  const replica = useReplica()
  const { loaded, online } = useSync()
  const today = useToday()
  const field = useRef<HTMLInputElement>(null)
  const actions = useMemo(() => taskActions(replica), [replica])
  const items = useDay({ to: today })
  return (
    <section aria-labelledby="view-title" className="mx-auto w-full max-w-3xl pb-28 pl-1 pr-2 pt-3 lg:px-8 lg:pt-6">
      <header className="mb-2 flex items-baseline gap-3 pl-4 lg:pl-8">
        <h1 id="view-title" className="text-xl font-semibold tracking-tight">
          Today
        </h1>
        <p className="text-[13px] text-quiet">{said(today)}</p>
      </header>
      {items.length > 0 && <TaskIds label="Tasks due today" items={items} />}
      {loaded && (
        <div className="h-11 pl-4 lg:h-9 lg:pl-6">
          <AddField
            view="today"
            field={field}
            current
            placeholder="Add task for today"
            onAdd={(added) => {
              for (const id of actions.add(replica.person, replica.person, inInbox, added))
                replica.mutate(replica.person, 'task.update@1', { id, set: { due: { date: today } } })
              announce('Added to Inbox, due today')
            }}
            onLeave={(escaped) => escaped && field.current?.blur()}
          />
        </div>
      )}
      {items.length === 0 && (
        <p className="px-6 py-10 text-center text-sm text-quiet">
          {loaded
            ? 'Nothing is due today. Give a task a day with “s”, and it comes here when its day does.'
            : online
              ? 'Fetching your tasks …'
              : 'The server cannot be reached. Your tasks come as soon as it can.'}
        </p>
      )}
    </section>
  )
}
