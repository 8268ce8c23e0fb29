import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { startServer } from '../testing/server.ts'

const built = join(import.meta.dirname, '../../../web/dist')
const made = mkdtempSync(join(tmpdir(), 'muster-pages-'))
const script = 'export const text = "the same again and again, again and again"\n'.repeat(40)
mkdirSync(join(made, 'assets'))
for (const [name, content] of [
  ['index.html', '<!doctype html><title>Muster</title>'],
  ['assets/packed-1.js', script],
  ['assets/packed-1.js.br', brotliCompressSync(script)],
  ['assets/packed-1.js.gz', gzipSync(script)],
  ['assets/plain-1.js', script],
  ['assets/font-1.woff2', 'font'],
] as const)
  writeFileSync(join(made, name), content)

let server: Awaited<ReturnType<typeof startServer>>
let real: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { pages: made })
  real = await startServer(undefined, { pages: built })
  // A server that nobody has an account on opens elsewhere.
  for (const one of [server, real]) await one.register()
})
after(async () => {
  await server.remove()
  await real.remove()
  rmSync(made, { recursive: true, force: true })
})

/** As it is on the line: nothing unpacks it. */
const ask = (url: string, path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  new Promise<{ status: number; headers: Readonly<Record<string, string | string[] | undefined>>; body: Buffer }>((resolve, reject) => {
    request(url + path, { method, headers }, (reply) => {
      const parts: Buffer[] = []
      reply.on('data', (part: Buffer) => parts.push(part))
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(parts) }))
    })
      .on('error', reject)
      .end()
  })
const chromium = { 'Accept-Encoding': 'gzip, deflate, br, zstd' }

test('whatever a browser fetches of the build is packed, and unpacks to the very bytes that were built', async () => {
  const names = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) => ['.html', '.js', '.css', '.svg'].includes(extname(name)))
  assert.ok(names.length > 20)
  for (const name of names) {
    const content = readFileSync(join(built, name))
    const small = await ask(real.url, `/${name}`, chromium)
    // What does not get smaller is sent as it is.
    assert.equal(small.headers['content-encoding'], content.length >= 300 ? 'br' : small.headers['content-encoding'], name)
    const unpacked = small.headers['content-encoding'] === 'br' ? brotliDecompressSync(small.body) : small.body
    assert.ok(unpacked.equals(content), name)
    const older = await ask(real.url, `/${name}`, { 'Accept-Encoding': 'gzip' })
    assert.ok((older.headers['content-encoding'] === 'gzip' ? gunzipSync(older.body) : older.body).equals(content), name)
    assert.ok((await ask(real.url, `/${name}`)).body.equals(content), name)
  }
  const page = await ask(real.url, '/today', chromium)
  assert.equal(page.headers['content-encoding'], 'br')
  assert.ok(brotliDecompressSync(page.body).equals(readFileSync(join(built, 'index.html'))))
})

test('each form of a file says what it is, and that it depends on what was asked for', async () => {
  const tags = new Set<unknown>()
  for (const [accept, coding, unpack] of [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0.2, gzip;q=0.7', 'gzip', gunzipSync],
    ['br;q=0, gzip;q=0', undefined, (body: Buffer) => body],
    ['identity', undefined, (body: Buffer) => body],
  ] as const) {
    const told = await ask(server.url, '/assets/packed-1.js', { 'Accept-Encoding': accept })
    assert.equal(told.status, 200)
    assert.equal(told.headers['content-encoding'], coding, accept)
    assert.equal(told.headers['vary'], 'Accept-Encoding')
    assert.equal(told.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(told.headers['content-type'], 'text/javascript; charset=utf-8')
    assert.equal(told.headers['content-length'], String(told.body.length))
    assert.equal(unpack(told.body).toString(), script)
    tags.add(told.headers['etag'])
    const head = await ask(server.url, '/assets/packed-1.js', { 'Accept-Encoding': accept }, 'HEAD')
    for (const name of ['content-encoding', 'content-length', 'etag', 'vary']) assert.equal(head.headers[name], told.headers[name], name)
    assert.equal(head.body.length, 0)
    const again = await ask(server.url, '/assets/packed-1.js', { 'Accept-Encoding': accept, 'If-None-Match': String(told.headers['etag']) })
    assert.equal(again.status, 304)
    assert.equal(again.body.length, 0)
    for (const name of ['etag', 'vary', 'cache-control', 'content-security-policy']) assert.equal(again.headers[name], told.headers[name], name)
  }
  assert.equal(tags.size, 3)
  for (const tag of tags) assert.match(String(tag), /^"[\w-]{22}(?:-br|-gzip)?"$/)
})

test('what was not packed is sent as it is, whatever is taken; packed forms have no address of their own', async () => {
  for (const path of ['/assets/plain-1.js', '/assets/font-1.woff2', '/']) {
    const told = await ask(server.url, path, chromium)
    assert.equal(told.status, 200, path)
    assert.equal(told.headers['content-encoding'], undefined, path)
    assert.equal(told.headers['vary'], 'Accept-Encoding', path)
  }
  for (const path of ['/assets/packed-1.js.br', '/assets/packed-1.js.gz']) assert.equal((await ask(server.url, path, chromium)).status, 404)
})

test('a page that is held is not sent again; one that there is none at is sent whole, as not found', async () => {
  const page = await ask(real.url, '/', chromium)
  const held = { ...chromium, 'If-None-Match': String(page.headers['etag']), Accept: 'text/html' }
  assert.equal((await ask(real.url, '/', held)).status, 304)
  assert.equal((await ask(real.url, '/today', held)).status, 304)
  const nowhere = await ask(real.url, '/nowhere/at/all', held)
  assert.equal(nowhere.status, 404)
  assert.ok(nowhere.body.equals(page.body))
})
