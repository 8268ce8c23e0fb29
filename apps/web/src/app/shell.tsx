import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useRoute } from 'wouter'
import { Sidebar } from '../features/lists/sidebar.tsx'
import { TaskList } from '../features/tasks/task-list.tsx'
import { useReplica, useRow, useSpaceOfList, useSync } from '../replica/context.ts'
import { SyncLine } from './sync-line.tsx'
import { UndoToast } from './undo-toast.tsx'

// Apart from the first load; fetched when idle, so that they are there offline.
const trashPage = () => import('../features/trash/trash.tsx')
const Trash = lazy(() => trashPage().then((module) => ({ default: module.Trash })))
const todayPage = () => import('../features/tasks/today.tsx')
const Today = lazy(() => todayPage().then((module) => ({ default: module.Today })))
setTimeout(() => void Promise.all([trashPage(), todayPage(), import('../replica/describe.ts')]).catch(() => {}), 2_000)

/** So many of the changes that signing out would lose are named. */
const namedLosses = 8
const wide = matchMedia('(min-width: 64rem)')

/** Sidebar and list; on a phone the sidebar is a drawer. */
export const Shell = ({ onSignOut, onSignIn }: { onSignOut: () => Promise<void>; onSignIn: () => void }) => {
  const replica = useReplica()
  const { person } = replica
  const { refused, loaded, online, signedOut } = useSync()
  const [drawer, setDrawer] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const [, params] = useRoute('/list/:id')
  const [today] = useRoute('/today')
  const [trash] = useRoute('/trash')
  const id = today ? 'today' : trash ? 'trash' : (params?.id ?? person)
  const space = useSpaceOfList(id) ?? person
  const row = useRow(space, 'list', id)
  const list = row?.deletedAt === null ? row : undefined

  useEffect(() => {
    const name = today ? 'Today' : trash ? 'Trash' : list?.name
    document.title = name === undefined ? 'Muster' : `${name} · Muster`
  }, [list, today, trash])
  useEffect(() => {
    if (!drawer) return
    const close = () => setDrawer(false)
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
      close()
      opener.current?.focus()
    }
    wide.addEventListener('change', close)
    addEventListener('keydown', onKey)
    return () => {
      wide.removeEventListener('change', close)
      removeEventListener('keydown', onKey)
    }
  }, [drawer])

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
    <div className="lg:grid lg:grid-cols-[240px_1fr]">
      <header className="sticky top-0 z-10 flex h-12 items-center border-b border-line bg-ground px-2 lg:hidden">
        <button ref={opener} aria-label="Lists" aria-expanded={drawer} onClick={() => setDrawer(!drawer)} className="grid size-11 place-items-center text-lg">
          ☰
        </button>
        <span className="flex-1 font-semibold">Muster</span>
        {(refused.length > 0 || signedOut || !online) && (
          <button onClick={() => setDrawer(true)} className={`min-h-11 px-2 text-[13px] ${refused.length > 0 ? 'text-alert' : 'text-quiet'}`}>
            {refused.length > 0 ? `${refused.length} refused` : signedOut ? 'Signed out' : 'Offline'}
          </button>
        )}
      </header>
      <aside
        aria-label="Lists and sync"
        className={`${drawer ? 'flex' : 'hidden'} fixed inset-0 top-12 z-10 flex-col bg-side lg:sticky lg:inset-auto lg:top-0 lg:flex lg:h-dvh lg:border-r lg:border-line`}
      >
        <div
          className="min-h-0 flex-1 overflow-auto overscroll-contain p-3"
          onClick={(event) => (event.target as HTMLElement).closest('a') && setDrawer(false)}
        >
          <Sidebar current={id} />
        </div>
        <SyncLine onSignIn={onSignIn} />
        <button onClick={() => void signOut()} className="mb-2 min-h-11 px-3 text-left text-[13px] text-quiet hover:text-text lg:min-h-8">
          Sign out
        </button>
      </aside>
      <main inert={drawer}>
        {today ? (
          <Suspense>
            <Today />
          </Suspense>
        ) : trash ? (
          <Suspense>
            <Trash />
          </Suspense>
        ) : list ? (
          <TaskList key={list.id} space={space} list={list} />
        ) : (
          <section className="p-8">
            <h1 className="text-xl font-semibold">{loaded ? 'This list is not here' : 'Muster'}</h1>
            <p className="mt-2 text-sm text-quiet">
              {loaded
                ? 'It was deleted, or it belongs to another account.'
                : online
                  ? 'Fetching your tasks …'
                  : 'The server cannot be reached. Your tasks come as soon as it can.'}
            </p>
          </section>
        )}
      </main>
      <UndoToast />
    </div>
  )
}
