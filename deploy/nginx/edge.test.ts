import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import { withoutMongo } from '../../apps/server/src/testing/mongo.ts'
import { id } from '../../apps/server/src/testing/server.ts'
import { freePort } from '../../scripts/testing/free-port.ts'
import { runNginx } from '../../scripts/testing/nginx.ts'
import type { Told } from './testing/ask.ts'
import { nginx, prepareFront, serverName, withoutNginx, type Front } from './testing/front.ts'
import { startInstances } from './testing/instances.ts'
import { register } from './testing/person.ts'

/**
 * A CDN that believes its own eyes more than us: whatever ends like a part of a page it stores for everybody, whoever asked and whatever the
 * answer says. It keeps things by the address as it was sent, or as it reads it; both are found in the world.
 */
const edgeConfiguration = (folder: string, port: number, { httpsPort, authority }: Front, key: '$request_uri' | '$uri') => `
pid '${folder}/nginx.pid';
error_log '${folder}/error.log';
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 256; }
http {
  access_log '${folder}/access.log';
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path '${folder}/${name}';`).join('\n  ')}
  proxy_cache_path '${folder}/cache' keys_zone=edge:1m;
  proxy_cache edge;
  proxy_cache_key '$host${key}';
  proxy_set_header Host ${serverName}:${httpsPort};
  proxy_ssl_server_name on;
  proxy_ssl_name ${serverName};
  proxy_ssl_trusted_certificate '${authority.file}';
  proxy_ssl_verify on;
  add_header X-Edge $upstream_cache_status always;
  map ${key} $looks_like_a_part { default ''; '~*\\.(?:css|js|svg|woff2)$' 1; }
  server {
    listen 127.0.0.1:${port};
    error_page 418 = @part;
    location / {
      if ($looks_like_a_part) { return 418; }
      proxy_pass https://127.0.0.1:${httpsPort};
    }
    location @part {
      proxy_ignore_headers Cache-Control Expires Set-Cookie Vary;
      proxy_cache_valid 200 10m;
      proxy_pass https://127.0.0.1:${httpsPort};
    }
  }
}
`

/** Ways to write an address so that one reader sees something private in it, and another a part of a page (Gil 2017; Mirheidari 2020). */
const tricks: readonly ((path: string) => string)[] = [
  '/x.css',
  ';x.css',
  '%2fx.css',
  '%2Fx.css',
  '%3bx.css',
  '%3Bx.js',
  '%00.js',
  '%00x.css',
  '%0a.css',
  '%0d%0a.css',
  '%09.css',
  '%20.css',
  '%ff.css',
  '.css',
  '.js',
  '/.css',
  '//x.css',
  '\\x.css',
  '%5cx.css',
  '%23x.css',
  '%3fx.css',
  '?x.css',
  '?/x.css',
  '%26x.css',
  '~x.css',
  ',x.css',
  '!x.css',
  '/..%2fx.css',
  '/%2e%2e%2fx.css',
  '%252fx.css',
  '/assets/look-1.js',
  ';/assets/look-1.js',
  '%2f..%2f..%2fassets%2flook-1.js',
  '.%63ss',
  '/',
].map((end) => (path: string) => path + end)
const moved: readonly ((path: string) => string)[] = [
  (path) => `/assets/..${path}`,
  (path) => `/assets/..%2f${path.slice(1)}`,
  (path) => `/assets/%2e%2e${path}`,
  (path) => `/assets/look-1.js/..${path}`,
  (path) => `/assets/look-1.js/../..${path}?x.css`,
  (path) => `/x.css/..${path}`,
  (path) => `/x.css%2f..${path}`,
  (path) => `/${path}`,
  (path) => `/${path}/x.css`,
  (path) => path.replace('/v1', '//v1'),
  (path) => path.replace('/v1', '/./v1'),
  (path) => path.replace('/v1', '/%76%31'),
  (path) => path.replace('/api', '/API'),
  (path) => path.replace('/api', '/%61pi'),
  (path) => `${path.replace('/api', '/%61pi')}%2fx.css`,
]

test('however an address is written, what is private reaches nobody else through a cache', { skip: withoutNginx || withoutMongo }, async (t) => {
  const front = await prepareFront(t)
  const { all } = await startInstances(t, front, 2)
  await front.start(all.map(({ port }) => port))
  const person = await register(front)
  const secret = 'word-that-nobody-else-may-read'
  const args = { id: id(), place: { parentId: null, listId: person.space, sectionId: null, order: 'a1' }, title: secret }
  const mutations = [{ id: id(), name: 'task.create@1', args, base: 0, clientAt: new Date().toISOString() }]
  await front.ask(`/api/v1/spaces/${person.space}/mutations`, {
    method: 'POST',
    headers: person.headers,
    body: JSON.stringify({ for: person.space, mutations }),
  })
  const paths = endpoints
    .filter(({ method, auth, key }) => method === 'GET' && auth === 'session' && key !== 'sync.events')
    .map(({ path }) => path.replace(':space', person.space).replaceAll(/:\w+/g, args.id))
  assert.ok(paths.length >= 10)
  const isPrivate = ({ text }: Told) => text.includes(secret) || text.includes(person.space) || text.includes('@example.test')

  for (const key of ['$request_uri', '$uri'] as const) {
    const port = await freePort()
    const edge = await runNginx(nginx ?? '', (folder) => edgeConfiguration(folder, port, front, key), [port])
    t.after(() => edge.close())
    const ask = (path: string, headers: Readonly<Record<string, string>>) =>
      new Promise<Told>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path, headers: { Host: serverName, ...headers } }, (reply) => {
          let text = ''
          reply.setEncoding('utf8')
          reply.on('data', (part: string) => (text += part))
          reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, raw: reply.rawHeaders, text }))
          reply.on('error', reject)
        })
          .on('error', reject)
          .end()
      })
    const cookie = { Cookie: person.headers.Cookie }
    // It does store, and gives out what it has stored.
    await ask('/assets/look-1.js', {})
    assert.equal((await ask('/assets/look-1.js', {})).headers['x-edge'], 'HIT')
    let seen = 0
    for (const path of paths) {
      const plain = await ask(path, cookie)
      if (plain.status === 200 && isPrivate(plain)) seen++
      for (const spelled of [path, ...[...tricks, ...moved].map((trick) => trick(path))]) {
        const theirs = await ask(spelled, cookie)
        if (isPrivate(theirs) && theirs.status === 200)
          assert.match(String(theirs.headers['cache-control']), /^(?:no-store|private, no-cache)$/, `${spelled} may be stored`)
        for (const told of [await ask(spelled, {}), await ask(spelled, {})]) {
          assert.ok(
            !told.text.includes(secret) && !told.text.includes('@example.test'),
            `${spelled} was told to somebody else, by a ${String(told.headers['x-edge'])}`,
          )
          if (told.headers['x-edge'] === 'HIT') assert.ok(!isPrivate(told) && !spelled.startsWith('/api/'), `${spelled} was stored`)
          // Below /api nobody is answered with a page.
          if (spelled.startsWith('/api/') && told.status < 300) assert.doesNotMatch(String(told.headers['content-type']), /text\/html/, spelled)
        }
      }
    }
    assert.ok(seen >= 6, `${seen} of them say something private`)
  }
})
