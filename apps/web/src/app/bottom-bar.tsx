import { useEffect, type RefObject } from 'react'
import { Link } from '../lib/link.tsx'
import { addressOf, routes } from '../lib/routes.ts'
import { useReplica, useSync } from '../replica/context.ts'
import { closesByEscape } from '../tab/scopes.ts'
import { MenuIcon } from '../ui/icons.tsx'
import { InboxIcon, TodayIcon } from '../ui/more-icons.tsx'
import { say } from './say.ts'
import { wrongWords } from './sync-words.ts'

const item = 'flex min-h-11 flex-1 flex-col items-center justify-center gap-0.5 text-xs'

/** What is reached by the thumb on a phone; where something is wrong with sync, it is said here. */
export const BottomBar = ({
  current,
  drawer,
  onDrawer,
  opener,
  inert,
}: {
  current: string
  drawer: boolean
  onDrawer: (open: boolean) => void
  opener: RefObject<HTMLButtonElement | null>
  inert: boolean
}) => {
  const { person } = useReplica()
  const wrong = useSync(wrongWords)
  const refused = useSync((sync) => sync.refused.length > 0)
  useEffect(() => {
    if (!drawer) return
    const close = () => {
      onDrawer(false)
      opener.current?.focus()
      return true
    }
    return closesByEscape({ within: () => document.querySelector('aside'), close })
  }, [drawer, onDrawer, opener])
  const look = (on: boolean) => `${item} ${on && !drawer ? 'font-medium text-accent' : 'text-quiet'}`
  return (
    <div inert={inert} className="fixed inset-x-0 bottom-0 z-10 border-t border-line bg-side pb-[env(safe-area-inset-bottom)] lg:hidden">
      {wrong && !drawer && (
        <button
          onClick={() => onDrawer(true)}
          className={`wrong flex min-h-11 w-full items-center justify-center border-b border-line text-[13px] ${refused ? 'text-alert' : 'text-quiet'}`}
        >
          {wrong}
        </button>
      )}
      <nav aria-label={say('views')} className="flex h-14 items-stretch">
        <Link
          href={addressOf('inbox')}
          onClick={() => onDrawer(false)}
          aria-current={current === person ? 'page' : undefined}
          className={look(current === person)}
        >
          <InboxIcon />
          {routes.inbox.title()}
        </Link>
        <Link
          href={addressOf('today')}
          onClick={() => onDrawer(false)}
          aria-current={current === 'today' ? 'page' : undefined}
          className={look(current === 'today')}
        >
          <TodayIcon />
          {routes.today.title()}
        </Link>
        <button
          ref={opener}
          aria-expanded={drawer}
          onClick={() => onDrawer(!drawer)}
          className={`${item} ${drawer || (current !== person && current !== 'today') ? 'font-medium text-accent' : 'text-quiet'}`}
        >
          <MenuIcon />
          {say('lists')}
        </button>
      </nav>
    </div>
  )
}
