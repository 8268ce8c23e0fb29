import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '@muster/core/contract/limits.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { until } from '../testing/listen.ts'
import { closeConnections, createHttpServer, type ConnectionTimes } from './connections.ts'
import { refuseUnreadable } from './problems.ts'

const serve = async (t: TestContext, handle: (response: ServerResponse, url: string) => void, times?: Partial<ConnectionTimes>) => {
  const server = createHttpServer((request, response) => handle(response, request.url ?? ''), times).listen(0, '127.0.0.1')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  // As the application does.
  server.on('clientError', refuseUnreadable)
  await once(server, 'listening')
  return server
}
/** A connection of a client that says just this. */
const dial = (t: TestContext, server: Server, text: string) => {
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1', () => socket.write(text))
  t.after(() => socket.destroy())
  let told = ''
  socket.on('data', (part) => (told += part.toString()))
  const ended = new Promise<string>((resolve) => socket.on('error', () => {}).on('close', () => resolve(told)))
  return { socket, told: () => told, ended }
}
const connectionsOf = (server: Server) =>
  new Promise<number>((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))))
const get = (n: number) => `GET /${n} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const many = (count: number) => Array.from({ length: count }, (_, n) => get(n)).join('')

test('of many requests that were sent at once the next is begun when the answer before it is on its way', async (t) => {
  const begun: string[] = []
  const answers: ServerResponse[] = []
  const server = await serve(t, (response, url) => {
    begun.push(url)
    answers.push(response)
  })
  const { told } = dial(t, server, many(limits.pipelinedRequests))
  for (let n = 0; n < limits.pipelinedRequests; n++) {
    while (begun.length === n) await pause(1)
    await pause(1)
    assert.equal(begun.length, n + 1)
    answers[n]?.end(`answer ${n};`)
  }
  while (!told().includes(`answer ${limits.pipelinedRequests - 1};`)) await pause(1)
  assert.deepEqual(
    begun,
    begun.map((_, n) => `/${n}`),
  )
  assert.deepEqual(
    [...told().matchAll(/answer (\d+);/g)].map(([, n]) => `/${n}`),
    begun,
  )
})

test('a connection that was sent too many at once ends with those that fit, in order', async (t) => {
  let begun = 0
  const server = await serve(t, (response) => void setImmediate(() => response.end(`answer ${begun++};`)))
  const { ended } = dial(t, server, many(150))
  const told = await ended
  assert.equal(begun, limits.pipelinedRequests + 1)
  assert.equal([...told.matchAll(/answer \d+;/g)].length, begun)
  assert.match(told, /\r\nConnection: close\r\n/)
})

test('who reads nothing costs one answer, and is cut when nothing moves any more', async (t) => {
  let begun = 0
  const answer = Buffer.alloc(16 * 1024 * 1024)
  const server = await serve(
    t,
    (response) => {
      begun++
      response.end(answer)
    },
    { stuckMs: 200 },
  )
  const accepted = once(server, 'connection')
  const { socket } = dial(t, server, many(30))
  socket.pause()
  const [ours] = (await accepted) as [Socket]
  await once(ours, 'close')
  assert.equal(begun, 1)
  assert.ok(ours.writableLength <= answer.length + 65_536)
})

test('a connection ends once nothing of its answer was taken for as long as one may be stuck, not twice as long; one that takes a little stays', async (t) => {
  const stuckMs = 1_500
  const long = (response: ServerResponse) => response.end(Buffer.alloc(16 * 1024 * 1024))
  const ours = await serve(t, long, { stuckMs })
  // The same with Node's own timeout alone.
  const nodes = createServer((_request, response) => long(response)).listen(0, '127.0.0.1')
  nodes.timeout = stuckMs
  t.after(() => {
    nodes.close()
    nodes.closeAllConnections()
  })
  await once(nodes, 'listening')
  const ended: string[] = []
  const open = async (name: string, server: Server) => {
    const accepted = once(server, 'connection') as Promise<[Socket]>
    const { socket } = dial(t, server, get(1))
    socket.pause()
    const [theirs] = await accepted
    const closed = once(theirs, 'close').then(() => ended.push(name))
    return { socket, closed }
  }
  const slow = await open('one that takes a little', ours)
  // Some megabytes a second: the system tells of room in its own buffers only once that is much.
  const sips = setInterval(() => slow.socket.read(65_536), 10)
  const node = await open('by Node alone', nodes)
  await pause(stuckMs / 4)
  const deaf = await open('one that takes nothing', ours)
  await Promise.all([node.closed, deaf.closed])
  clearInterval(sips)
  assert.deepEqual(ended, ['one that takes nothing', 'by Node alone'])
})

test('headers and bodies that come too slowly are cut, with what every answer carries', async (t) => {
  const server = await serve(t, () => {}, { headersMs: 100, requestMs: 200, lookMs: 20 })
  for (const slow of ['GET / HTTP/1.1\r\nHost: lo', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"half']) {
    const { socket, ended } = dial(t, server, slow)
    const drip = setInterval(() => socket.writable && socket.write('x'), 20)
    const told = await ended
    clearInterval(drip)
    assert.match(told, /^HTTP\/1\.1 408 /)
    assert.match(told, /content-security-policy: /i)
    assert.match(told, /"code":"timeout"/)
  }
})

test('what could be read in two ways is refused, and nothing is answered by the runtime alone', async (t) => {
  const server = await serve(t, (response, url) => response.end(url))
  for (const [lines, status] of [
    ['GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost', 400],
    ['GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.test', 400],
    ['GET / HTTP/1.1', 400],
    ['POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked', 501],
    ['POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked', 501],
    ['POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, gzip', 400],
    ['POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5', 400],
    ['POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6', 400],
    ['CONNECT localhost:80 HTTP/1.1\r\nHost: localhost', 400],
    ['BREW / HTTP/1.1\r\nHost: localhost', 400],
  ] as const) {
    const told = await dial(t, server, `${lines}\r\n\r\n`).ended
    assert.match(told, new RegExp(`^HTTP/1\\.1 ${status} `), lines)
    for (const part of [/content-security-policy: /i, /x-content-type-options: nosniff/i, /cache-control: no-store/i, /"requestId":"[0-9a-f-]{36}"/])
      assert.match(told, part, lines)
  }
  for (const fine of [
    'GET /fine HTTP/1.0',
    'GET /fine HTTP/1.1\r\nHost: localhost\r\nExpect: something\r\nConnection: close',
    'POST /fine HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\nConnection: close\r\n\r\n0',
    'GET /fine HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket',
  ]) {
    const told = await dial(t, server, `${fine}\r\n\r\n`).ended
    assert.match(told, /^HTTP\/1\.1 200 [^]*\/fine(?:\r\n0\r\n\r\n)?$/, fine)
  }
})

test('a server that closes answers what its connections ask once more', async (t) => {
  let closing = false
  const server = await serve(t, (response, url) => {
    if (closing) response.setHeader('Connection', 'close')
    response.end(url)
  })
  const clients = Array.from({ length: 20 }, () => dial(t, server, get(1)))
  for (const { told } of clients) while (!told().endsWith('/1')) await pause(1)
  closing = true
  const closed = closeConnections(server, 600_000)
  // It takes nobody new any more, and all whom it has are idle.
  while (server.listening) await pause(1)
  await pause(1)
  for (const { socket } of clients) socket.write(get(2))
  for (const { ended } of clients) assert.match(await ended, /\/1HTTP[^]+Connection: close[^]+\/2$/)
  await closed
})

test('a server that closes closes those who ask nothing more, after a while', async (t) => {
  const server = await serve(t, (response, url) => response.end(url))
  const { told, ended } = dial(t, server, get(1))
  while (!told().endsWith('/1')) await pause(1)
  await closeConnections(server, 50)
  assert.ok((await ended).endsWith('/1'))
})

test('a server that closes keeps what is idle for as long as its client sends over another one now and then, and no longer than it may', async (t) => {
  const time = createHandClock()
  const server = await serve(t, (response, url) => response.setHeader('Connection', 'close').end(url))
  // As a proxy keeps them: opened for a burst, then used one after the other.
  const clients = Array.from({ length: 12 }, () => dial(t, server, ''))
  for (const { socket } of clients) if (socket.connecting) await once(socket, 'connect')
  await until('all are let in', async () => (await connectionsOf(server)) === clients.length)
  const closed = closeConnections(server, 500, time.clock)
  await until('it waits', () => time.waiting() === 1)
  for (const { socket, ended } of clients.slice(0, -1)) {
    time.move(400)
    await pause(1)
    socket.write(get(1))
    assert.match(await ended, /^HTTP\/1\.1 200 [^]+\/1$/)
  }
  time.move(500)
  await closed
  assert.equal(await clients.at(-1)?.ended, '')
})

test('who is asked on and on over a connection that stays does not wait without an end', async (t) => {
  const time = createHandClock()
  const server = await serve(t, (response, url) => response.end(url))
  const [idle, busy] = [dial(t, server, ''), dial(t, server, '')]
  await until('both are let in', async () => (await connectionsOf(server)) === 2)
  let over = false
  const closed = closeConnections(server, 500, time.clock).then(() => (over = true))
  await until('it waits', () => time.waiting() === 1)
  let asked = 0
  for (; !over && asked < 100; asked++) {
    busy.socket.write(get(asked))
    await until('it is answered, or closed', () => busy.told().endsWith(`/${asked}`) || busy.socket.closed)
    time.move(400)
    await pause(1)
  }
  await closed
  assert.ok(asked > 2 && asked < 100, String(asked))
  assert.equal(await idle.ended, '')
})

test('a server that closes lets in whoever stands in line, and answers them', async (t) => {
  const server = await serve(t, (response, url) => response.setHeader('Connection', 'close').end(url))
  // The system has let them in; the server has not seen them yet.
  const clients = Array.from({ length: 20 }, () => dial(t, server, get(1)))
  await Promise.resolve()
  await closeConnections(server, 50)
  for (const { ended } of clients) assert.match(await ended, /Connection: close[^]+\/1$/)
})

test('who keeps a server busy does not keep it from closing', async (t) => {
  const server = await serve(t, (response, url) => response.end(url))
  let going = true
  const busy = () => {
    for (const end = performance.now() + 5; performance.now() < end;);
    if (going) setImmediate(busy)
  }
  busy()
  await closeConnections(server, 0)
  going = false
})
