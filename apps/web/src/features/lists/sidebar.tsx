import { Suspense, useState } from 'react'
import { lazyPart } from '../../lib/lazy-part.tsx'
import { useToday, useZone } from '../../lib/use-today.ts'
import { useReplica, useSpaces } from '../../replica/context.ts'
import { useOpenCounts } from '../../replica/use-counts.ts'
import { useDueUpTo } from '../../replica/use-due.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import { InboxIcon, TodayIcon, TrashIcon } from '../../ui/more-icons.tsx'
import { say } from './say.ts'
import { SideRow } from './side-row.tsx'
import { SpaceLists } from './space-lists.tsx'
import { addressOf, routes } from '../../lib/routes.ts'

const NewSpace = lazyPart(() => import('./new-space.tsx').then((module) => module.NewSpace))

/** Every view, each with how much is open in it: Inbox, Today, the lists of each space, the trash. */
export const Sidebar = ({ current, onLeave }: { current: string; onLeave: () => void }) => {
  const { person } = useReplica()
  const spaces = useSpaces()
  const counts = useOpenCounts(person)
  const today = useToday()
  const zone = useZone()
  const due = useDueUpTo(today, zone)
  const [making, setMaking] = useState(false)
  return (
    <nav aria-label={say('lists')} className="flex flex-col text-base lg:text-sm">
      <SideRow href={addressOf('inbox')} current={current === person} mark={<InboxIcon />} name={routes.inbox.title()} count={counts.get(person) ?? 0} />
      <SideRow
        href={addressOf('today')}
        current={current === 'today'}
        mark={<TodayIcon />}
        name={routes.today.title()}
        count={due.past.length + due.today.length}
      />
      {spaces.map((space) => (
        <SpaceLists key={space.id} space={space} current={current} onLeave={onLeave} />
      ))}
      <div className="mt-4 flex flex-col">
        <button
          onClick={() => setMaking(true)}
          className="flex min-h-11 items-center gap-2.5 rounded-md px-2.5 text-left text-quiet hover:bg-hover hover:text-text lg:min-h-8"
        >
          <PlusIcon />
          {say('new-space')}
        </button>
        <SideRow href={addressOf('trash')} current={current === 'trash'} mark={<TrashIcon />} name={routes.trash.title()} />
      </div>
      <Suspense>{making && <NewSpace onClose={() => setMaking(false)} onMade={onLeave} />}</Suspense>
    </nav>
  )
}
