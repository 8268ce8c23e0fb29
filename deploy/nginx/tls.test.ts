import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, getCiphers, type ConnectionOptions } from 'node:tls'
import { connect as connect2 } from 'node:http2'
import { once } from 'node:events'
import { startEcho } from './testing/echo.ts'
import { prepareFront, serverName, withoutNginx } from './testing/front.ts'

const skip = withoutNginx

test('TLS 1.2 and 1.3 with the ciphers and curves of the intermediate profile, and nothing else', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  const shake = (options: ConnectionOptions) =>
    new Promise<{ readonly version: string | null; readonly cipher: string; readonly curve: string } | string>((resolve) => {
      const socket = connect({ port: front.httpsPort, host: '127.0.0.1', servername: serverName, ca: front.authority.pem, ...options }, () => {
        const { type, name } = socket.getEphemeralKeyInfo() as { type?: string; name?: string }
        resolve({ version: socket.getProtocol(), cipher: socket.getCipher().name, curve: name ?? type ?? '' })
        socket.destroy()
      })
      socket.on('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message))
    })
  const isDone = (told: Awaited<ReturnType<typeof shake>>) => typeof told !== 'string'
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    // The client is willing, down to the weakest.
    const told = await shake({ minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' })
    assert.ok(!isDone(told), `${version}: ${JSON.stringify(told)}`)
  }
  const first = await shake({})
  assert.ok(typeof first !== 'string' && first.version === 'TLSv1.3')
  /** Of TLS 1.2, by trying every cipher that there is. */
  const taken: string[] = []
  for (const cipher of new Set(getCiphers().map((name) => name.toUpperCase()))) {
    if (cipher.startsWith('TLS_')) continue
    const told = await shake({ maxVersion: 'TLSv1.2', ciphers: `${cipher}:@SECLEVEL=0` })
    if (typeof told !== 'string') taken.push(told.cipher)
  }
  // The key of our certificate is of an elliptic curve: the three for RSA stand for others'.
  assert.deepEqual(taken.toSorted(), ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305'])
  for (const [curve, holds] of [
    ['X25519', true],
    ['P-256', true],
    ['P-384', true],
    ['P-521', false],
    ['X448', false],
  ] as const)
    assert.equal(isDone(await shake({ ecdhCurve: curve })), holds, curve)
})

test('a session is not taken up again by a ticket', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  const socket = connect({ port: front.httpsPort, host: '127.0.0.1', servername: serverName, ca: front.authority.pem, maxVersion: 'TLSv1.2' })
  await once(socket, 'secureConnect')
  assert.equal(socket.getTLSTicket(), undefined)
  socket.destroy()
})

test('HTTP/2 is spoken with whoever knows it, also for a stream', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  const session = connect2(`https://${serverName}:${front.httpsPort}`, {
    ca: front.authority.pem,
    lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }] as never, 4),
  })
  t.after(() => session.close())
  const ask = async (path: string, more: Readonly<Record<string, string>> = {}) => {
    const stream = session.request({ ':path': path, ...more })
    const [headers] = (await once(stream, 'response')) as [Readonly<Record<string, string>>]
    let text = ''
    for await (const part of stream) text += String(part)
    return { status: headers[':status'], text }
  }
  assert.deepEqual(await ask('/api/v1/me'), { status: 200, text: '{}' })
  assert.deepEqual(echo.last()?.headers.find(([name]) => name === 'host')?.[1], `${serverName}:${front.httpsPort}`)
  assert.equal((await ask('/api/v1/me', { 'x-forwarded-for': '10.0.0.1' })).status, 200)
  assert.deepEqual(echo.last()?.headers.find(([name]) => name === 'x-forwarded-for')?.[1], '127.0.0.1')
  assert.equal((await ask('/api/v1/events')).status, 200)
})
