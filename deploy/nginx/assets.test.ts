import assert from 'node:assert/strict'
import { request } from 'node:http'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { until } from '../../apps/server/src/testing/listen.ts'
import { runMuster } from '../../apps/server/src/testing/process.ts'
import { findBrotli } from './installed.ts'
import { startEcho } from './testing/echo.ts'
import { dist, prepareFront, serverName, withoutNginx } from './testing/front.ts'

const skip = withoutNginx
const coded: readonly (readonly [string, string | undefined])[] = [
  ['gzip, deflate, br, zstd', findBrotli() ? 'br' : 'gzip'],
  ['gzip', 'gzip'],
  ['gzip;q=0', undefined],
  ['identity', undefined],
]
/** What each says for itself: when, by whom, and of which form of the file. */
const own = new Set(['date', 'server', 'connection', 'keep-alive', 'etag', 'last-modified', 'content-length', 'accept-ranges'])

for (const cdn of [undefined, 'https://assets.example.test'])
  test(`nginx sends parts of pages from disk as an instance would${cdn ? ', also for a CDN' : ''}`, { skip }, async (t) => {
    const front = await prepareFront(t)
    const muster = await runMuster({ DATA_DIR: join(front.folder, 'data'), PUBLIC_URL: front.origin, ...(cdn ? { CDN_URL: cdn } : {}) })
    t.after(() => muster.child.kill('SIGKILL'))
    const { port } = new URL(muster.url ?? assert.fail(muster.said()))
    const nginx = await front.start([Number(port)], cdn ? { cdnOrigin: cdn } : {})
    const fromInstance = (path: string, headers: Readonly<Record<string, string>>) =>
      new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path, headers: { Host: serverName, ...headers } }, (reply) => {
          reply.resume().on('end', () => resolve(reply.headers))
        })
          .on('error', reject)
          .end()
      })
    const names = readdirSync(join(dist, 'assets')).filter((name) => !/\.(?:br|gz)$/.test(name))
    assert.ok(names.length > 20)
    let packed = 0
    for (const name of names)
      for (const [accept, coding] of coded) {
        const path = `/assets/${name}`
        // As a CDN asks, which says that it is one.
        const headers = { 'Accept-Encoding': accept, Via: '2 cdn.example.test' }
        const told = await front.bytes(path, { headers })
        assert.equal(told.status, 200, path)
        const said = told.headers['content-encoding']
        if (said !== undefined) packed++
        assert.ok(
          said === coding || (said === undefined && readFileSync(join(dist, 'assets', name)).length < 400) || name.endsWith('.woff2'),
          `${path}: ${String(said)}`,
        )
        const body = said === 'br' ? brotliDecompressSync(told.body) : said === 'gzip' ? gunzipSync(told.body) : told.body
        assert.ok(body.equals(readFileSync(join(dist, 'assets', name))), path)
        const plain = (of: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(of).filter(([one]) => !own.has(one)))
        const theirs = plain(await fromInstance(path, headers))
        // What was not packed does not depend on who takes what: nginx does not say so.
        assert.deepEqual({ vary: 'Accept-Encoding', ...plain(told.headers) }, theirs, path)
      }
    assert.ok(packed > names.length)
    await until('all is written down', () => nginx.said().length === names.length * coded.length)
    assert.equal(nginx.said().filter(({ instance }) => instance !== '').length, 0, 'an instance was asked')
  })

test('packed forms have no address of their own; what is not on disk is asked of an instance, and so is what names the build', { skip }, async (t) => {
  const front = await prepareFront(t)
  const echo = await startEcho(t)
  await front.start([echo.port])
  for (const path of [
    '/',
    '/index.html',
    '/sw.js',
    '/icon.svg',
    '/.builds.json',
    '/assets/',
    '/assets',
    '/assets/look-1.js.br',
    '/assets/of-another-build.js',
    '/assets/x/look-1.js',
  ]) {
    await front.ask(path)
    assert.equal(echo.last()?.url, path)
  }
  const { length } = echo.heard
  assert.equal((await front.ask('/assets/look-1.js', { headers: { Range: 'bytes=0-3' } })).status, 200)
  assert.equal(echo.heard.length, length)
})
