import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createHttpServer } from '../../apps/server/src/http/connections.ts'
import { prepareFront, withoutNginx } from './testing/front.ts'

/** Milliseconds after which an instance closes an idle connection, with the one second that it adds; and before that nginx: the order of the real ones, sooner. */
const [instanceMs, spareMs, nginxMs] = [20, 1_000, 900]

test('whoever pauses for about as long as connections are kept loses nothing: it is nginx who closes them', { skip: withoutNginx }, async (t) => {
  const front = await prepareFront(t)
  const closed = { byNginx: 0, byInstance: 0 }
  const server = createHttpServer((request, reply) => void request.resume().on('end', () => reply.end('{}')), { idleMs: instanceMs })
  server.on('connection', (socket: Socket) => {
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
  // Each at a pace of its own, about as long as the instance waits: at that moment it would close.
  const lane = async (n: number) => {
    for (let round = 0; round < 4; round++) {
      const { status, text } = await front.ask('/api/v1/tasks', { method: 'POST', body: '{}' })
      if (status !== 200) failed.push(`${status} ${text}`)
      await pause(instanceMs + spareMs - 12 + ((n + round) % 12) * 2)
    }
  }
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      await pause(n * 23)
      await lane(n)
    }),
  )
  assert.deepEqual(failed, [])
  assert.ok(closed.byNginx > 20, 'hardly a connection was ever closed')
  assert.equal(closed.byInstance, 0)
})
