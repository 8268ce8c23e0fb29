import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, createServer } from 'node:tls'
import { makeAuthority } from './certificates.ts'

const freshFolder = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-authority-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('who trusts the authority trusts its certificates, for the names that they name and no other', async (t) => {
  const authority = await makeAuthority(freshFolder(t))
  const { certificate, key } = await authority.certificateFor(['tasks.example.test', '127.0.0.1'])
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const asks = (servername: string, ca: string) =>
    new Promise<string>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', servername, ca }, () => {
        resolve('trusted')
        socket.destroy()
      })
      socket.on('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message))
    })
  assert.equal(await asks('tasks.example.test', authority.pem), 'trusted')
  assert.equal(await asks('', authority.pem), 'trusted', 'by its address')
  assert.equal(await asks('other.example.test', authority.pem), 'ERR_TLS_CERT_ALTNAME_INVALID')
  const stranger = await makeAuthority(freshFolder(t))
  assert.notEqual(await asks('tasks.example.test', stranger.pem), 'trusted')
})

test('what is valid is used again, what is not is made anew; all of it is readable by its owner alone', async (t) => {
  const folder = freshFolder(t)
  const first = await makeAuthority(folder)
  const files = await first.certificateFor(['a.test'])
  const text = readFileSync(files.certificate, 'utf8')
  const again = await makeAuthority(folder)
  assert.equal(again.pem, first.pem)
  assert.deepEqual(await again.certificateFor(['a.test']), files)
  assert.equal(readFileSync(files.certificate, 'utf8'), text)
  assert.notEqual((await again.certificateFor(['b.test'])).certificate, files.certificate)
  await again.certificateFor(['a.test'], true)
  assert.notEqual(readFileSync(files.certificate, 'utf8'), text)
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name)
  // A key of another certificate, half a file, none.
  for (const [file, wrong] of [
    [files.key, readFileSync((await again.certificateFor(['b.test'])).key, 'utf8')],
    [files.certificate, text.slice(0, 100)],
    [first.file, ''],
  ] as const) {
    writeFileSync(file, wrong)
    const mended = await makeAuthority(folder)
    const made = await mended.certificateFor(['a.test'])
    const read = new X509Certificate(readFileSync(made.certificate))
    assert.ok(read.verify(new X509Certificate(mended.pem).publicKey))
    assert.ok(read.checkPrivateKey(createPrivateKey(readFileSync(made.key))))
  }
})
