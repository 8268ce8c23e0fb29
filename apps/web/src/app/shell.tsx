import { Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Sidebar } from '../features/lists/sidebar.tsx'
import { SideRow } from '../features/lists/side-row.tsx'
import { MoveTask } from '../features/tasks/move-task.tsx'
import { useMine, useReplica, useSync } from '../replica/context.ts'
import { Announcer } from '../ui/announcer.tsx'
import { GearIcon, MenuIcon } from '../ui/icons.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { useLook } from './look.ts'
import { PanelFrame } from './panel-frame.tsx'
import { SyncLine } from './sync-line.tsx'
import { useUndo } from './undo.ts'
import { UndoToast } from './undo-toast.tsx'
import { useOpenTask } from './use-open-task.ts'
import { useView } from './use-view.ts'
import { TaskPanel, ViewOf } from './views.tsx'

/** So many of the changes that signing out would lose are named. */
const namedLosses = 8
const sideSlot = 'muster-sidebar'
const wideScreen = matchMedia('(min-width: 64rem)')
const watchWide = (changed: () => void) => {
  wideScreen.addEventListener('change', changed)
  return () => wideScreen.removeEventListener('change', changed)
}

/** Sidebar, view and the open task; on a phone a bar at the foot, the sidebar as a drawer, the task as a sheet. */
export const Shell = ({ email, onSignOut, onSignIn }: { email: string | null; onSignOut: () => Promise<void>; onSignIn: () => void }) => {
  const replica = useReplica()
  const { refused } = useSync()
  const { offered } = useUndo()
  const wide = useSyncExternalStore(watchWide, () => wideScreen.matches)
  const [drawerOpen, setDrawer] = useState(false)
  const [hidden, setHidden] = useState(() => localStorage.getItem(sideSlot) === 'hidden')
  const opener = useRef<HTMLButtonElement>(null)
  const { view, key, name } = useView()
  const { shown, open, close } = useOpenTask()
  useLook(useMine())
  const drawer = drawerOpen && !wide
  const sheet = shown !== null && !wide

  useEffect(() => {
    document.title = name === undefined ? 'Muster' : `${name} · Muster`
  }, [name])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (event.key === 'Escape' && drawer) {
        setDrawer(false)
        opener.current?.focus()
      }
      if (event.code === 'Backslash' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        event.preventDefault()
        setHidden((now) => {
          localStorage.setItem(sideSlot, now ? 'shown' : 'hidden')
          return !now
        })
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [drawer])
  const hide = (now: boolean) => {
    localStorage.setItem(sideSlot, now ? 'hidden' : 'shown')
    setHidden(now)
  }

  const closeTask = () => {
    close()
    const row = shown && document.querySelector<HTMLElement>(`[data-key="${shown.space}/${shown.id}"]`)
    // The panel is gone in the next frame; the focus goes back to the row it came from.
    requestAnimationFrame(() => row?.focus())
  }
  const signOut = async () => {
    const lost = [...replica.waiting(), ...refused]
    const { describe } = await import('../replica/describe.ts')
    const named = lost.slice(0, namedLosses).map((change) => `• ${describe(change, replica.nameOf)}`)
    const more = lost.length > namedLosses ? [`and ${lost.length - namedLosses} more`] : []
    const head = `${lost.length} ${lost.length === 1 ? 'change is' : 'changes are'} not on the server and would be lost:`
    if (lost.length > 0 && !confirm([head, ...named, ...more, '', 'Sign out all the same?'].join('\n'))) return
    await onSignOut()
  }
  return (
    <div className={hidden ? '' : 'lg:grid lg:grid-cols-[240px_minmax(0,1fr)]'}>
      {hidden && (
        <button
          aria-label="Show sidebar"
          title="Show sidebar (Ctrl+\)"
          onClick={() => hide(false)}
          className="fixed left-2 top-2 z-10 hidden size-8 place-items-center rounded-md text-quiet hover:bg-hover lg:grid"
        >
          <MenuIcon />
        </button>
      )}
      <aside
        aria-label="Lists and sync"
        inert={sheet}
        className={`${drawer ? 'flex' : 'hidden'} fixed inset-x-0 bottom-[var(--bar)] top-0 z-10 flex-col bg-side ${hidden ? '' : 'lg:sticky lg:inset-auto lg:top-0 lg:flex lg:h-dvh lg:border-r lg:border-line'}`}
      >
        <div
          className="min-h-0 flex-1 overflow-auto overscroll-contain p-2 pt-3"
          onClick={(event) => (event.target as HTMLElement).closest('a') && setDrawer(false)}
        >
          <Sidebar current={key} />
        </div>
        <SyncLine onSignIn={onSignIn} />
        <div
          className={`flex items-center px-2 pb-2 text-base lg:text-sm ${drawer && offered ? 'mb-16' : ''}`}
          onClick={(event) => (event.target as HTMLElement).closest('a') && setDrawer(false)}
        >
          <div className="min-w-0 flex-1">
            <SideRow href="/settings" current={key === 'settings'} mark={<GearIcon />} name="Settings" />
          </div>
          <button
            onClick={() => void signOut()}
            className="min-h-11 shrink-0 rounded-md px-2.5 text-[13px] text-quiet hover:bg-hover hover:text-text lg:min-h-8"
          >
            Sign out
          </button>
        </div>
      </aside>
      <main inert={drawer || sheet} className="min-w-0">
        <ViewOf view={view} email={email} onOpen={open} onSignOut={signOut} />
      </main>
      <BottomBar current={key} drawer={drawer} onDrawer={setDrawer} opener={opener} inert={sheet} />
      {shown && (
        <PanelFrame wide={wide} shown={shown.id} onClose={closeTask}>
          <Suspense fallback={<p className="p-6 text-sm text-quiet">Opening …</p>}>
            <TaskPanel
              space={shown.space}
              id={shown.id}
              onClose={closeTask}
              onOpen={(id) => open(shown.space, id)}
              moveDialog={(shut) => <MoveTask space={shown.space} id={shown.id} onClose={shut} />}
            />
          </Suspense>
        </PanelFrame>
      )}
      <UndoToast />
      <Announcer />
    </div>
  )
}
