import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import { scopes } from '@muster/core/contract/scopes.ts'
import type { MadeApiKey } from '@muster/core/contract/schemas/endpoints/api-keys.ts'
import { ask } from '../testing/ask.ts'
import { id, startServer } from '../testing/server.ts'

const [board, local] = ['https://board.example.org', 'http://localhost:5173'] as const
let server: Awaited<ReturnType<typeof startServer>>
let person: Awaited<ReturnType<typeof server.register>>
let key: Record<string, string>
before(async () => {
  server = await startServer(undefined, { env: { CORS_ORIGINS: `${board}, ${local}` } })
  person = await server.register()
  const made = await server.post('/api/v1/me/keys', { name: 'Board', scopes }, person.headers)
  key = { Authorization: `Bearer ${((await made.json()) as MadeApiKey).token}` }
})
after(() => server.remove())

const preflight = { 'Access-Control-Request-Method': 'PATCH', 'Access-Control-Request-Headers': 'authorization, content-type', 'Sec-Fetch-Mode': 'cors' }
const corsOf = (headers: Readonly<Record<string, unknown>>) => Object.keys(headers).filter((name) => name.startsWith('access-control-'))
const pathOf = (path: string) => path.replace(/:\w+/g, person.userId)

test('a page of a named origin is told beforehand that it may ask, at every address of the API', async () => {
  for (const { path } of endpoints)
    for (const origin of [board, local]) {
      const { status, headers, text } = await ask(server.url, pathOf(path), { method: 'OPTIONS', headers: { Origin: origin, ...preflight } })
      assert.deepEqual([status, text], [204, ''], path)
      assert.equal(headers['access-control-allow-origin'], origin)
      assert.equal(headers['access-control-allow-methods'], 'GET, POST, PUT, PATCH, DELETE')
      assert.match(String(headers['access-control-allow-headers']), /Authorization, Content-Type, Idempotency-Key, If-Match/)
      assert.equal(headers['access-control-allow-credentials'], undefined)
      assert.match(String(headers['vary']), /\bOrigin\b/)
      assert.match(String(headers['content-security-policy']), /default-src 'none'/)
    }
})

test('it reads and writes by a key, and reads what went wrong; a stream of events as well', async () => {
  const from = { Origin: board, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty', ...key }
  const body = JSON.stringify({ title: 'From the board' })
  const made = await ask(server.url, '/api/v1/tasks', { method: 'POST', headers: { ...from, 'Content-Type': 'application/json' }, body })
  const read = await ask(server.url, '/api/v1/tasks', { headers: from })
  const same = await ask(server.url, '/api/v1/tasks', { headers: { ...from, 'If-None-Match': String(read.headers['etag']) } })
  const answers = [
    [201, made],
    [200, read],
    [304, same],
    [200, await ask(server.url, '/api/v1/events', { headers: from })],
    [400, await ask(server.url, '/api/v1/tasks?nonsense=1', { headers: from })],
    [404, await ask(server.url, `/api/v1/spaces/${id()}`, { headers: from })],
    [401, await ask(server.url, '/api/v1/tasks', { headers: { ...from, Authorization: 'Bearer muster_none' } })],
    [403, await ask(server.url, '/api/v1/me', { headers: from })],
    [405, await ask(server.url, '/api/v1/tasks', { method: 'PUT', headers: from })],
  ] as const
  for (const [status, told] of answers) {
    assert.equal(told.status, status, told.text)
    assert.equal(told.headers['access-control-allow-origin'], board, String(status))
    assert.equal(told.headers['access-control-allow-credentials'], undefined)
    assert.match(String(told.headers['vary']), /\bOrigin\b/)
  }
})

test('cookies that come from there are nobody’s, also from a page of the same site', async () => {
  for (const site of ['cross-site', 'same-site', undefined]) {
    const from = { Origin: board, ...person.headers, 'Sec-Fetch-Mode': 'cors', ...(site ? { 'Sec-Fetch-Site': site } : {}) }
    const untouched = await server.stored()
    for (const { key: name, method, path, auth } of endpoints.filter(({ auth }) => auth !== 'anyone')) {
      const told = await ask(server.url, pathOf(path), { method, headers: from })
      assert.equal(told.status, method === 'GET' && auth === 'session' ? 401 : 403, `${name} ${site}: ${told.text}`)
      assert.equal(told.headers['set-cookie'], undefined)
    }
    assert.ok((await server.stored()) === untouched)
  }
})

test('an origin that is not named hears nothing, however much it looks like one', async () => {
  for (const origin of [
    'null',
    '*',
    '',
    'https://evil.test',
    'https://board.example.org.evil.test',
    'https://evil-board.example.org',
    'https://a.board.example.org',
    'https://board.example.org:8443',
    'http://board.example.org',
    'https://BOARD.example.org',
    'https://board.example.org/',
    'https://board.example.org, https://evil.test',
    'http://localhost:5174',
    'http://127.0.0.1:5173',
  ])
    for (const { method, path } of endpoints.filter(({ key: name }) => ['tasks.list', 'tasks.create', 'me', 'auth.login', 'healthz'].includes(name))) {
      const asked = await ask(server.url, pathOf(path), { method: 'OPTIONS', headers: { Origin: origin, ...preflight } })
      assert.deepEqual([asked.status, corsOf(asked.headers)], [405, []], `${origin} ${path}`)
      const told = await ask(server.url, pathOf(path), { method, headers: { Origin: origin, ...key } })
      assert.deepEqual(corsOf(told.headers), [], `${origin} ${path}`)
    }
})

test('pages are nobody else’s, and without CORS_ORIGINS neither is the API', async (t) => {
  assert.deepEqual(corsOf((await ask(server.url, '/', { headers: { Origin: board } })).headers), [])
  const usual = await startServer()
  t.after(() => usual.remove())
  for (const path of ['/api/v1/tasks', '/api/v1/me', '/healthz'])
    for (const method of ['GET', 'OPTIONS'])
      assert.deepEqual(corsOf((await ask(usual.url, path, { method, headers: { Origin: board, ...preflight } })).headers), [], `${method} ${path}`)
})
