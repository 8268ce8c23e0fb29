import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import { apiHeaders } from './headers.ts'
import { startServer } from '../testing/server.ts'

const built = join(import.meta.dirname, '../../../web/dist')
const [pages, cdn] = ['https://tasks.example.test', 'https://assets.example.test']
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { pages: built, env: { PUBLIC_URL: pages, CDN_URL: cdn, TRUST_PROXY: '127.0.0.1' } })
  // Else the first page leads elsewhere.
  await server.post('/api/v1/auth/register', { email: 'a@example.test', password: 'correct horse', name: 'A' }, { Origin: server.url })
})
after(() => server.remove())
const directives = (reply: Response) =>
  new Map(
    reply.headers
      .get('content-security-policy')
      ?.split('; ')
      .map((one) => [one.split(' ')[0] ?? '', one.split(' ').slice(1)]),
  )

test('a page names its hashed parts at the CDN, asks for each with CORS, and lets them run; the rest stays ours', async () => {
  for (const path of ['/', '/today', '/index.html']) {
    const reply = await server.request(path)
    const html = await reply.text()
    assert.doesNotMatch(html, /"\/assets\//)
    const tags = [...html.matchAll(/<[^>]*https:\/\/assets\.example\.test\/[^>]*>/g)].map(([tag]) => tag)
    assert.ok(tags.length >= 6)
    for (const tag of tags) assert.match(tag, / crossorigin/, tag)
    assert.match(html, /<link rel="preconnect" href="https:\/\/assets\.example\.test" crossorigin \/>/)
    assert.match(html, /href="\/icon\.svg"/)
    const csp = directives(reply)
    for (const name of ['script-src', 'style-src', 'font-src']) assert.deepEqual(csp.get(name), ["'self'", cdn], name)
    for (const name of ['connect-src', 'worker-src', 'manifest-src']) assert.deepEqual(csp.get(name), ["'self'"], name)
    assert.deepEqual(csp.get('img-src'), ["'self'", 'data:'])
    assert.deepEqual(csp.get('require-trusted-types-for'), ["'script'"])
  }
})

test('its service worker is told where they are, and may fetch them there', async () => {
  const reply = await server.request('/sw.js')
  const text = await reply.text()
  assert.equal(text, `self.__CDN="${cdn}";${readFileSync(join(built, 'sw.js'), 'utf8')}`)
  const csp = directives(reply)
  assert.deepEqual(csp.get('connect-src'), ["'self'", cdn])
  assert.deepEqual(csp.get('script-src'), ["'self'"])
  assert.equal(reply.headers.get('cache-control'), 'no-cache')
})

test('parts may be used by our pages from there, and by nobody else; an answer of the API by nobody', async () => {
  const names = readdirSync(join(built, 'assets')).filter((name) => /\.(?:js|css|woff2)$/.test(name))
  for (const name of names) {
    const reply = await server.request(`/assets/${name}`, { headers: { Origin: 'https://evil.test' } })
    assert.equal(reply.status, 200)
    assert.equal(reply.headers.get('access-control-allow-origin'), pages)
    assert.equal(reply.headers.get('timing-allow-origin'), pages)
    assert.equal(reply.headers.get('cross-origin-resource-policy'), 'cross-origin')
    assert.equal(reply.headers.get('access-control-allow-credentials'), null)
    assert.equal(reply.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    await reply.arrayBuffer()
  }
  for (const path of ['/api/v1/me', '/api/nothing', '/', '/icon.svg', '/sw.js', '/assets/gone.js']) {
    const reply = await server.request(path)
    assert.equal(reply.headers.get('access-control-allow-origin'), null, path)
    assert.equal(reply.headers.get('cross-origin-resource-policy'), 'same-origin', path)
    if (path.startsWith('/api/')) assert.equal(reply.headers.get('content-security-policy'), apiHeaders['Content-Security-Policy'])
    await reply.arrayBuffer()
  }
})

test('what was altered is packed anew, in every form', async () => {
  const { request } = await import('node:http')
  for (const path of ['/', '/sw.js']) {
    const packed = await new Promise<Buffer>((resolve, reject) => {
      request(server.url + path, { headers: { 'Accept-Encoding': 'br' } }, (reply) => {
        const parts: Buffer[] = []
        assert.equal(reply.headers['content-encoding'], 'br')
        reply.on('data', (part: Buffer) => parts.push(part))
        reply.on('end', () => resolve(Buffer.concat(parts)))
      })
        .on('error', reject)
        .end()
    })
    assert.equal(brotliDecompressSync(packed).toString(), await (await server.request(path)).text())
  }
})

test('no file of the build starts a worker from where its own code came from', () => {
  const { own } = JSON.parse(readFileSync(join(built, '.builds.json'), 'utf8')) as { own: readonly string[] }
  const scripts = own.filter((name) => name.endsWith('.js')).map((name) => readFileSync(join(built, name), 'utf8'))
  assert.ok(scripts.some((code) => /new Worker\(new URL\([^)]+,location\.origin\)/.test(code)))
  for (const code of scripts) assert.doesNotMatch(code, /new (?:Shared)?Worker\(new URL\([^)]*import\.meta/)
})
