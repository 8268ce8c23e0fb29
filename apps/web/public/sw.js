// Makes a reload work without a network: hashed assets from the cache, the page from the network and else from the cache.
const cacheName = 'muster-pages'
self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.add('/'))
      .then(() => self.skipWaiting()),
  )
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

const keep = async (key, reply) => {
  if (reply.ok) await (await caches.open(cacheName)).put(key, reply.clone())
  return reply
}
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return
  if (request.mode === 'navigate')
    event.respondWith(
      fetch(request)
        .then((reply) => keep('/', reply))
        .catch(() => caches.match('/')),
    )
  else if (url.pathname.startsWith('/assets/'))
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request).then((reply) => keep(request, reply))))
})
