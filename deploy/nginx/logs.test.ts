import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from '../../scripts/testing/free-port.ts'
import { startEcho } from './testing/echo.ts'
import { prepareFront, withoutNginx } from './testing/front.ts'
import { until } from '../../apps/server/src/testing/listen.ts'

const secret = 'tok3n-that-nobody-reads'

test('nothing that is written down holds an invitation, a query or who asked, also where nobody answers', { skip: withoutNginx }, async (t) => {
  for (const answers of [true, false]) {
    const front = await prepareFront(t)
    const port = answers ? (await startEcho(t)).port : await freePort()
    const nginx = await front.start([port], { streamsPerAddress: 1 })
    const headers = { Referer: `${front.origin}/join/${secret}`, 'X-Some': secret, Cookie: `a=${secret}` }
    const paths = [
      '/join/',
      '/%6aoin/',
      '//join/',
      '/JOIN/',
      '/join/x/',
      '/api/v1/tasks?q=',
      '/?',
      '/assets/look-1.js?',
      '/api/v1/events?q=',
      '/api/%00',
      '/../',
    ]
    for (const path of paths) for (let n = 0; n < 4; n++) await front.ask(path + secret, { headers })
    // Refused for its size, buffered in a file, and of a method that takes none.
    for (const size of [2_000, 200_000, 2_000_000])
      await front.ask(`/api/v1/tasks?q=${secret}`, { method: 'POST', headers, body: 'x'.repeat(size) }).catch(() => {})
    await front.ask(`/join/${secret.repeat(500)}`, { headers })
    await until('they are written down', () => nginx.said().length >= 4 * paths.length)
    for (const name of readdirSync(nginx.folder, { recursive: true, encoding: 'utf8' })) {
      if (name === 'nginx.conf' || !statSync(join(nginx.folder, name)).isFile()) continue
      const text = readFileSync(join(nginx.folder, name), 'utf8')
      assert.ok(!text.includes(secret), `${name}, while ${answers ? 'somebody' : 'nobody'} answers:\n${text.split('\n').find((line) => line.includes(secret))}`)
      assert.ok(!text.includes('client: '), `${name}: ${text}`)
    }
    // What went wrong is told all the same, without what was asked.
    if (!answers) assert.ok(nginx.said().some(({ status, instance }) => status === 503 && String(instance).includes(String(port))))
  }
})

test('what nginx says of itself is written down', { skip: withoutNginx }, async (t) => {
  const front = await prepareFront(t)
  const nginx = await front.start([await freePort()], { connections: 64 })
  const [worker = 0] = await nginx.workers()
  process.kill(worker, 'SIGKILL')
  await until('a worker that was killed is told of', () => nginx.errors().includes('exited on signal 9'))
})
