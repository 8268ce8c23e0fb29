import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { after, before, test } from 'node:test'
import { createOrigins } from './origin.ts'
import { startServer } from '../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

/** fetch does not let its caller name another Host. */
const statusFor = (host: string, path = '/api/v1/me') =>
  new Promise<number | undefined>((resolve, reject) => {
    httpRequest(server.url + path, { headers: { Host: host } }, (reply) => {
      reply.resume()
      resolve(reply.statusCode)
    })
      .on('error', reject)
      .end()
  })

test('a name of another site that resolves to this machine is not served', async () => {
  assert.equal(await statusFor('attacker.example'), 421)
  assert.equal(await statusFor('localhost.attacker.example:3000'), 421)
  assert.equal(await statusFor('localhost:3000'), 401)
  assert.equal(await statusFor('[::1]:3000'), 401)
  assert.equal(await statusFor('10.0.0.7', '/healthz'), 200)
})

test('behind a proxy the public origin is ours, and another https site is not', () => {
  const { requireOwn } = createOrigins('https://tasks.example.test')
  const ask = (headers: Record<string, string>) => () => requireOwn({ headers } as never)
  assert.doesNotThrow(ask({ host: 'tasks.example.test', origin: 'https://tasks.example.test' }))
  assert.doesNotThrow(ask({ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' }))
  assert.throws(ask({ host: 'tasks.example.test', origin: 'https://other.example.test' }))
  assert.throws(ask({ host: 'tasks.example.test', origin: 'http://tasks.example.test' }))
  assert.throws(ask({ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:4000' }))
  assert.throws(ask({ host: 'tasks.example.test' }))
  assert.throws(ask({ host: 'tasks.example.test', origin: 'https://tasks.example.test', 'sec-fetch-site': 'same-site' }))
})
