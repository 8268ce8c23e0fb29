import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { changes, events, push, snapshot, snapshotChunk } from '@muster/core/contract/endpoints/sync.ts'
import { createMyTask, listMyTasks, listTasks } from '@muster/core/contract/endpoints/tasks.ts'
import { buildApp } from '../app.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { startServer } from '../testing/server.ts'

const time = createHandClock()
const hands = createHandClock()
/** The deadlines of requests never come: whoever leaves one behind is counted. */
const deadlines: object = { clock: hands.clock }
let server: Awaited<ReturnType<typeof startServer>>
let app: FastifyInstance
/** Who asks is known only when their connection has gone. */
let asked = 0
before(async () => {
  server = await startServer(undefined, { clock: time.clock })
  const { sessions } = server.context
  const late: typeof sessions = {
    ...sessions,
    require: async (request, bound) => {
      asked++
      if (!request.raw.destroyed || !request.raw.socket.destroyed) await once(request.raw.socket, 'close')
      return sessions.require(request, bound)
    },
  }
  app = buildApp({ ...server.context, sessions: late, store: { ...server.context.store, close: async () => {} }, ...deadlines }, null)
  await app.listen({ host: '127.0.0.1', port: 0 })
})
after(async () => {
  await app.close()
  await server.remove()
})

const opens = 1_000
const together = 100
const looksAtMost = 3_000
const kinds = [events, snapshot, snapshotChunk, changes, push, listTasks, listMyTasks, createMyTask]

for (const { key, method, path } of kinds)
  test(`of ${opens} aborted opens nothing stays: ${key}`, async () => {
    const person = await server.register()
    const { port } = app.server.address() as AddressInfo
    const body = method === 'POST' ? '{"title":"Half of it' : ''
    const head = [
      `${method} ${path.replace(/:\w+/g, person.userId)} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Origin: http://127.0.0.1:${port}`,
      `Cookie: ${person.headers.Cookie}`,
      `X-CSRF-Token: ${person.headers['X-CSRF-Token']}`,
      ...(body === '' ? [] : ['Content-Type: application/json', 'Content-Length: 1000']),
    ].join('\r\n')
    const abort = async () => {
      const before = asked
      const sockets = Array.from({ length: together }, () => {
        const socket = connect(port, '127.0.0.1', () => socket.write(`${head}\r\n\r\n${body}`))
        return socket.on('error', () => {})
      })
      while (asked < before + together) await turn()
      for (const socket of sockets) socket.destroy()
      while ((await new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)))) !== 0) await turn()
    }
    for (let n = 0; n < opens / together; n++) await abort()
    // What was asked of the store is answered, or not, before it is given up.
    for (let looks = 0; looks < looksAtMost && hands.waiting() > 0; looks++) await pause(10)
    assert.equal(hands.waiting(), 0, 'deadlines are left')
    const { doorbell } = server.context
    assert.deepEqual([doorbell.count(), doorbell.watched(), time.waiting()], [0, 0, 0])
  })
