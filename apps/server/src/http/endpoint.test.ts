import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import Fastify from 'fastify'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import { startServer } from '../testing/server.ts'
import { createRoutes } from './endpoint.ts'
import { registerProblems } from './problems.ts'
import { StoreUnavailable } from '../ports/store.ts'
import { requestMs } from '../ports/ticket.ts'
import { createHandClock } from '../testing/hand-clock.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const codeOf = async (reply: Response) => {
  assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/)
  return ((await reply.json()) as { code: string }).code
}

test('what has no schemas, or is in no list, is not served: the boot fails', async () => {
  const app = Fastify()
  const stray: Endpoint<{ auth: 'anyone'; replies: { 200: null } }> = {
    key: 'stray',
    method: 'GET',
    path: '/api/v1/stray',
    auth: 'anyone',
    summary: '',
    problems: [],
  }
  const routes = createRoutes(app, { ...server.context, endpoints: [stray], schemas: endpointSchemas, checkReplies: false })
  assert.throws(() => routes.add(stray)(() => ({ status: 200, body: null })), /stray has no schemas/)
  assert.throws(() => routes.add({ ...stray, key: 'other' })(() => ({ status: 200, body: null })), /other is missing/)
  assert.throws(() => app.get('/api/v1/by-hand', () => 'x'), /served without schemas/)
  await app.close()
})

test('a method that a path does not take is told which it takes', async () => {
  for (const [path, method, allow] of [
    ['/api/v1/me', 'DELETE', 'GET, HEAD'],
    ['/api/v1/auth/login', 'GET', 'POST'],
    ['/api/v1/auth/login', 'OPTIONS', 'POST'],
    ['/healthz', 'POST', 'GET, HEAD'],
    ...['PROPFIND', 'MKCOL', 'LOCK', 'QUERY', 'PURGE', 'M-SEARCH'].flatMap((method) => [
      ['/api/v1/me', method, 'GET, HEAD'] as const,
      ['/api/v1/tasks', method, 'GET, HEAD, POST'] as const,
    ]),
  ] as const) {
    const reply = await server.request(path, { method })
    assert.equal(reply.status, 405)
    assert.equal(reply.headers.get('allow'), allow)
    assert.equal(await codeOf(reply), 'method_not_allowed')
  }
})

test('what a query or a body does not name is refused, and so is a key said twice', async () => {
  const person = await server.register()
  const get = (query: string) => server.request(`/api/v1/spaces/${person.userId}/changes${query}`, { headers: person.headers })
  for (const query of ['?since=0.0&since=0.0', '?nonsense=1', '?__proto__=1', '?constructor=1', '?page=', '?page=%00', '?since=%FF'])
    assert.equal(await codeOf(await get(query)), 'invalid', query)
  assert.equal(await codeOf(await server.post('/api/v1/auth/logout', { all: true }, person.headers)), 'invalid')
  const extra = await server.post('/api/v1/auth/login', { email: 'a@b.test', password: 'x', admin: true })
  assert.equal(await codeOf(extra), 'invalid')
})

test('what cannot be read is a coded problem: address, bytes, type, size, headers', async () => {
  assert.equal(await codeOf(await server.request('/api/v1/spaces/%E0%A4%A/changes')), 'invalid')
  const headers = { Origin: server.url, 'Content-Type': 'application/json' }
  const login = (body: string | Buffer<ArrayBuffer>, type = 'application/json') =>
    server.request('/api/v1/auth/login', { method: 'POST', headers: { ...headers, 'Content-Type': type }, body })
  assert.equal(await codeOf(await login(Buffer.from('{"email":"a@b.test","password":"\xff"}', 'latin1'))), 'invalid')
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json garbage', 'application/xml'])
    assert.equal(await codeOf(await login('{}', type)), 'unsupported_media_type', type)
  assert.equal(await codeOf(await login(' '.repeat(1024 * 1024 + 1))), 'too_large')
  const port = Number(new URL(server.url).port)
  const raw = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Big: ${'x'.repeat(40_000)}\r\n\r\n`))
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
  assert.match(raw, /^HTTP\/1\.1 431 /)
  assert.match(raw, /"code":"headers_too_large"/)
  assert.match(raw, /content-security-policy/i)
})

test('whatever a request waits for, it is told after the deadline to come again: what it sent may still be saved, what it read was not', async () => {
  const hands = createHandClock()
  const app = Fastify()
  registerProblems(app)
  const slow = (method: 'GET' | 'POST'): Endpoint<{ auth: 'anyone'; replies: { 200: { status: 'ok' } } }> => ({
    key: 'healthz',
    method,
    path: '/api/v1/slow',
    auth: 'anyone',
    summary: '',
    problems: [],
  })
  const [reading, writing] = [slow('GET'), slow('POST')]
  const ours = { ...server.context.origins, requireOwn: () => undefined }
  const routes = createRoutes(app, {
    ...server.context,
    origins: ours,
    endpoints: [reading, writing],
    schemas: endpointSchemas,
    checkReplies: false,
    clock: hands.clock,
  })
  routes.add(reading)(() => new Promise(() => {}))
  routes.add(writing)(({ ticket }) => {
    ticket.markSent()
    return new Promise(() => {})
  })
  const asked = (['GET', 'POST'] as const).map((method) => app.inject({ method, url: '/api/v1/slow' }).then((reply) => reply))
  while (hands.waiting() < 2) await new Promise((resolve) => setImmediate(resolve))
  hands.move(requestMs - 1)
  assert.equal(hands.waiting(), 2, 'one timer each, for as long as a request may take')
  hands.move(1)
  const told = await Promise.all(asked)
  assert.equal(hands.waiting(), 0)
  assert.deepEqual(
    told.map((reply) => [reply.statusCode, reply.json<{ code: string }>().code, reply.headers['retry-after']]),
    [
      [503, 'unavailable', '1'],
      [503, 'outcome_unknown', '1'],
    ],
  )
  await app.close()
})

test('a request of which something was sent is never told that nothing of it was saved, whoever says so first', async () => {
  const app = Fastify()
  registerProblems(app)
  const writing = (path: string): Endpoint<{ auth: 'anyone'; replies: { 200: { status: 'ok' } } }> => ({
    key: 'healthz',
    method: 'POST',
    path,
    auth: 'anyone',
    summary: '',
    problems: [],
  })
  const [none, some] = [writing('/api/v1/none'), writing('/api/v1/some')]
  const ours = { ...server.context.origins, requireOwn: () => undefined }
  const routes = createRoutes(app, { ...server.context, origins: ours, endpoints: [none, some], schemas: endpointSchemas, checkReplies: false })
  const late = () => Promise.reject(new Refusal('unavailable', 'The store did not answer in time.'))
  routes.add(none)(late)
  routes.add(some)(({ ticket }) => {
    ticket.markSent()
    return late()
  })
  const codes = await Promise.all([none, some].map(async ({ path }) => (await app.inject({ method: 'POST', url: path })).json<{ code: string }>().code))
  assert.deepEqual(codes, ['unavailable', 'outcome_unknown'])
  await app.close()
})

test('a read that fails after something was sent to be committed is not known, and one before is not done', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  registerProblems(app)
  const broken = (path: string): Endpoint<{ auth: 'anyone'; replies: { 200: { status: 'ok' } } }> => ({
    key: 'healthz',
    method: 'GET',
    path,
    auth: 'anyone',
    summary: '',
    problems: [],
  })
  const [before, since] = [broken('/api/v1/before'), broken('/api/v1/since')]
  const routes = createRoutes(app, { ...server.context, endpoints: [before, since], schemas: endpointSchemas, checkReplies: false })
  routes.add(before)(() => Promise.reject(new StoreUnavailable(false)))
  routes.add(since)(({ ticket }) => {
    ticket.markSent()
    return Promise.reject(new StoreUnavailable(false))
  })
  const told = async ({ path }: { readonly path: string }) => (await app.inject({ url: path })).json<{ code: string }>().code
  assert.deepEqual([await told(before), await told(since)], ['unavailable', 'outcome_unknown'])
})

test('the look at the session is a part of what a request may take', async () => {
  const hands = createHandClock()
  const app = Fastify()
  registerProblems(app)
  const whose: Endpoint<{ auth: 'session'; replies: { 200: { status: 'ok' } } }> = {
    key: 'healthz',
    method: 'GET',
    path: '/api/v1/whose',
    auth: 'session',
    summary: '',
    problems: [],
  }
  const frozen = { require: () => new Promise<never>(() => {}), presented: () => undefined }
  const routes = createRoutes(app, {
    ...server.context,
    sessions: frozen,
    endpoints: [whose],
    schemas: endpointSchemas,
    checkReplies: false,
    clock: hands.clock,
  })
  routes.add(whose)(() => assert.fail('nobody is let in'))
  const asked = app.inject({ url: '/api/v1/whose' }).then((reply) => reply)
  for (let turns = 0; turns < 1_000 && hands.waiting() < 1; turns++) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(hands.waiting(), 1, 'it is waited for no longer than its time')
  hands.move(requestMs)
  const told = await asked
  assert.deepEqual([told.statusCode, told.json<{ code: string }>().code, hands.waiting()], [503, 'unavailable', 0])
  await app.close()
})

test('where no body is expected an empty one is none, whatever its type; where one is, its lack is told', async () => {
  const person = await server.register()
  const headers = { ...person.headers, Origin: server.url, 'Content-Type': 'application/json' }
  const made = await server.post('/api/v1/tasks', { title: 'Task' }, person.headers)
  const { id } = (await made.json()) as { id: string }
  const path = `/api/v1/spaces/${person.userId}/tasks/${id}`
  const ask = async (method: string, at: string, more: Readonly<Record<string, string>> = {}) => {
    const reply = await server.request(at, { method, headers: { ...headers, ...more } })
    assert.equal(reply.headers.get('connection'), 'keep-alive', `${method} ${at}`)
    return reply.status
  }
  assert.equal(await ask('DELETE', path), 204)
  assert.equal(await ask('POST', `${path}/restore`), 200)
  assert.equal(await ask('DELETE', path, { 'Content-Type': 'application/json; charset=utf-8' }), 204)
  assert.equal(await ask('POST', '/api/v1/auth/refresh'), 200)
  for (const [method, at] of [
    ['POST', '/api/v1/tasks'],
    ['PATCH', path],
  ] as const) {
    const reply = await server.request(at, { method, headers })
    const told = (await reply.json()) as { code: string; detail: string }
    assert.deepEqual([reply.status, told.code, typeof told.detail], [400, 'invalid', 'string'])
  }
  assert.equal((await server.request(path, { method: 'DELETE', headers, body: '{}' })).status, 400)
})

test('while the server is on its way out every answer ends its connection, cached pages and refusals too', async (t) => {
  const leaving = await startServer()
  t.after(() => leaving.remove())
  const person = await leaving.register()
  const ask = async (path: string, headers: Readonly<Record<string, string>> = person.headers) => {
    const reply = await leaving.request(path, { headers })
    await reply.text()
    return [reply.status, reply.headers.get('connection')]
  }
  const page = `/api/v1/spaces/${person.userId}/tasks`
  const first = await leaving.request(page, { headers: person.headers })
  const held = { ...person.headers, 'If-None-Match': first.headers.get('etag') ?? '' }
  assert.deepEqual(await ask(page), [200, 'keep-alive'])
  leaving.context.drain.begin()
  for (const [path, headers, status] of [
    [page, person.headers, 200],
    [page, held, 304],
    ['/api/v1/me', person.headers, 200],
    ['/api/v1/me', {}, 401],
    ['/api/v1/nothing', {}, 404],
    ['/readyz', {}, 503],
    ['/healthz', {}, 200],
  ] as const)
    assert.deepEqual(await ask(path, headers), [status, 'close'], `${path} ${status}`)
})
