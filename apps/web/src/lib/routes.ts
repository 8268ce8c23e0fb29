import { views } from '../messages/en/views.ts'
import { words } from '../messages/words.ts'
import { partAfter } from './part-after.ts'

const say = words('views', views)

/**
 * Every address that leads somewhere: its path, in which `:id` stands for one part, and its title; none where that is a row's name.
 * Addresses are made from it, and which view is shown, what the page is called, and where sidebar and commands lead are read from it.
 * The code of each view is named in `app/views.tsx`.
 */
export const routes = {
  inbox: { path: '/', title: () => say('inbox') },
  today: { path: '/today', title: () => say('today') },
  list: { path: '/list/:id', title: () => undefined },
  space: { path: '/space/:id', title: () => undefined },
  trash: { path: '/trash', title: () => say('trash') },
  settings: { path: '/settings', title: () => say('settings') },
} as const satisfies Readonly<Record<string, { readonly path: string; readonly title: () => string | undefined }>>
export type RouteName = keyof typeof routes

/** What the page is called at an address that leads nowhere. */
export const nowhere = (): string => say('nowhere')
/** Where somebody signs in, whoever they were before. */
const signing: readonly string[] = ['/sign-in', '/sign-up', '/reset', '/confirm']

/** The address of a view, of one of its sections where that is named. */
export const addressOf = (name: RouteName, { id = '', section }: { readonly id?: string; readonly section?: string } = {}): string =>
  routes[name].path.replace(':id', encodeURIComponent(id)) + (section === undefined ? '' : `#${section}`)

/** Which view a path leads to, and of what; undefined when it leads nowhere. */
export const routeOf = (path: string): { readonly name: RouteName; readonly id: string } | undefined => {
  if (signing.includes(path)) return { name: 'inbox', id: '' }
  for (const name of Object.keys(routes) as RouteName[]) {
    const pattern = routes[name].path
    if (pattern === path) return { name, id: '' }
    const id = pattern.endsWith(':id') ? partAfter(pattern.slice(0, -':id'.length), path) : undefined
    if (id !== undefined) return { name, id }
  }
  return undefined
}
