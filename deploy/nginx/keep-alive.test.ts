import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createHttpServer } from '../../apps/server/src/http/connections.ts'
import { until } from '../../apps/server/src/testing/listen.ts'
import { prepareFront, withoutNginx } from './testing/front.ts'

/** Milliseconds that nginx keeps an idle connection, and an instance, which adds a second: the order of the real ones, sooner. */
const [nginxMs, instanceMs] = [150, 500]

test('whoever pauses for about as long as connections are kept loses nothing: it is nginx who closes them', { skip: withoutNginx }, async (t) => {
  const front = await prepareFront(t)
  let opened = 0
  const closed = { byNginx: 0, byInstance: 0 }
  const server = createHttpServer((request, reply) => void request.resume().on('end', () => reply.end('{}')), { idleMs: instanceMs })
  server.on('connection', (socket: Socket) => {
    opened++
    let told = false
    socket.on('end', () => (told = true))
    socket.on('close', () => closed[told ? 'byNginx' : 'byInstance']++)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await front.start([(server.address() as AddressInfo).port], { keepAliveMs: nginxMs, workers: 1 })
  const failed: string[] = []
  // Each at a pace of its own, about as long as connections are kept.
  const lane = async (n: number) => {
    for (let round = 0; round < 8; round++) {
      const { status, text } = await front.ask('/api/v1/tasks', { method: 'POST', body: '{}' })
      if (status !== 200) failed.push(`${status} ${text}`)
      await pause(nginxMs - 20 + ((n + round) % 20) * 2)
    }
  }
  await Promise.all(Array.from({ length: 20 }, (_, n) => lane(n)))
  await until('each connection has been closed', () => closed.byNginx + closed.byInstance === opened)
  assert.deepEqual(failed, [])
  assert.deepEqual(closed, { byNginx: opened, byInstance: 0 })
})
