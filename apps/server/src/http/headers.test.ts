import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { Id } from '@muster/core/contract/schemas/common.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { buildApp } from '../app.ts'
import { ask, type Told } from '../testing/ask.ts'
import { fromSchema, type Schema } from '../testing/from-schema.ts'
import { startServer } from '../testing/server.ts'

const pages = mkdtempSync(join(tmpdir(), 'muster-pages-'))
mkdirSync(join(pages, 'assets'))
for (const name of ['index.html', 'sw.js', 'icon.svg', 'assets/main-1.js', 'assets/main-1.css', 'assets/inter-1.woff2']) writeFileSync(join(pages, name), name)

let server: Awaited<ReturnType<typeof startServer>>
let person: Awaited<ReturnType<typeof server.register>>
before(async () => {
  server = await startServer(undefined, { pages })
  person = await server.register()
})
after(async () => {
  await server.remove()
  rmSync(pages, { recursive: true, force: true })
})

const expected: Readonly<Record<string, RegExp>> = {
  'content-security-policy': /^default-src 'none'; script-src 'self'; style-src 'self'; /,
  'strict-transport-security': /^max-age=63072000; includeSubDomains$/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /^camera=\(\), geolocation=\(\), microphone=\(\)$/,
}
const types = /^(?:application\/(?:problem\+)?json|text\/(?:html|css|javascript|event-stream)); charset=utf-8$|^image\/svg\+xml$|^font\/woff2$/
/** Everything that an answer has to carry, whatever it is. */
const isGuarded = ({ status, headers, text }: Told, what: string): void => {
  for (const [name, value] of Object.entries(expected)) assert.match(String(headers[name]), value, `${name} of ${what} (${status})`)
  const csp = String(headers['content-security-policy'])
  for (const banned of ['unsafe-inline', 'unsafe-eval', 'http:', '*']) assert.ok(!csp.includes(banned), `${what}: ${banned}`)
  for (const wanted of ["base-uri 'none'", "object-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "connect-src 'self'"])
    assert.ok(csp.includes(wanted), `${what}: ${wanted}`)
  if (text !== '') assert.match(String(headers['content-type']), types, `type of ${what} (${status})`)
  for (const told of ['server', 'x-powered-by', 'access-control-allow-origin', 'access-control-allow-credentials']) assert.equal(headers[told], undefined, what)
}
const isApi = (told: Told, what: string, reads: boolean): void => {
  isGuarded(told, what)
  // What is read and has an ETag is cached by the person's own browser alone, and asked for again each time.
  assert.equal(told.headers['cache-control'], reads && told.headers['etag'] && told.status < 400 ? 'private, no-cache' : 'no-store', what)
  assert.equal(told.headers['vary'], 'Accept-Encoding, Cookie, Origin, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site', what)
}

const good = (schema: object | undefined): unknown =>
  schema && fc.sample(fromSchema(schema as Schema, [[Id as Schema, fc.constant(person.userId)]]), { numRuns: 1, seed: 3 })[0]
const pathOf = ({ key, path }: Endpoint) => {
  const params = (good(endpointSchemas[key]?.params) ?? {}) as Record<string, string>
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}
const send = (endpoint: Endpoint, headers: Readonly<Record<string, string>>, change: { path?: string; method?: string; body?: string; type?: string } = {}) => {
  const schema = endpointSchemas[endpoint.key]?.body
  const body = change.body ?? (schema && JSON.stringify(good(schema)))
  return ask(server.url, change.path ?? pathOf(endpoint), {
    method: change.method ?? endpoint.method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': change.type ?? 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
}

test('every answer of every endpoint carries the guards, whatever it says', async () => {
  const seen = new Set<number>()
  for (const endpoint of endpoints) {
    const check = endpoint.path.startsWith('/api/') ? isApi : isGuarded
    const own = { Origin: server.url, ...person.headers }
    const unsafe = endpoint.method !== 'GET'
    const answers = [
      await send(endpoint, own, { path: `${pathOf(endpoint)}?nonsense=1` }),
      await send(endpoint, own, { method: 'TRACE' }),
      await send(endpoint, own, { path: `${pathOf(endpoint)}/nothing-here` }),
      await send(endpoint, { ...own, Host: 'elsewhere.test' }),
      await send(endpoint, { ...own, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }),
      await send(endpoint, { Origin: server.url }),
      ...(unsafe ? [await send(endpoint, own, { body: '{' }), await send(endpoint, own, { body: 'x', type: 'text/plain' })] : []),
      ...(unsafe ? [await send(endpoint, own, { body: ' '.repeat(1024 * 1024 + 1) })] : []),
      await send(endpoint, own),
      ...(unsafe ? [] : [await send(endpoint, own, { method: 'HEAD' })]),
    ]
    for (const told of answers) {
      check(told, endpoint.key, !unsafe)
      seen.add(told.status)
    }
    // Whoever signed out by one of these goes on as another.
    if ((await send(endpoint, own)).status === 401) person = await server.register()
  }
  for (const status of [200, 204, 400, 401, 403, 404, 405, 413, 415, 421]) assert.ok(seen.has(status), `no ${status} among them`)
})

test('so do pages, their parts, and what is not there', async () => {
  for (const [path, caching] of [
    ['/', 'no-cache'],
    ['/today', 'no-cache'],
    [`/list/${person.userId}`, 'no-cache'],
    ['/join/some-token', 'no-cache'],
    ['/join/some.token/', 'no-cache'],
    ['/join/some.token/.', 'no-cache'],
    ['/sw.js', 'no-cache'],
    ['/icon.svg', 'no-cache'],
    ['/assets/main-1.js', 'public, max-age=31536000, immutable'],
    ['/assets/main-1.css', 'public, max-age=31536000, immutable'],
    ['/assets/inter-1.woff2', 'public, max-age=31536000, immutable'],
  ] as const) {
    const told = await ask(server.url, path)
    assert.equal(told.status, 200, path)
    isGuarded(told, path)
    assert.equal(told.headers['cache-control'], caching, path)
  }
  for (const path of ['/nothing', '/assets/gone.js', '/index.html/x', '/%zz', '/assets/..%2fsecrets', '/.env', '/.git/config', '/assets/main-1.js.map']) {
    const told = await ask(server.url, path)
    assert.ok(told.status === 404 || told.status === 400, `${path}: ${told.status}`)
    isGuarded(told, path)
  }
  for (const method of ['POST', 'DELETE', 'TRACE']) isGuarded(await ask(server.url, '/', { method }), `${method} /`)
})

test('below /api nothing is ever answered with a page', async () => {
  for (const path of [
    '/api',
    '/api/',
    '/api/v1',
    '/api/v2/me',
    '/api/today',
    '/api/v1/today',
    '/api/v1/index.html',
    '/api/..%2ftoday',
    '/today/../api/v1/nothing',
  ]) {
    const told = await ask(server.url, path)
    assert.equal(told.status, 404, path)
    assert.match(String(told.headers['content-type']), /^application\/problem\+json/, path)
  }
})

test('so does what cannot be read as HTTP at all, and an error of our own', async () => {
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text))
      let told = ''
      socket.on('data', (part) => (told += part.toString()))
      socket.on('error', () => {})
      socket.on('close', () => resolve(told))
    })
  for (const text of ['NONSENSE\r\n\r\n', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nBad Header: 1\r\n\r\n', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\n\r\n`]) {
    const [head = '', body = ''] = (await raw(text)).split('\r\n\r\n')
    const [line = '', ...fields] = head.split('\r\n')
    const headers = Object.fromEntries(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 2)]))
    assert.match(line, /^HTTP\/1\.1 4\d\d /)
    isGuarded({ status: 400, headers, text: body }, line)
    assert.match((JSON.parse(body) as { requestId: string }).requestId, /^[0-9a-f-]{36}$/)
  }
  const broken = buildApp(
    { ...server.context, store: { ...server.context.store, usable: () => Promise.reject(new Error('secret inside')), close: async () => {} } },
    null,
  )
  broken.log.level = 'silent'
  const told = await broken.inject({ url: '/readyz', headers: { host: 'localhost' } })
  assert.equal(told.statusCode, 500)
  isGuarded({ status: 500, headers: told.headers as Told['headers'], text: told.body }, '/readyz')
  assert.doesNotMatch(told.body, /secret/)
})

test('another site can neither embed an answer nor read one; a link to it may be followed', async () => {
  const me = endpoints.find(({ key }) => key === 'me') as Endpoint
  const status = async (site: string, mode: string, destination: string) =>
    (await send(me, { ...person.headers, Origin: 'https://evil.test', 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': destination })).status
  for (const site of ['cross-site', 'same-site'])
    for (const [mode, destination] of [
      ['no-cors', 'image'],
      ['no-cors', 'script'],
      ['no-cors', 'style'],
      ['no-cors', 'empty'],
      ['navigate', 'iframe'],
      ['navigate', 'object'],
      ['navigate', 'embed'],
    ] as const)
      assert.equal(await status(site, mode, destination), 403, `${site} ${mode} ${destination}`)
  // Browsers keep what it says from the other site: there is no CORS header.
  assert.equal(await status('cross-site', 'cors', 'empty'), 200)
  assert.equal(await status('cross-site', 'navigate', 'document'), 200)
  assert.equal(await status('same-origin', 'no-cors', 'image'), 200)
  assert.equal(await status('none', 'navigate', 'document'), 200)
})

const unsafe = endpoints.filter(({ method, auth }) => method !== 'GET' && auth !== 'anyone')
for (const endpoint of unsafe)
  test(`${endpoint.key}: only our own pages, and programs that say they are for us, may ask for it`, async () => {
    const { host } = new URL(server.url)
    const foreign: Readonly<Record<string, string>>[] = [
      {},
      { Origin: 'null' },
      { Origin: 'https://evil.test' },
      { Origin: `https://${host}` },
      { Origin: `http://${host}.evil.test` },
      { Origin: `http://${host.replace(/:\d+$/, ':1')}` },
      { Origin: '' },
      { Referer: `${server.url}/` },
      ...['cross-site', 'same-site', '', 'SAME-ORIGIN', 'same-origin, none'].map((site) => ({ Origin: server.url, 'Sec-Fetch-Site': site })),
      { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'cross-site', 'X-Forwarded-Host': 'evil.test' },
      { Origin: 'https://evil.test', 'X-Forwarded-Host': 'evil.test', 'X-Forwarded-Proto': 'https' },
    ]
    const before = await server.stored()
    for (const headers of foreign) {
      const told = await send(endpoint, { ...person.headers, ...headers })
      assert.equal(told.status, 403, JSON.stringify(headers))
      assert.equal((JSON.parse(told.text) as { code: string }).code, 'csrf')
    }
    if (endpoint.auth === 'session')
      for (const token of ['', 'x', 'x'.repeat(43), `${person.headers['X-CSRF-Token']}A`, person.headers['X-CSRF-Token'].toLowerCase()]) {
        const told = await send(endpoint, { Cookie: person.headers.Cookie, Origin: server.url, 'X-CSRF-Token': token })
        assert.equal((JSON.parse(told.text) as { code: string }).code, 'csrf', token)
      }
    assert.ok((await server.stored()) === before, 'something was stored')
  })

test('signing out takes our own cookies and what the browser cached, and only when it is asked for by POST', async () => {
  const leaving = await server.register()
  const out = endpoints.find(({ key }) => key === 'auth.logout') as Endpoint
  assert.equal((await send(out, leaving.headers, { method: 'GET' })).status, 405)
  const told = await send(out, { ...leaving.headers, Origin: server.url })
  assert.equal(told.status, 204)
  assert.equal(told.headers['clear-site-data'], '"cache"')
  for (const cookie of told.headers['set-cookie'] as string[])
    assert.match(cookie, /^muster-(?:(?:access|refresh)-[0-9a-f]{12}=; Path=\/; HttpOnly|here-[0-9a-f]{12}=; Path=\/); SameSite=Strict; Max-Age=0$/)
})
