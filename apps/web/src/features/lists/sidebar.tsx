import { lazy, Suspense, useState } from 'react'
import { useToday, useZone } from '../../lib/use-today.ts'
import { useOpenCounts, useReplica, useSpaces } from '../../replica/context.ts'
import { useDueUpTo } from '../../replica/use-due.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import { InboxIcon, TodayIcon, TrashIcon } from '../../ui/more-icons.tsx'
import { SideRow } from './side-row.tsx'
import { SpaceLists } from './space-lists.tsx'

const NewSpace = lazy(() => import('./new-space.tsx').then((module) => ({ default: module.NewSpace })))

/** Every view, each with how much is open in it: Inbox, Today, the lists of each space, the trash. */
export const Sidebar = ({ current }: { current: string }) => {
  const { person } = useReplica()
  const spaces = useSpaces()
  const counts = useOpenCounts(person)
  const today = useToday()
  const zone = useZone()
  const due = useDueUpTo(today, zone)
  const [making, setMaking] = useState(false)
  return (
    <nav aria-label="Lists" className="flex flex-col text-base lg:text-sm">
      <SideRow href="/" current={current === person} mark={<InboxIcon />} name="Inbox" count={counts.get(person) ?? 0} />
      <SideRow href="/today" current={current === 'today'} mark={<TodayIcon />} name="Today" count={due.past.length + due.today.length} />
      {spaces.map((space) => (
        <SpaceLists key={space.id} space={space} current={current} />
      ))}
      <div className="mt-4 flex flex-col">
        <button
          onClick={() => setMaking(true)}
          className="flex min-h-11 items-center gap-2.5 rounded-md px-2.5 text-left text-quiet hover:bg-hover hover:text-text lg:min-h-8"
        >
          <PlusIcon />
          New shared space
        </button>
        <SideRow href="/trash" current={current === 'trash'} mark={<TrashIcon />} name="Trash" />
      </div>
      <Suspense>{making && <NewSpace onClose={() => setMaking(false)} />}</Suspense>
    </nav>
  )
}
