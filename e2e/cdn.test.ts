import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { prepareFront, serverName, withoutNginx, nginx } from '../deploy/nginx/testing/front.ts'
import { runMuster } from '../apps/server/src/testing/process.ts'
import { freePort } from '../scripts/testing/free-port.ts'
import { runNginx } from '../scripts/testing/nginx.ts'
import { expect, launchBrowser, openPage } from './muster.ts'
import { add, register, rows, saved } from './people.ts'

const cdnName = 'assets.example.test'

/** An nginx that plays a CDN: it fetches from our own address what it has not stored, hands out what it has, and writes down what it is asked, and with which cookies. */
const cdnConfiguration = (
  folder: string,
  port: number,
  httpsPort: number,
  files: { readonly certificate: string; readonly key: string },
  authority: string,
) => `
pid '${folder}/nginx.pid';
error_log '${folder}/error.log';
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 256; }
http {
  log_format asked escape=json '{"path":"$request_uri","cookies":"$http_cookie","status":$status,"from":"$upstream_cache_status"}';
  access_log '${folder}/access.log' asked;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path '${folder}/${name}';`).join('\n  ')}
  proxy_cache_path '${folder}/cache' keys_zone=cdn:1m;
  server {
    listen 127.0.0.1:${port} ssl http2;
    server_name ${cdnName};
    ssl_certificate '${files.certificate}';
    ssl_certificate_key '${files.key}';
    location / {
      proxy_cache cdn;
      proxy_cache_key '$request_uri $http_accept_encoding';
      proxy_set_header Host ${serverName}:${httpsPort};
      proxy_set_header Cookie '';
      proxy_ssl_server_name on;
      proxy_ssl_name ${serverName};
      proxy_ssl_trusted_certificate '${authority}';
      proxy_ssl_verify on;
      proxy_pass https://127.0.0.1:${httpsPort};
    }
  }
}
`

test('with CDN_URL the parts of pages come from there, and nothing else does; offline it works as ever', { skip: withoutNginx }, async (t) => {
  const front = await prepareFront(t)
  const cdnPort = await freePort()
  const cdn = `https://${cdnName}:${cdnPort}`
  const muster = await runMuster({ DATA_DIR: join(front.folder, 'data'), PUBLIC_URL: front.origin, CDN_URL: cdn })
  t.after(() => muster.child.kill('SIGKILL'))
  assert.ok(muster.url, muster.said())
  const inFront = await front.start([Number(new URL(muster.url).port)], { cdnOrigin: cdn })
  const files = await front.authority.certificateFor([cdnName])
  const edge = await runNginx(nginx ?? '', (folder) => cdnConfiguration(folder, cdnPort, front.httpsPort, files, front.authority.file), [cdnPort])
  t.after(() => edge.close())
  const browser = await launchBrowser('--host-resolver-rules=MAP *.example.test 127.0.0.1', '--ignore-certificate-errors')
  t.after(() => browser.close())
  const context = await browser.newContext()
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))

  const { page, faults } = await openPage(context, front.origin, /status of 401/, /net::ERR_\w+/)
  await register(page, 'cdn@example.test')
  await add(page, 'By way of a CDN')
  await saved(page)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  const stored = () =>
    page.evaluate(async () => {
      const names = await caches.keys()
      const keys = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))
      return keys.flat()
    })
  const parts = (await stored()).filter((url) => url.includes('/assets/'))
  // And what workers import.
  const isWorker = (url: string) => /\/assets\/(?:main|markdown-worker|compaction)-[^/]+\.js$/.test(url)
  assert.ok(parts.length > 20)
  for (const url of parts) assert.equal(new URL(url).origin, isWorker(url) ? front.origin : cdn, url)
  assert.equal(parts.filter(isWorker).length, 3)

  // From there came parts of pages, each of them, and nothing of who asked; from us what has no hash, and the workers.
  for (const url of asked) {
    const { origin, pathname } = new URL(url)
    assert.ok(origin === cdn ? pathname.startsWith('/assets/') && !isWorker(url) : origin === front.origin, url)
    if (origin === front.origin && pathname.startsWith('/assets/')) assert.ok(isWorker(url), `${url} came from us`)
  }
  assert.ok(asked.some((url) => url.startsWith(`${cdn}/assets/index-`)))
  assert.ok(asked.some((url) => url.startsWith(`${cdn}/assets/`) && url.endsWith('.woff2')))
  for (const { path, cookies, status } of edge.said()) {
    assert.match(String(path), /^\/assets\/[\w.-]+$/)
    assert.deepEqual([cookies, status], ['', 200], String(path))
  }

  // Neither we nor the CDN answer any more.
  await edge.close()
  await inFront.close()
  await page.reload()
  await expect(rows(page)).toHaveText([/By way of a CDN/])
  await add(page, 'Offline')
  await expect(rows(page)).toHaveText([/By way of a CDN/, /Offline/])
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})
