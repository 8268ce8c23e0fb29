import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect as connectPlain } from 'node:net'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { apiHeaders } from '../../apps/server/src/http/headers.ts'
import { startEcho } from './testing/echo.ts'
import type { Told } from './testing/ask.ts'
import { prepareFront, serverName, withoutNginx } from './testing/front.ts'

const skip = withoutNginx

/** Everything that an answer of the API carries, each once. */
const isGuarded = ({ status, raw, text }: Told, what: string, overTls = true): void => {
  const fields = raw.flatMap((name, n) => (n % 2 === 0 ? [[name.toLowerCase(), raw[n + 1]] as const] : []))
  for (const [name, value] of Object.entries(apiHeaders)) {
    const said = fields.filter(([one]) => one === name.toLowerCase()).map(([, one]) => one)
    assert.deepEqual(said, name === 'Strict-Transport-Security' && !overTls ? [] : [value], `${name} of ${what} (${status})`)
  }
  assert.deepEqual(
    fields.filter(([name]) => name === 'content-type').map(([, type]) => type),
    ['application/problem+json; charset=utf-8'],
    what,
  )
  for (const [name, value] of fields) assert.ok(name !== 'server' || value === 'nginx', `${what} tells a version: ${value}`)
  const { code, requestId } = JSON.parse(text) as { code: string; requestId: string }
  assert.match(requestId, /^[\da-f]{32}$/)
  assert.ok(code.length > 0)
}
const codeOf = ({ text }: Told) => (JSON.parse(text) as { code: string }).code

/** Bytes as they are, over TLS or without it; the answer as it was told. */
const say = async (port: number, ca: string | undefined, text: string): Promise<Told> => {
  const socket = ca === undefined ? connectPlain(port, '127.0.0.1') : connect({ port, host: '127.0.0.1', servername: serverName, ca })
  socket.on('error', () => {})
  await once(socket, ca === undefined ? 'connect' : 'secureConnect')
  socket.write(text)
  let told = ''
  // It may go on reading what it refuses before it closes: an answer is over with its last byte.
  const isWhole = () => told.includes('\r\n\r\n') && (told.split('\r\n\r\n')[1]?.length ?? 0) >= Number(/content-length: (\d+)/i.exec(told)?.[1] ?? Infinity)
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
    socket.on('data', (part: Buffer) => {
      told += part.toString()
      if (isWhole()) resolve()
    })
  })
  socket.destroy()
  const [head = '', body = ''] = told.split('\r\n\r\n')
  const [line = '', ...fields] = head.split('\r\n')
  const raw = fields.flatMap((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 2)])
  return { status: Number(line.split(' ')[1]), headers: {}, raw, text: body }
}

test('what nginx refuses by itself is a problem of the contract, with the headers of every answer', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  const { httpsPort, authority } = front
  const over = (text: string) => say(httpsPort, authority.pem, text)
  const host = `Host: ${serverName}:${httpsPort}\r\nConnection: close`
  for (const [what, status, code, telling] of [
    ['no HTTP', 400, 'invalid', over('NONSENSE\r\n\r\n')],
    ['a zero in the address', 400, 'invalid', over(`GET /%00 HTTP/1.1\r\n${host}\r\n\r\n`)],
    ['above the root', 400, 'invalid', over(`GET /../../x HTTP/1.1\r\n${host}\r\n\r\n`)],
    ['no Host', 400, 'invalid', over('GET / HTTP/1.1\r\n\r\n')],
    ['two Hosts', 400, 'invalid', over(`GET / HTTP/1.1\r\nHost: x\r\n${host}\r\n\r\n`)],
    ['length and chunks', 400, 'invalid', over(`POST /api/v1/me HTTP/1.1\r\n${host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)],
    ['a coding that nobody knows', 501, 'unsupported_coding', over(`POST /api/v1/me HTTP/1.1\r\n${host}\r\nTransfer-Encoding: gzip\r\n\r\n`)],
    ['a long address', 400, 'invalid', over(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n\r\n`)],
    ['a long header', 431, 'headers_too_large', over(`GET / HTTP/1.1\r\n${host}\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)],
    ['many headers', 431, 'headers_too_large', over(`GET / HTTP/1.1\r\n${host}\r\n${`X-Some: ${'x'.repeat(4_000)}\r\n`.repeat(9)}\r\n`)],
    ['TRACE', 405, 'method_not_allowed', over(`TRACE / HTTP/1.1\r\n${host}\r\n\r\n`)],
    ['plain http at the port of https', 400, 'invalid', say(httpsPort, undefined, `GET / HTTP/1.1\r\n${host}\r\n\r\n`)],
    ['a version that is none', 400, 'invalid', over(`GET / HTTP/3.7\r\n${host}\r\n\r\n`)],
    ['a body that is too large', 413, 'too_large', over(`POST /api/v1/spaces HTTP/1.1\r\n${host}\r\nContent-Length: 1048577\r\n\r\n`)],
    ['a part that takes no POST', 405, 'method_not_allowed', over(`POST /assets/look-1.js HTTP/1.1\r\n${host}\r\n\r\n`)],
    ['another name', 421, 'misdirected', over(`GET /api/v1/me HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n`)],
  ] as const) {
    const told = await telling
    assert.equal(told.status, status, what)
    isGuarded(told, what)
    assert.equal(codeOf(told), code, what)
  }
  assert.equal(echo.begun(), 0, 'an instance heard of it')
})

test('where no instance answers, who asked for a change is told that nobody knows, and who asked for none to come again', { skip }, async (t) => {
  const front = await prepareFront(t)
  // Nobody listens there.
  await front.start([1, 2, 3])
  for (const [method, code] of [
    ['GET', 'closing'],
    ['POST', 'outcome_unknown'],
    ['PUT', 'outcome_unknown'],
    ['DELETE', 'outcome_unknown'],
  ] as const)
    for (const path of ['/api/v1/me', '/api/v1/spaces/x/tasks', '/api/v1/me/x.css', '/nothing']) {
      const told = await front.ask(path, { method })
      assert.equal(told.status, 503)
      isGuarded(told, `${method} ${path}`)
      assert.equal(codeOf(told), code, method)
      assert.equal(told.headers['retry-after'], '1')
    }
})

test('a handshake for another name is refused, and so is one without a name', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  for (const servername of ['evil.test', 'example.test', `${serverName}.evil.test`, '']) {
    const socket = connect({ port: front.httpsPort, host: '127.0.0.1', servername, ca: front.authority.pem })
    const [error] = (await once(socket, 'error')) as [Error & { code?: string }]
    assert.match(String(error.code), /UNRECOGNIZED_NAME/, servername)
  }
})

test('over plain http pages are led to https, and the API is refused: nothing of it is passed on', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  const plain = async (path: string, method = 'GET', host = serverName): Promise<Told> => {
    const sending = request({ host: '127.0.0.1', port: front.httpPort, path, method, headers: { Host: host } })
    sending.end()
    const [reply] = (await once(sending, 'response')) as [IncomingMessage]
    let text = ''
    for await (const part of reply) text += String(part)
    return { status: reply.statusCode ?? 0, headers: reply.headers, raw: reply.rawHeaders, text }
  }
  for (const path of ['/', '/today', '/list/some?view=all', '/assets/look-1.js', '//evil.test/x', '/apis', '/x%0d%0aSet-Cookie:%20x']) {
    const told = await plain(path)
    assert.equal(told.status, 308, path)
    assert.equal(told.headers['location'], `${front.origin}${path}`, 'as it was asked for, at our own name')
    assert.equal(told.headers['strict-transport-security'], undefined)
    assert.equal(told.headers['set-cookie'], undefined)
  }
  for (const [path, method] of [
    ['/api', 'GET'],
    ['/api/v1/me', 'GET'],
    ['/api/v1/auth/login', 'POST'],
    ['/x/../api/v1/me', 'GET'],
    ['/%61pi/v1/me', 'GET'],
    ['/today', 'POST'],
  ] as const) {
    const told = await plain(path, method)
    assert.equal(told.status, 403, path)
    assert.equal(told.headers['location'], undefined)
    isGuarded(told, path, false)
    assert.equal(codeOf(told), 'insecure')
  }
  for (const host of ['evil.test', '127.0.0.1', `${serverName}.evil.test`]) {
    const told = await plain('/', 'GET', host)
    assert.equal(told.status, 421, host)
    isGuarded(told, host, false)
  }
  assert.equal(echo.begun(), 0, 'an instance heard of it')
})
