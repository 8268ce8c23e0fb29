// Makes a start without a network work: the page and all that it consists of are kept when they are first seen.
// The build fills in its files, so that every build is a worker of its own with a cache of its own.
const files = []
const cacheName = `muster-${
  files
    .join()
    .split('')
    .reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7) >>> 0
}`

/** A page that is kept is shown when the network says nothing for so long: ms. */
const patienceMs = 4_000
/** The page from the network; from the cache, with the very files it was built with, when that is away, silent, or a gateway without a server behind it. */
const page = async (request) => {
  const kept = await caches.match('/', { cacheName })
  if (!kept) return fetch(request)
  const asked = fetch(request).then(
    (reply) => (reply.status >= 500 ? kept : reply),
    () => kept,
  )
  return Promise.race([asked, new Promise((resolve) => setTimeout(resolve, patienceMs, kept))])
}

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(['/', ...files])))
})
// Comes to be once no page of the earlier build is open: only then that build's cache goes.
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (url.pathname.startsWith('/assets/') || files.includes(url.pathname)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)))
})
