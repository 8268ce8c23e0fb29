import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { prepareFront, withoutNginx } from './testing/front.ts'

const skip = withoutNginx

/** An instance that does with requests as it is told, and how many it has got of each method. */
const startServer = async (t: TestContext, handle: RequestListener) => {
  const got = new Map<string, number>()
  const server = createServer((request, reply) => {
    got.set(request.method ?? '', (got.get(request.method ?? '') ?? 0) + 1)
    request.resume().on('end', () => handle(request, reply))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: (server.address() as AddressInfo).port, got }
}
const methods = ['GET', 'PUT', 'DELETE', 'POST', 'PATCH'] as const

test('what an instance took and did not answer is sent to another only where it may be done twice', { skip }, async (t) => {
  for (const method of methods) {
    const front = await prepareFront(t)
    const dying = [await startServer(t, (request) => request.socket.destroy()), await startServer(t, (request) => request.socket.destroy())]
    await front.start(dying.map(({ port }) => port))
    const told = await front.ask('/api/v1/me', { method })
    assert.equal(told.status, 503)
    const times = dying.reduce((sum, { got }) => sum + (got.get(method) ?? 0), 0)
    // Each instance once, and no further.
    assert.equal(times, method === 'POST' || method === 'PATCH' ? 1 : 2, method)
  }
})

test(
  'what may be sent again is one change, by a key of nginx where its sender gave none: else what was done is answered as stale, or as gone',
  { skip },
  async (t) => {
    const heard: (string | undefined)[] = []
    const dies: RequestListener = (request) => {
      heard.push(request.headersDistinct['idempotency-key']?.join())
      request.socket.destroy()
    }
    const given = new Set<string | undefined>()
    for (const method of methods) {
      const front = await prepareFront(t)
      const dying = [await startServer(t, dies), await startServer(t, dies)]
      await front.start(dying.map(({ port }) => port))
      const keysOf = async (headers: Readonly<Record<string, string>> = {}) => {
        heard.splice(0)
        await front.ask('/api/v1/me', { method, headers })
        return [...heard]
      }
      const [first, second] = await keysOf()
      if (method === 'PUT' || method === 'DELETE') {
        assert.match(first ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        given.add(first)
      } else assert.equal(first, undefined, method)
      assert.equal(second, method === 'POST' || method === 'PATCH' ? undefined : first, method)
      assert.deepEqual([...new Set(await keysOf({ 'Idempotency-Key': 'their own' }))], ['their own'])
    }
    assert.equal(given.size, 2, 'each change has its own')
  },
)

test('of two keys an instance hears the first alone, or both as one that is none: never a change for each', { skip }, async (t) => {
  const front = await prepareFront(t)
  const heard: (readonly string[])[] = []
  const instance = await startServer(t, (request, reply) => {
    heard.push(request.headersDistinct['idempotency-key'] ?? [])
    reply.end('{}')
  })
  await front.start([instance.port])
  const keys = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
  for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) await front.ask('/api/v1/me', { method, headers: { 'Idempotency-Key': keys } })
  // Which of them is nginx's: up to 1.22 a variable is the first of several, from 1.23 on all of them, joined.
  for (const one of heard) assert.ok(one.length === 1 && [keys[0], keys.join(', ')].includes(one[0] ?? ''), String(one))
  assert.equal(heard.length, 4)
})

test('what nobody took is sent to another, whatever it is: most of the ports that are named have nobody', { skip }, async (t) => {
  const front = await prepareFront(t)
  const alive = await startServer(t, (_request, reply) => reply.end('{}'))
  await front.start([...Array.from({ length: 15 }, (_, n) => n + 1), alive.port])
  for (let n = 0; n < 60; n++) {
    const method = methods[n % methods.length] ?? 'GET'
    assert.equal((await front.ask(n % 2 === 0 ? '/api/v1/me' : `/api/v1/spaces/${n}/tasks`, { method })).status, 200)
  }
  assert.equal(
    [...alive.got.values()].reduce((sum, count) => sum + count, 0),
    60,
  )
})

test('an answer is an answer: one that says that something failed is not asked for again', { skip }, async (t) => {
  for (const status of [500, 502, 503, 504, 429, 404]) {
    const front = await prepareFront(t)
    const failing = [
      await startServer(t, (_request, reply) => reply.writeHead(status).end('{}')),
      await startServer(t, (_request, reply) => reply.writeHead(status).end('{}')),
    ]
    await front.start(failing.map(({ port }) => port))
    const told = await front.ask('/api/v1/me')
    assert.deepEqual([told.status, told.text], [status, '{}'])
    assert.equal(
      failing.reduce((sum, { got }) => sum + (got.get('GET') ?? 0), 0),
      1,
    )
  }
})
