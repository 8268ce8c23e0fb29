import { lazy, Suspense } from 'react'
import { TaskList } from '../features/tasks/task-list.tsx'
import { fetchWhenIdle } from '../lib/when-idle.ts'
import { useRow, useSync } from '../replica/context.ts'
import { Coming } from './coming.tsx'

// Apart from the first load; fetched when idle, so that they are there offline.
const pages = {
  today: () => import('../features/tasks/today.tsx'),
  edit: () => import('../features/lists/edit-list.tsx'),
  missing: () => import('./missing.tsx'),
  trash: () => import('../features/trash/trash.tsx'),
  settings: () => import('../features/settings/settings.tsx'),
  space: () => import('../features/sharing/space-page.tsx'),
  notes: () => import('../features/panel/rendered-notes.tsx'),
}
const Today = lazy(() => pages.today().then((module) => ({ default: module.Today })))
const EditList = lazy(() => pages.edit().then((module) => ({ default: module.EditList })))
const Missing = lazy(() => pages.missing().then((module) => ({ default: module.Missing })))
const Trash = lazy(() => pages.trash().then((module) => ({ default: module.Trash })))
const Settings = lazy(() => pages.settings().then((module) => ({ default: module.Settings })))
const SpacePage = lazy(() => pages.space().then((module) => ({ default: module.SpacePage })))
fetchWhenIdle(...Object.values(pages))

/** What an address leads to. */
export type View =
  | { readonly is: 'list'; readonly id: string; readonly space: string }
  | { readonly is: 'today' | 'trash' | 'settings' | 'nowhere' }
  | { readonly is: 'space'; readonly id: string }

const ListView = ({ space, id, onOpen }: { space: string; id: string; onOpen: (space: string, id: string) => void }) => {
  const list = useRow(space, 'list', id)
  const { loaded, online } = useSync()
  if (list?.deletedAt === null)
    return <TaskList key={list.id} space={space} list={list} onOpen={onOpen} editDialog={(shut) => <EditList space={space} list={list} onClose={shut} />} />
  return (
    <Suspense>
      <Missing what={loaded ? (list ? 'trashed' : 'list') : online ? 'coming' : 'away'} />
    </Suspense>
  )
}

/** One view, fetched first when its code is not here yet. */
export const ViewOf = ({
  view,
  name,
  email,
  onOpen,
  onSignOut,
}: {
  view: View
  name: string | undefined
  email: string | null
  onOpen: (space: string, id: string) => void
  onSignOut: () => Promise<void>
}) => {
  if (view.is === 'list') return <ListView space={view.space} id={view.id} onOpen={onOpen} />
  return (
    <Suspense fallback={<Coming name={name} />}>
      {view.is === 'today' && <Today onOpen={onOpen} />}
      {view.is === 'trash' && <Trash />}
      {view.is === 'settings' && <Settings email={email} onSignOut={onSignOut} />}
      {view.is === 'space' && <SpacePage key={view.id} id={view.id} />}
      {view.is === 'nowhere' && <Missing what="address" />}
    </Suspense>
  )
}
