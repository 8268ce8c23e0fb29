import { Sidebar } from '../features/lists/sidebar.tsx'
import { SideRow } from '../features/lists/side-row.tsx'
import { GearIcon } from '../ui/more-icons.tsx'
import { useToast } from '../tab/toast.ts'
import { SyncLine } from './sync-line.tsx'
import { addressOf, routes } from '../lib/routes.ts'
import { say } from './say.ts'

/** What stands in the sidebar, from the Inbox down to signing out. */
export const Side = ({
  current,
  drawer,
  onLeave,
  onSignIn,
  onSignOut,
}: {
  current: string
  drawer: boolean
  /** It has led to another view. */
  onLeave: () => void
  onSignIn: () => void
  onSignOut: () => Promise<void>
}) => {
  const offered = useToast(({ toast }) => toast !== null)
  const follow = ({ target }: { readonly target: EventTarget }) => (target as HTMLElement).closest('a') && onLeave()
  return (
    <>
      <div className="min-h-0 flex-1 overflow-auto overscroll-contain p-2 pt-3" onClick={follow}>
        <Sidebar current={current} onLeave={onLeave} />
      </div>
      <SyncLine onSignIn={onSignIn} />
      {/* In the drawer what can be undone is offered below the last line, not on it. */}
      <div className={`flex items-center px-2 pb-2 text-base lg:text-sm ${drawer && offered ? 'mb-16' : ''}`} onClick={follow}>
        <div className="min-w-0 flex-1">
          <SideRow href={addressOf('settings')} current={current === 'settings'} mark={<GearIcon />} name={routes.settings.title()} />
        </div>
        <button
          onClick={() => void onSignOut()}
          className="min-h-11 shrink-0 rounded-md px-2.5 text-[13px] text-quiet hover:bg-hover hover:text-text lg:min-h-8"
        >
          {say('sign-out')}
        </button>
      </div>
    </>
  )
}

export { BottomBar } from './bottom-bar.tsx'
