import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useAwaited } from '../lib/awaited.ts'
import { store, recall } from '../lib/browser-storage.ts'
import { useMine, useReplica, useSync } from '../replica/context.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { useHash, usePath } from '../lib/router.ts'
import { useWide } from '../lib/use-wide.ts'
import { scrollBack } from '../lib/view-memory.ts'
import { fetchWhenIdle, whenIdle } from '../lib/when-idle.ts'
import { Part } from '../tab/part.tsx'
import { announce, Announcer } from '../ui/announcer.tsx'
import { MenuIcon } from '../ui/icons.tsx'
import { useLook } from './look.ts'
import { useOpenTask } from './use-open-task.ts'
import { useView } from './use-view.ts'
import { ViewOf } from './views.tsx'
import { say } from '../messages/page.ts'

// The list comes first. The sidebar is fetched once it stands, together with the file of parts that it imports; the rest when there is time.
const side = () => Promise.all([import('./side.tsx'), import('../tab/toast.ts')]).then(([module]) => module)
const Side = lazyPart(() => side().then((module) => module.Side))
const BottomBar = lazyPart(() => side().then((module) => module.BottomBar))
const later = () => import('./later.tsx')
const Keyboard = lazyPart(() => later().then((module) => module.Keyboard))
const KeyHints = lazyPart(() => later().then((module) => module.KeyHints))
const SignOutDialog = lazyPart(() => later().then((module) => module.SignOutDialog))
const NewerBuild = lazyPart(() => later().then((module) => module.NewerBuild))
const Notices = lazyPart(() => later().then((module) => module.Notices))
const OpenTask = lazyPart(() => import('./open-task.tsx').then((module) => module.OpenTask))
fetchWhenIdle(OpenTask.fetchPart)

/** Where what could not be drawn at the foot, or over the page, is said. */
const foot = 'fixed right-2 bottom-[calc(var(--bar)+0.5rem)] z-20 rounded-lg border border-line bg-raised shadow-float'
const sideSlot = 'sidebar'
/** The sidebar waits for the list so long: ms. */
const besideMs = 2_000
/** The page has come to rest once: drawn anew in another language, it has its keys at once. */
let hasRested = false

/** Sidebar, view and the open task; on a phone a bar at the foot, the sidebar as a drawer, the task as a sheet. */
export const Shell = ({ email, onSignOut, onSignIn }: { email: string | null; onSignOut: () => Promise<void>; onSignIn: () => void }) => {
  const replica = useReplica()
  const loaded = useSync((sync) => sync.loaded)
  const behind = useSync(({ outdated }) => outdated) && !loaded
  const wide = useWide()
  const [drawerOpen, setDrawer] = useState(false)
  const [hidden, setHidden] = useState(() => recall(sideSlot) === 'hidden')
  const [leaving, setLeaving] = useState(false)
  const [listed, setListed] = useState(false)
  const [rested, setRested] = useState(hasRested)
  const opener = useRef<HTMLButtonElement>(null)
  const waits = useAwaited()
  const view = useView()
  const { key, name } = view
  const { shown, open, close } = useOpenTask()
  const path = usePath()
  const hash = useHash()
  useLook(useMine())
  useLayoutEffect(() => scrollBack(), [path, hash])
  const drawer = drawerOpen && !wide
  const sheet = shown !== null && !wide

  const titled = useRef(false)
  useEffect(() => {
    document.title = name === undefined ? 'Muster' : `${name} · Muster`
    if (titled.current && name !== undefined) announce(name)
    titled.current = true
  }, [name])
  useEffect(() => {
    const timer = setTimeout(() => setListed(true), loaded ? 0 : besideMs)
    return () => clearTimeout(timer)
  }, [loaded])
  useEffect(
    () =>
      whenIdle(() => {
        hasRested = true
        setRested(true)
      }),
    [],
  )
  const toggle = useCallback(
    () =>
      setHidden((now) => {
        store(sideSlot, now ? 'shown' : 'hidden')
        return !now
      }),
    [],
  )
  const hide = (now: boolean) => {
    store(sideSlot, now ? 'hidden' : 'shown')
    setHidden(now)
  }

  const before = useRef(shown)
  useLayoutEffect(() => {
    const from = before.current
    before.current = shown
    // Closed, by whatever way: the focus goes back to the row it came from, unless it is elsewhere by now.
    if (from && !shown && document.activeElement === document.body) document.querySelector<HTMLElement>(`[data-key="${from.space}/${from.id}"]`)?.focus()
  }, [shown])
  const signOut = async () => {
    const unfinished = later().then(
      ({ unfinishedTexts }) => unfinishedTexts().length,
      () => 0,
    )
    return replica.sync().waiting + replica.sync().refused.length + (await unfinished) > 0 ? setLeaving(true) : onSignOut()
  }
  return (
    <div className={hidden ? '' : 'lg:grid lg:grid-cols-[240px_minmax(0,1fr)]'}>
      <a
        href="#view"
        className="skip fixed left-2 top-2 z-40 rounded-md bg-raised px-4 py-2 text-sm shadow-float"
        onClick={(event) => {
          event.preventDefault()
          const view = document.getElementById('view')
          ;(view?.querySelector<HTMLElement>('[tabindex="0"]') ?? view)?.focus()
        }}
      >
        {say('skip')}
      </a>
      {hidden && (
        <button
          aria-label={say('side-show')}
          title={say('side-show-keys')}
          onClick={() => hide(false)}
          className="fixed left-2 top-2 z-10 hidden size-8 place-items-center rounded-md text-quiet hover:bg-hover lg:grid"
        >
          <MenuIcon />
        </button>
      )}
      <aside
        aria-label={say('side')}
        inert={sheet}
        className={`${drawer ? 'flex' : 'hidden'} fixed inset-x-0 bottom-[var(--bar)] top-0 z-10 flex-col bg-side ${hidden ? '' : 'lg:sticky lg:inset-auto lg:top-0 lg:flex lg:h-dvh lg:border-r lg:border-line'}`}
      >
        <Part>{listed && <Side current={key} drawer={drawer} onLeave={() => setDrawer(false)} onSignIn={onSignIn} onSignOut={signOut} />}</Part>
      </aside>
      <main id="view" tabIndex={-1} inert={drawer || sheet} className="min-w-0">
        {behind ? (
          <Part>
            <NewerBuild />
          </Part>
        ) : (
          <ViewOf view={view} email={email} onOpen={open} onSignOut={signOut} />
        )}
      </main>
      <Part look={foot}>{listed && <BottomBar current={key} drawer={drawer} onDrawer={setDrawer} opener={opener} inert={sheet} />}</Part>
      {shown && (
        <Part of={`${shown.space}/${shown.id}`} look={`panel ${foot}`}>
          <OpenTask space={shown.space} id={shown.id} wide={wide} onClose={close} onOpen={open} />
        </Part>
      )}
      <Part look={foot} of={leaving}>
        {rested && (
          <>
            <Keyboard onSidebar={toggle} />
            <Notices />
            <KeyHints />
          </>
        )}
        {leaving && <SignOutDialog onSignOut={() => void onSignOut()} onClose={() => setLeaving(false)} />}
      </Part>
      {waits && (
        <p role="status" className={`late px-3 py-2 text-sm text-quiet ${foot}`}>
          {say('wait')}
        </p>
      )}
      <Announcer />
    </div>
  )
}
