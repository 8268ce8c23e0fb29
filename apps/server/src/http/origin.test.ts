import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import Fastify from 'fastify'
import { ask } from '../testing/ask.ts'
import { startServer } from '../testing/server.ts'
import { createOrigins } from './origin.ts'
import { registerProblems } from './problems.ts'

const pages = mkdtempSync(join(tmpdir(), 'muster-pages-'))
writeFileSync(join(pages, 'index.html'), 'page')
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { pages })
})
after(async () => {
  await server.remove()
  rmSync(pages, { recursive: true })
})

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

test('an address is what it is, however it is spelled', async (t) => {
  const origins = createOrigins('https://tasks.example.test')
  const app = Fastify()
  origins.register(app)
  registerProblems(app)
  app.get('/', () => 'ours')
  t.after(() => app.close())
  const status = async (host: string) => (await app.inject({ url: '/', headers: { host } })).statusCode
  for (const host of [
    'tasks.example.test',
    'tasks.example.test:443',
    'TASKS.example.Test',
    'Tasks.Example.test:443',
    'tasks.example.test:8080',
    'LOCALHOST:3000',
  ])
    for (let times = 0; times < 2; times++) assert.equal(await status(host), 200, host)
  for (const host of [
    'tasks.example.test.evil.test',
    'evil.test#tasks.example.test',
    'tasks.example.test@evil.test',
    'evil.test/tasks.example.test',
    'evil.test?tasks.example.test',
    'evil.test\\tasks.example.test',
    'tasks.example.test:x',
    'tasks.example.test tasks.example.test',
    'nobody@tasks.example.test',
  ])
    assert.equal(await status(host), 421, host)
  const ask = (headers: Record<string, string>) => () => origins.requireOwn({ headers } as never)
  for (const origin of ['https://tasks.example.test', 'https://tasks.example.test:443', 'HTTPS://Tasks.Example.test', 'https://tasks.example.test:0443'])
    for (const host of ['tasks.example.test', 'tasks.example.test:443', 'TASKS.EXAMPLE.TEST:8080'])
      assert.doesNotThrow(ask({ host, origin }), `${origin} at ${host}`)
  assert.doesNotThrow(ask({ host: 'LocalHost', origin: 'http://localhost:80' }))
  for (const origin of [
    'https://tasks.example.test:8443',
    'https://tasks.example.test/',
    'https://tasks.example.test@evil.test',
    'https://evil.test#@tasks.example.test',
    'https://tasks.example.test https://evil.test',
    'https://tasks.example.test, https://evil.test',
    'ftp://tasks.example.test',
    '//tasks.example.test',
    'tasks.example.test',
    'null',
    '',
  ])
    assert.throws(ask({ host: 'tasks.example.test', origin }), origin)
  assert.throws(ask({ host: 'localhost:3000', origin: 'https://tasks.example.test' }))
  assert.throws(ask({ host: 'localhost:3000', origin: 'http://localhost:3001' }))
})

test('what guards an address is told by what is served there, not by how it is spelled', async () => {
  const person = await server.register()
  const embedded = { Cookie: person.headers.Cookie, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }
  for (const path of [
    '/api/v1/me',
    '/%61pi/v1/me',
    '/api/%76%31/me',
    '/%61%70%69/v1/%6de',
    '/api/v1/nothing',
    '/%61pi/v1/nothing',
    `/%61pi/v1/spaces/${person.userId}/tasks`,
  ]) {
    assert.equal((await ask(server.url, path, { headers: embedded })).status, path.includes('nothing') ? 404 : 403, path)
    const told = await ask(server.url, path, { headers: { Cookie: person.headers.Cookie, Accept: 'text/html' } })
    assert.ok(told.status === 200 || told.status === 404, path)
    assert.match(String(told.headers['content-type']), /json/, path)
    assert.match(String(told.headers['cache-control']), /^no-store$|^private, no-cache$/, path)
    assert.match(String(told.headers['vary']), /Cookie.+Sec-Fetch-Site/, path)
  }
  for (const path of ['/healthz', '/%68ealthz', '/healthz?from=probe']) assert.equal(await statusFor('10.0.0.7', path), path.includes('?') ? 400 : 200, path)
})
