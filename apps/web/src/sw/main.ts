// Makes a start without a network work, and a new build wait for its turn: the page comes from the build that this worker belongs to.
import { clientsClaim, setCacheNameDetails } from 'workbox-core'
import { createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import type { ToPage, ToWorker } from './messages.ts'

declare const self: ServiceWorkerGlobalScope & {
  /** The origin that parts of pages come from, filled in by a server that is told of one (`CDN_URL`). */
  readonly __CDN?: string
}
/** A part of this build; a worker comes from our own origin, whatever the others do. */
interface Part {
  readonly url: string
  readonly revision: string | null
  readonly worker?: boolean
}
/** All that this build consists of, filled in by the build. */
const manifest = self.__WB_MANIFEST as readonly Part[]
const cdn = self.__CDN
const build = manifest.find(({ url }) => url === '/')?.revision ?? ''

const prefix = 'muster'
const cacheName = `${prefix}-${build}`
/** Addresses that are no page, although a browser may be sent there. */
const noPage = [/^\/api(?:\/|$)/, /^\/assets\//, /^\/(?:healthz|readyz)$/, /^\/[^/]*\.[^/]*$/]

// A cache for each build: pages of the earlier one still find its parts, however long they stay open.
setCacheNameDetails({ prefix, precache: build, suffix: '' })
precacheAndRoute(
  manifest.map(({ url, revision, worker }): PrecacheEntry => {
    if (cdn === undefined) return { url, revision }
    // The page names its parts: another CDN makes another page.
    if (url === '/') return { url, revision: `${revision} ${cdn}` }
    return { url: url.startsWith('/assets/') && !worker ? cdn + url : url, revision }
  }),
)
registerRoute(new NavigationRoute(createHandlerBoundToURL('/'), { denylist: noPage }))
registerRoute(
  ({ url, sameOrigin }) => (sameOrigin || url.origin === cdn) && url.pathname.startsWith('/assets/'),
  async ({ request }) => (await caches.match(request)) ?? fetch(request),
)
clientsClaim()

/** The static routes of a service worker (https://w3c.github.io/ServiceWorker/#dom-installevent-addroutes), which its types do not know yet. */
interface Routable {
  readonly addRoutes?: (
    rules: readonly { readonly condition: { readonly urlPattern: { readonly pathname: string } }; readonly source: 'network' }[],
  ) => Promise<void>
}
/** The pages that have said of which build they are. Empty after each start of this worker. */
const builds = new Map<string, string>()
const tell = (client: Client, message: ToPage) => client.postMessage(message)

/** Deletes what earlier builds stored once no page of them is open: one that does not say what it is of may be. */
const sweep = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith(`${prefix}-`) && name !== cacheName)
  // A later build is stored already, or is about to be.
  if (names.length === 0 || self.registration.installing || self.registration.waiting) return
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  for (const page of pages) if (!builds.has(page.id)) tell(page, { say: 'who' })
  if (pages.every(({ id }) => builds.get(id) === build)) await Promise.all(names.map((name) => caches.delete(name)))
}

// No part of a build: this worker need not be woken for it, where browsers can be told so. Each request would wake the one that is to give way
// to a later build, and Chromium lets it go only once it has come to rest.
self.addEventListener('install', (event) => {
  const { addRoutes } = event as Routable
  // Without it everything goes on as before.
  event.waitUntil(addRoutes?.call(event, [{ condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' }]).catch(() => {}) ?? Promise.resolve())
})
self.addEventListener('activate', (event) => event.waitUntil(sweep()))
self.addEventListener('message', (event) => {
  const message = event.data as ToWorker
  const page = event.source
  // Else a worker that comes to rest before it is through stays where it is.
  if (message.say === 'take-over') return event.waitUntil(self.skipWaiting())
  if (!(page instanceof Client)) return
  builds.set(page.id, message.build)
  // A page that came past its worker is of this build already: there is nothing to wait for.
  if (message.build === build) event.waitUntil(self.skipWaiting())
  else tell(page, { say: 'ready' })
  event.waitUntil(sweep())
})
