import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createHttpServer } from '../../apps/server/src/http/connections.ts'
import { prepareFront, withoutNginx } from './testing/front.ts'

/** Milliseconds that nginx keeps an idle connection, and an instance: the order of the real ones, sooner. */
const [nginxMs, instanceMs] = [120, 150]

test('whoever pauses for about as long as connections are kept loses nothing: it is nginx who closes them', { skip: withoutNginx }, async (t) => {
  const front = await prepareFront(t)
  let connections = 0
  const server = createHttpServer((request, reply) => void request.resume().on('end', () => reply.end('{}')), { idleMs: instanceMs })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await front.start([(server.address() as AddressInfo).port], { keepAliveMs: nginxMs, workers: 1 })
  const failed: string[] = []
  // Each at a pace of its own, so that every length of a pause between is met.
  const lane = async (n: number) => {
    for (let round = 0; round < 12; round++) {
      const { status, text } = await front.ask('/api/v1/tasks', { method: 'POST', body: '{}' })
      if (status !== 200) failed.push(`${status} ${text}`)
      await pause(nginxMs - 20 + ((n * 7 + round * 3) % 60))
    }
  }
  // One after the other at each moment, lest they keep each other's connections warm.
  for (let n = 0; n < 4; n++) await lane(n * 5)
  assert.deepEqual(failed, [])
  assert.ok(connections > 1, 'no connection was ever closed')
})
