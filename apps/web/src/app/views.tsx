import type { ReactNode } from 'react'
import { TaskList } from '../features/tasks/task-list.tsx'
import { lazyPart } from '../lib/lazy-part.tsx'
import type { RouteName } from '../lib/routes.ts'
import { fetchWhenIdle } from '../lib/when-idle.ts'
import { useRow, useLoaded, useOnline } from '../replica/context.ts'
import { Coming } from './coming.tsx'
import { Part } from '../tab/part.tsx'
import type { View } from './use-view.ts'
import { ViewFrame } from './view-frame.tsx'

// Apart from the first load; fetched when idle, so that they are there offline.
const Today = lazyPart(() => import('../features/tasks/today.tsx').then((module) => module.Today))
const EditList = lazyPart(() => import('../features/lists/edit-list.tsx').then((module) => module.EditList))
const Missing = lazyPart(() => import('./missing.tsx').then((module) => module.Missing))
const Trash = lazyPart(() => import('../features/trash/trash.tsx').then((module) => module.Trash))
const Settings = lazyPart(() => import('../features/settings/settings.tsx').then((module) => module.Settings))
const SpacePage = lazyPart(() => import('../features/sharing/space-page.tsx').then((module) => module.SpacePage))
fetchWhenIdle(...[Today, EditList, Missing, Trash, Settings, SpacePage].map(({ fetchPart }) => fetchPart))

/** What views are given. */
interface Given {
  readonly view: View
  readonly email: string | null
  readonly onOpen: (space: string, id: string) => void
  readonly onSignOut: () => Promise<void>
}
const ListView = ({ view: { space, id }, onOpen }: Given) => {
  const list = useRow(space, 'list', id)
  const loaded = useLoaded()
  const online = useOnline()
  if (list?.deletedAt === null)
    return <TaskList key={list.id} space={space} list={list} onOpen={onOpen} editDialog={(shut) => <EditList space={space} list={list} onClose={shut} />} />
  return <Missing what={loaded ? (list ? 'trashed' : 'list') : online ? 'coming' : 'away'} />
}
/** What each route shows. */
const views: Readonly<Record<RouteName, (given: Given) => ReactNode>> = {
  inbox: (given) => <ListView {...given} />,
  list: (given) => <ListView {...given} />,
  today: ({ onOpen }) => <Today onOpen={onOpen} />,
  space: ({ view }) => <SpacePage key={view.id} id={view.id} />,
  trash: () => <Trash />,
  settings: ({ email, onSignOut }) => <Settings email={email} onSignOut={onSignOut} />,
}

/** One view. While its code is fetched its name and the place of its rows stand there; what breaks in it spoils nothing else. */
export const ViewOf = (given: Given) => {
  const { route, key, name } = given.view
  const title = name ?? 'Muster'
  return (
    <Part of={`${route} ${key}`} frame={(said) => <ViewFrame name={title}>{said}</ViewFrame>} coming={<Coming name={title} />}>
      {route === null ? <Missing what="address" /> : views[route](given)}
    </Part>
  )
}
