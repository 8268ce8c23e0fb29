import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { until } from '../../apps/server/src/testing/listen.ts'
import { prepareFront, serverName, withoutNginx } from './testing/front.ts'

test(
  'a new certificate is taken by a reload under load: nothing fails, and streams are given time, then cut, and come back',
  { skip: withoutNginx },
  async (t) => {
    const front = await prepareFront(t)
    const server = createServer((request, reply) => {
      if (request.url === '/api/v1/events') return void reply.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 1\n\n')
      request.resume().on('end', () => reply.end('{}'))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => {
      server.close()
      server.closeAllConnections()
    })
    const files = { certificate: join(front.folder, 'site.pem'), key: join(front.folder, 'site.key') }
    const install = async (anew: boolean) => {
      const made = await front.authority.certificateFor([serverName], anew)
      copyFileSync(made.certificate, files.certificate)
      copyFileSync(made.key, files.key)
      return new X509Certificate(readFileSync(files.certificate)).fingerprint256
    }
    const shown = async () => {
      const socket = connect({ port: front.httpsPort, host: '127.0.0.1', servername: serverName, ca: front.authority.pem })
      await once(socket, 'secureConnect')
      const { fingerprint256 } = socket.getPeerCertificate()
      socket.destroy()
      return fingerprint256
    }
    const old = await install(false)
    const nginx = await front.start([(server.address() as AddressInfo).port], { ...files, shutdownSeconds: 1 })
    assert.equal(await shown(), old)
    const stream = await front.stream('/api/v1/events')
    assert.equal(stream.status, 200)

    let over = false
    let asked = 0
    const failed: string[] = []
    const tab = async () => {
      while (!over) {
        asked++
        const method = asked % 3 === 0 ? 'POST' : 'GET'
        const told = await front.ask('/api/v1/me', { method }).catch((error: unknown) => ({ status: String(error) }))
        if (told.status !== 200) failed.push(`${method} ${told.status}`)
      }
    }
    const tabs = Array.from({ length: 8 }, tab)
    for (let round = 0; round < 3; round++) {
      const before = asked
      await until('requests go on', () => asked > before + 200)
      const next = await install(true)
      await nginx.reload()
      assert.equal(await shown(), next)
    }
    over = true
    await Promise.all(tabs)
    assert.deepEqual(failed, [], `${failed.length} of ${asked} failed`)
    await until('the stream of before is cut', () => stream.state.ended)
    const again = await front.stream('/api/v1/events')
    assert.equal(again.status, 200)
    again.end()
    t.diagnostic(`${asked} requests`)
  },
)
