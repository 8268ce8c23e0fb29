import { lazy, Suspense, type ReactNode } from 'react'
import { TaskList } from '../features/tasks/task-list.tsx'
import { useRow, useSync } from '../replica/context.ts'

// Apart from the first load; fetched when idle, so that they are there offline.
const pages = {
  today: () => import('../features/tasks/today.tsx'),
  described: () => import('../replica/describe.ts'),
  trash: () => import('../features/trash/trash.tsx'),
  settings: () => import('../features/settings/settings.tsx'),
  space: () => import('../features/sharing/space-page.tsx'),
  notes: () => import('../features/panel/rendered-notes.tsx'),
}
const Today = lazy(() => pages.today().then((module) => ({ default: module.Today })))
const Trash = lazy(() => pages.trash().then((module) => ({ default: module.Trash })))
const Settings = lazy(() => pages.settings().then((module) => ({ default: module.Settings })))
const SpacePage = lazy(() => pages.space().then((module) => ({ default: module.SpacePage })))
setTimeout(() => {
  for (const page of Object.values(pages)) void page().catch(() => {})
}, 2_000)

/** What an address leads to. */
export type View =
  | { readonly is: 'list'; readonly id: string; readonly space: string }
  | { readonly is: 'today' | 'trash' | 'settings' | 'nowhere' }
  | { readonly is: 'space'; readonly id: string }

const Plain = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="view px-4 pt-3 lg:px-10 lg:pt-6">
    <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
    <p className="mt-2 text-sm text-quiet">{children}</p>
  </section>
)

const ListView = ({ space, id, onOpen }: { space: string; id: string; onOpen: (space: string, id: string) => void }) => {
  const list = useRow(space, 'list', id)
  const { loaded, online } = useSync()
  if (list?.deletedAt === null) return <TaskList key={list.id} space={space} list={list} onOpen={onOpen} />
  if (!loaded) return <Plain title="Muster">{online ? 'Fetching your tasks …' : 'The server cannot be reached. Your tasks come as soon as it can.'}</Plain>
  return (
    <Plain title="This list is not here">{list ? 'It is in the trash, and can be restored there.' : 'It was deleted, or it belongs to another account.'}</Plain>
  )
}

/** One view, fetched first when its code is not here yet. */
export const ViewOf = ({
  view,
  email,
  onOpen,
  onSignOut,
}: {
  view: View
  email: string | null
  onOpen: (space: string, id: string) => void
  onSignOut: () => Promise<void>
}) => {
  if (view.is === 'list') return <ListView space={view.space} id={view.id} onOpen={onOpen} />
  return (
    <Suspense>
      {view.is === 'today' && <Today onOpen={onOpen} />}
      {view.is === 'trash' && <Trash />}
      {view.is === 'settings' && <Settings email={email} onSignOut={onSignOut} />}
      {view.is === 'space' && <SpacePage key={view.id} id={view.id} />}
      {view.is === 'nowhere' && <Plain title="There is nothing at this address">Choose a list, or go back.</Plain>}
    </Suspense>
  )
}
