import { useMemo, useRef } from 'react'
import { named } from '../../lib/days.ts'
import { useToday, useZone } from '../../lib/use-today.ts'
import { useReplica, useLoaded, useOnline } from '../../replica/context.ts'
import { useDueUpTo } from '../../replica/use-due.ts'
import { announce } from '../../ui/announcer.tsx'
import { taskActions } from './actions.ts'
import { AddButton } from './add-button.tsx'
import { AddField } from './add-field.tsx'
import { EmptyToday } from './empty-list.tsx'
import { TaskIds } from './task-ids.tsx'
import { routes } from '../../lib/routes.ts'
import { say as sayPage } from '../../messages/page.ts'
import { say } from './say.ts'

const inInbox = { parentId: null, sectionId: null, beforeId: null } as const

/** What is due today, and what has been for longer. What is added here goes to the Inbox, due today. */
export const Today = ({ onOpen }: { onOpen?: ((space: string, id: string) => void) | undefined }) => {
  const replica = useReplica()
  const loaded = useLoaded()
  const online = useOnline()
  const today = useToday()
  const field = useRef<HTMLInputElement>(null)
  const actions = useMemo(() => taskActions(replica), [replica])
  const zone = useZone()
  const due = useDueUpTo(today, zone)
  const groups = useMemo(
    () => [
      { label: say('overdue'), items: due.past },
      { label: sayPage('today'), items: due.today },
    ],
    [due],
  )
  const count = due.past.length + due.today.length
  return (
    <section aria-labelledby="view-title" className="view">
      <header className="head gap-3">
        <h1 id="view-title" className="text-xl font-semibold tracking-tight">
          {routes.today.title()}
        </h1>
        <p className="pt-1 text-[13px] text-quiet">{named(today, { weekday: 'long', day: 'numeric', month: 'long' })}</p>
      </header>
      {count > 0 && <TaskIds label={say('due-today')} groups={groups} onOpen={onOpen} />}
      {loaded && (
        <div className="h-11 pl-1 lg:h-9 lg:pl-6">
          <AddField
            view="today"
            field={field}
            current
            placeholder={say('add-today')}
            onAdd={(added) => {
              const due = { date: today }
              actions.add(
                replica.person,
                replica.person,
                inInbox,
                // What is below another task is not due by itself.
                added.map((task) => (task.place ? task : { ...task, due })),
              )
              announce(say('added-today'))
            }}
            onLeave={(escaped) => escaped && field.current?.blur()}
          />
        </div>
      )}
      {count === 0 && loaded && <EmptyToday onAdd={() => field.current?.focus()} />}
      {count === 0 && !loaded && <p className="late page py-2 text-sm text-quiet">{sayPage(online ? 'fetching' : 'away')}</p>}
      <AddButton label={say('new-today')} onAdd={() => field.current?.focus()} />
    </section>
  )
}
