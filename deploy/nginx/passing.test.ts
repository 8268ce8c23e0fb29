import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { limits } from '@muster/core/contract/limits.ts'
import { until } from '../../apps/server/src/testing/listen.ts'
import { startEcho, type Heard } from './testing/echo.ts'
import { prepareFront, serverName, withoutNginx } from './testing/front.ts'

const skip = withoutNginx
const said = ({ headers }: Heard, name: string) => headers.filter(([one]) => one === name).map(([, value]) => value)

test('an instance hears who asks once, from nginx alone, and nothing that a client says in its place', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  const forged = {
    'X-Forwarded-For': '10.0.0.1, 10.0.0.2',
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Host': 'evil.test',
    'X-Forwarded-Port': '1',
    'X-Forwarded-Prefix': '/evil',
    Forwarded: 'for=10.0.0.1;host=evil.test',
    'X-Real-IP': '10.0.0.1',
    'X-Client-IP': '10.0.0.1',
    'True-Client-IP': '10.0.0.1',
    'X-Original-URL': '/api/v1/me',
    'X-Rewrite-URL': '/api/v1/me',
    'X-HTTP-Method-Override': 'DELETE',
    X_Forwarded_For: '10.0.0.1',
    Proxy: 'http://evil.test',
    'Proxy-Authorization': 'Basic eDp4',
    TE: 'trailers',
    Connection: 'keep-alive, X-CSRF-Token, Cookie',
    'Keep-Alive': 'timeout=5',
  }
  const kept = {
    Cookie: 'a=b',
    'X-CSRF-Token': 'token',
    'Idempotency-Key': 'key',
    'If-None-Match': '"x"',
    'Accept-Encoding': 'br',
    Origin: front.origin,
    'Sec-Fetch-Site': 'same-origin',
  }
  for (const path of ['/api/v1/me', '/api/v1/events', '/api/v1/auth/login', '/api/v1/spaces/some/tasks', '/', '/join/token', '/assets/of-another-build.js']) {
    assert.equal((await front.ask(path, { headers: { ...forged, ...kept } })).status, 200, path)
    const heard = echo.last() ?? assert.fail()
    assert.equal(heard.url, path)
    for (const [name, value] of Object.entries(kept)) assert.deepEqual(said(heard, name.toLowerCase()), [value], `${name} at ${path}`)
    assert.deepEqual(said(heard, 'x-forwarded-for'), ['127.0.0.1'], path)
    assert.deepEqual(said(heard, 'x-forwarded-proto'), ['https'], path)
    assert.deepEqual(said(heard, 'host'), [`${serverName}:${front.httpsPort}`], path)
    for (const name of Object.keys(forged).map((one) => one.toLowerCase()))
      if (!['x-forwarded-for', 'x-forwarded-proto'].includes(name)) assert.deepEqual(said(heard, name), [], `${name} at ${path}`)
  }
})

test('addresses that stand in front of nginx are believed, if they are named, and no further than they are', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port], { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] })
  for (const [chain, who] of [
    ['203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['nobody', '127.0.0.1'],
  ] as const) {
    await front.ask('/api/v1/me', { headers: { 'X-Forwarded-For': chain } })
    assert.deepEqual(said(echo.last() ?? assert.fail(), 'x-forwarded-for'), [who], chain)
  }
})

test('an address reaches an instance as it was sent: not tidied, not decoded', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  for (const path of [
    '/api/v1/me/x.css',
    '/api/v1/me;x.css',
    '/api/v1/me%2fx.css',
    '/api/v1/me%3bx.css',
    '/api/v1/me%3Fx.css',
    '/api/v1/me%23x.css',
    '/api//v1/me',
    '//api/v1/me',
    '/api/v1/./me',
    '/assets/../api/v1/me',
    '/assets/..%2fapi/v1/me',
    '/assets/%2e%2e/api/v1/me',
    '/assets/x/..%2f..%2fapi/v1/me.js',
    '/%61pi/v1/me',
    '/api/v1/spaces/a%2fb/tasks?x=%2f&y=..',
    '/today?q=a//b',
    '/api/v1/me?',
    '/caf%C3%A9',
    '/api/v1/me%0a',
    '/api/v1/me%20',
    '/index.html',
    '/sw.js',
  ]) {
    assert.equal((await front.ask(path)).status, 200, path)
    assert.equal(echo.last()?.url, path)
  }
})

test('bodies are bounded before an instance hears of them, each where it goes', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  const post = (path: string, bytes: number) =>
    front.ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: Buffer.alloc(bytes, 'x') })
  for (const [path, most] of [
    ['/api/v1/spaces/some/mutations', limits.bodyBytes],
    ['/api/v1/tasks', limits.bodyBytes],
    ['/api/v1/auth/login', 48 * limits.typed],
    ['/api/v1/invites/accept', 48 * limits.typed],
    ['/api/v1/csp-reports', 8 * limits.cspReportText],
    ['/api/v1/events', 1_024],
    ['/', 1_024],
    ['/join/token', 1_024],
  ] as const) {
    const before = echo.begun()
    assert.equal((await post(path, most)).status, 200, path)
    assert.deepEqual([echo.begun() - before, echo.last()?.bodyBytes], [1, most], path)
    const told = await post(path, most + 1)
    assert.equal(told.status, 413, path)
    assert.match(told.text, /"code":"too_large"/)
    assert.equal(echo.begun() - before, 1, `an instance heard of ${path}`)
  }
  // What does not say how long it is is counted as it comes.
  const socket = connect({ port: front.httpsPort, host: '127.0.0.1', servername: serverName, ca: front.authority.pem })
  await once(socket, 'secureConnect')
  const begun = echo.begun()
  socket.write(`POST /api/v1/auth/login HTTP/1.1\r\nHost: ${serverName}\r\nTransfer-Encoding: chunked\r\n\r\n`)
  const chunk = `${(16_384).toString(16)}\r\n${'x'.repeat(16_384)}\r\n`
  let answer = ''
  socket.on('data', (part: Buffer) => (answer += part.toString()))
  socket.on('error', () => {})
  for (let n = 0; n < 4; n++) socket.write(chunk)
  await until('it is refused', () => answer.startsWith('HTTP/1.1 413 '))
  socket.destroy()
  assert.equal(echo.begun(), begun)
})

test('a body that comes slowly is waited for by nginx: an instance hears of it when it is whole', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  const socket = connect({ port: front.httpsPort, host: '127.0.0.1', servername: serverName, ca: front.authority.pem })
  await once(socket, 'secureConnect')
  let answer = ''
  socket.on('data', (part: Buffer) => (answer += part.toString()))
  const body = 'x'.repeat(100_000)
  socket.write(`POST /api/v1/tasks HTTP/1.1\r\nHost: ${serverName}\r\nContent-Length: ${body.length}\r\n\r\n`)
  for (let at = 0; at < 90_000; at += 10_000) {
    socket.write(body.slice(at, at + 10_000))
    // Meanwhile others are served.
    assert.equal((await front.ask('/api/v1/me')).status, 200)
  }
  assert.equal(echo.heard.filter(({ method }) => method === 'POST').length, 0)
  assert.equal(echo.begun(), 9)
  socket.write(body.slice(90_000))
  await until('it is answered', () => answer.startsWith('HTTP/1.1 200 '))
  assert.equal(echo.last()?.bodyBytes, body.length)
  socket.destroy()
})

test('one address has so many streams and no more; when one ends there is room for another', { skip }, async (t) => {
  const front = await prepareFront(t)
  const server = createServer((_request, reply) => void reply.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 1\n\n')).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await front.start([(server.address() as AddressInfo).port], { streamsPerAddress: 3 })
  const open = async () => {
    const one = await front.stream('/api/v1/events')
    t.after(one.end)
    return one
  }
  const some = [await open(), await open(), await open()]
  assert.deepEqual(
    some.map(({ status }) => status),
    [200, 200, 200],
  )
  const refused = await front.ask('/api/v1/events')
  assert.equal(refused.status, 429)
  assert.match(refused.text, /"code":"too_many_requests"/)
  assert.equal(refused.headers['retry-after'], '1')
  some[0]?.end()
  await until('there is room', async () => {
    const next = await front.stream('/api/v1/events')
    next.end()
    return next.status === 200
  })
})

test('nothing that an instance answers makes nginx fetch something else', { skip }, async (t) => {
  const front = await prepareFront(t)
  const server = createServer((_request, reply) =>
    reply.writeHead(200, { 'X-Accel-Redirect': '/assets/look-1.js', 'X-Accel-Expires': '60' }).end('mine'),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await front.start([(server.address() as AddressInfo).port])
  assert.equal((await front.ask('/api/v1/me')).text, 'mine')
})
