import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { askedAt, isReady } from '../ready.ts'
import { createReader } from './read.ts'

test(
  'processes are asked where they listen, which need not be 127.0.0.1',
  { skip: process.platform !== 'linux' && 'one address of loopback is all there is' },
  async (t) => {
    const listen = async (host: string, text: string) => {
      const server = createServer((_request, reply) => reply.end(text)).listen(0, host)
      await once(server, 'listening')
      t.after(() => server.close())
      return (server.address() as AddressInfo).port
    }
    const metrics = [
      'process_start_time_seconds 1',
      'process_cpu_seconds_total 2',
      'muster_event_loop_seconds_total{state="active"} 1',
      'process_resident_memory_bytes 5',
    ].join('\n')
    const [port, metricsPort] = [await listen('127.0.0.2', ''), await listen('127.0.0.3', metrics)]
    const read = createReader({ host: '127.0.0.2', metricsHost: '127.0.0.3', metricsPortOf: () => metricsPort, timeoutMs: 5_000 })
    assert.deepEqual(await read(port), { port, found: 'ready', load: undefined, memory: 5 })
    assert.deepEqual([await isReady(port, '127.0.0.2'), await isReady(port)], [true, false])
    assert.deepEqual(
      ['0.0.0.0', '::', '', undefined].map((host) => askedAt(host)),
      Array.from({ length: 4 }, () => '127.0.0.1'),
    )
    assert.deepEqual(
      ['::1', '10.0.0.5', 'localhost'].map((host) => askedAt(host)),
      ['[::1]', '10.0.0.5', 'localhost'],
    )
  },
)
