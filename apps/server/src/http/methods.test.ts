import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { startServer } from '../testing/server.ts'
import { methods } from './methods.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

/** What the server says to just these lines, until it closes. */
const say = (...lines: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(lines.join('\r\n')))
    let told = ''
    socket.on('data', (part) => (told += part.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve(told))
  })
/** The code of a problem that carries what every answer does; `status` is what it has to be. */
const codeOf = (told: string, status: number, what: string): string => {
  assert.match(told, new RegExp(`^HTTP/1\\.1 ${status} `), what)
  for (const part of [/^content-security-policy: /im, /^x-content-type-options: nosniff\r$/im, /^cache-control: no-store\r$/im])
    assert.match(told, part, `${what}: ${part}`)
  assert.match(told, /^content-type: application\/problem\+json; charset=utf-8\r$/im, what)
  return (JSON.parse(told.slice(told.indexOf('\r\n\r\n') + 4)) as { code: string }).code
}

const bodies = [
  [],
  ['Content-Type: application/json', 'Content-Length: 2'],
  ['Content-Type: text/plain', 'Content-Length: 2'],
  ['Content-Length: 2'],
  ['Expect: much'],
]
const others = [...methods.filter((method) => method !== 'HEAD'), 'PROPFIND', 'LOCK', 'SEARCH', 'M-SEARCH', 'SUBSCRIBE']

test('an address that is none answers every method alike, whatever comes with it', async () => {
  const { host } = new URL(server.url)
  for (const path of ['/api/v1/nothing', '/nothing', '/api/v1/me/nothing'])
    for (const method of others)
      for (const body of bodies) {
        const what = `${method} ${path} ${body.join(' ')}`
        const told = await say(
          `${method} ${path} HTTP/1.1`,
          `Host: ${host}`,
          'Connection: close',
          ...body,
          '',
          body.at(-1)?.startsWith('Content-L') ? '{}' : '',
        )
        assert.equal(codeOf(told, 404, what), 'not_found', what)
        assert.doesNotMatch(told, /^allow: /im, what)
      }
})

test('an address that is one names what it takes to every other method, whatever comes with it', async () => {
  const { host } = new URL(server.url)
  for (const [path, allow] of [
    ['/api/v1/me', 'GET, HEAD'],
    ['/api/v1/auth/login', 'POST'],
    ['/healthz', 'GET, HEAD'],
  ] as const)
    for (const method of others.filter((one) => !allow.split(', ').includes(one)))
      for (const body of bodies) {
        const what = `${method} ${path} ${body.join(' ')}`
        const told = await say(
          `${method} ${path} HTTP/1.1`,
          `Host: ${host}`,
          'Connection: close',
          ...body,
          '',
          body.at(-1)?.startsWith('Content-L') ? '{}' : '',
        )
        assert.equal(codeOf(told, 405, what), 'method_not_allowed', what)
        assert.match(told, new RegExp(`^allow: ${allow}\r$`, 'im'), what)
      }
})

test('what the runtime would answer by itself is answered as everything else', async () => {
  const { host } = new URL(server.url)
  const head = ['Connection: close', '', '']
  for (const [status, code, ...lines] of [
    [400, 'invalid', 'GET /healthz HTTP/1.1', `Host: ${host}`, `Host: ${host}`],
    [400, 'invalid', 'GET /healthz HTTP/1.1', `Host: ${host}`, 'Host: elsewhere.test'],
    [400, 'invalid', 'GET /healthz HTTP/1.1'],
    [400, 'invalid', 'GET /api/v1/%zz HTTP/1.1', `Host: ${host}`],
    [400, 'invalid', 'NONSENSE'],
    [400, 'invalid', 'BREW /healthz HTTP/1.1', `Host: ${host}`],
    [501, 'unsupported_coding', 'POST /api/v1/auth/login HTTP/1.1', `Host: ${host}`, 'Transfer-Encoding: gzip, chunked'],
    [400, 'invalid', 'POST /api/v1/auth/login HTTP/1.1', `Host: ${host}`, 'Transfer-Encoding: chunked', 'Content-Length: 2'],
    [421, 'misdirected', 'GET /api/v1/me HTTP/1.1', 'Host: elsewhere.test'],
  ] as const) {
    const what = lines.join(', ')
    assert.equal(codeOf(await say(...lines, ...head), status, what), code, what)
  }
  // Nothing that is expected or preferred of the way there decides what is answered (RFC 9110, 10.1.1 and 10.1.4).
  for (const header of ['Expect: 200-ok', 'TE: gzip, chunked'])
    assert.match(await say('GET /healthz HTTP/1.1', `Host: ${host}`, header, ...head), /^HTTP\/1\.1 200 OK\r\n[^]*content-security-policy: /i, header)
})
