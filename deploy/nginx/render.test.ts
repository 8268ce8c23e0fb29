import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { scaledDrainMs } from '../../apps/server/src/config.ts'
import { usualTimes } from '../../apps/server/src/http/connections.ts'
import { makeAuthority } from '../../scripts/testing/certificates.ts'
import { settingsOf } from './command.ts'
import { renderNginx } from './render.ts'
import { faultsOf, NginxFaults, usualFailSeconds, type NginxSettings } from './settings.ts'
import { dist, nginx, withoutNginx } from './testing/front.ts'

const good: NginxSettings = {
  folder: '/var/lib/muster-nginx',
  httpPort: 80,
  httpsPort: 443,
  serverName: 'tasks.example.org',
  certificate: '/etc/tls/site.pem',
  key: '/etc/tls/site.key',
  apiPorts: [3001, 3002],
  assets: '/srv/muster/apps/web/dist',
}
const codesOf = (settings: NginxSettings) => faultsOf(settings).map(({ code }) => code)

test('settings that cannot work are refused, each by its name, all at once', () => {
  assert.deepEqual(codesOf(good), [])
  for (const [change, code] of [
    [{ folder: 'relative' }, 'nginx_folder'],
    [{ folder: "/a';\nload_module x" }, 'nginx_folder'],
    [{ key: '/a/$key' }, 'nginx_key'],
    [{ certificate: '' }, 'nginx_certificate'],
    [{ assets: '/a/{b}' }, 'nginx_assets'],
    [{ httpPort: 0 }, 'nginx_httpPort'],
    [{ httpPort: Number.NaN }, 'nginx_httpPort'],
    [{ httpsPort: 80 }, 'nginx_httpsPort'],
    [{ httpsPort: 65_536 }, 'nginx_httpsPort'],
    [{ serverName: '' }, 'nginx_serverName'],
    [{ serverName: 'Tasks.example.org' }, 'nginx_serverName'],
    [{ serverName: '*.example.org' }, 'nginx_serverName'],
    [{ serverName: '~^x' }, 'nginx_serverName'],
    [{ serverName: 'a b' }, 'nginx_serverName'],
    [{ serverName: 'tasks.example.org:443' }, 'nginx_serverName'],
    [{ apiPorts: [] }, 'nginx_apiPorts'],
    [{ apiPorts: [3001, 3001] }, 'nginx_apiPorts'],
    [{ apiPorts: [1.5] }, 'nginx_apiPorts'],
    [{ apiPorts: [443] }, 'nginx_apiPorts'],
    [{ apiPorts: Array.from({ length: 257 }, (_, n) => 3_000 + n) }, 'nginx_apiPorts'],
    [{ cdnOrigin: 'http://assets.example.org' }, 'nginx_cdnOrigin'],
    [{ cdnOrigin: 'https://assets.example.org/' }, 'nginx_cdnOrigin'],
    [{ cdnOrigin: 'https://user@assets.example.org' }, 'nginx_cdnOrigin'],
    [{ workers: 0 }, 'nginx_workers'],
    [{ apiHost: 'a;b' }, 'nginx_apiHost'],
    [{ user: 'root; ' }, 'nginx_user'],
    [{ addresses: ['10.0.0.0/8'] }, 'nginx_addresses'],
    [{ trustedProxies: ['everybody'] }, 'nginx_trustedProxies'],
    [{ keepAliveMs: usualTimes.idleMs }, 'nginx_keepAliveMs'],
    [{ connections: 1 }, 'nginx_connections'],
    [{ failSeconds: 0 }, 'nginx_failSeconds'],
  ] as const)
    assert.deepEqual(codesOf({ ...good, ...change }), [code], JSON.stringify(change))
  assert.throws(
    () => renderNginx({ ...good, serverName: '', apiPorts: [] }),
    (error) => error instanceof NginxFaults && error.faults.length === 2,
  )
  assert.deepEqual(codesOf({ ...good, keepAliveMs: usualTimes.idleMs - 1 }), [])
})

test('no text of a setting gets out of where it stands', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom("/a'b", '/a"b', '/a\\', '/a;b', '/a{', '/a}', '/a#b', '/a$b', '/a\nb', '/a b'))
  const name = fc.constantFrom('folder', 'certificate', 'key', 'assets', 'serverName', 'apiHost', 'user', 'cdnOrigin', 'brotliModule', 'challenges')
  const lines = renderNginx({
    ...good,
    apiHost: '10.0.0.1',
    user: 'nobody',
    cdnOrigin: 'https://a.example.org',
    brotliModule: '/m.so',
    challenges: '/c',
  }).split('\n').length
  fc.assert(
    fc.property(name, text, (setting, value) => {
      try {
        const made = renderNginx({
          ...good,
          apiHost: '10.0.0.1',
          user: 'nobody',
          cdnOrigin: 'https://a.example.org',
          brotliModule: '/m.so',
          challenges: '/c',
          [setting]: value,
        })
        assert.equal(made.split('\n').length, lines)
        assert.doesNotMatch(value, /["'\\;{}$#\n\r\0]/)
      } catch (error) {
        if (!(error instanceof NginxFaults)) throw error
      }
    }),
    { numRuns: 500 },
  )
})

test('a real nginx takes what is made, of few settings and of many', { skip: withoutNginx }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster render '))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const files = await (await makeAuthority(folder)).certificateFor(['tasks.example.org'])
  const least = { ...good, ...files, folder, assets: dist, httpPort: 18_080, httpsPort: 18_443 }
  const long = `${`${'x'.repeat(60)}.`.repeat(4)}org`
  for (const settings of [
    least,
    { ...least, serverName: long },
    { ...least, apiPorts: Array.from({ length: 256 }, (_, n) => 20_000 + n) },
    { ...least, apiHost: '::1', addresses: ['127.0.0.1', '[::1]'], trustedProxies: ['10.0.0.0/8', '2001:db8::/32'], cdnOrigin: 'https://assets.example.org' },
    { ...least, challenges: folder, workers: 3, connections: 1_024, streamsPerAddress: 5, keepAliveMs: 100, failSeconds: 1, shutdownSeconds: 5 },
  ] satisfies NginxSettings[]) {
    const path = join(folder, 'muster.conf')
    writeFileSync(path, renderNginx(settings))
    const { stderr, status } = spawnSync(nginx ?? '', ['-t', '-q', '-c', path, '-e', join(folder, 'error.log')], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    // Nothing is merely warned of; who is not root cannot raise its limits, and is told so.
    assert.equal(
      stderr
        .split('\n')
        .filter((line) => line !== '' && !line.includes('worker_connections exceed'))
        .join('\n'),
      '',
    )
  }
})

test('the command prints a configuration, or what is wrong in a line for each and 78', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-render-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const { certificate, key } = await (await makeAuthority(folder)).certificateFor(['tasks.example.org'])
  const command = join(import.meta.dirname, 'render.ts')
  const words = ['--server-name', 'tasks.example.org', '--ports', '3001-3003,3010', '--certificate', certificate, '--key', key, '--folder', folder]
  assert.deepEqual(settingsOf(words).apiPorts, [3001, 3002, 3003, 3010])
  const printed = execFileSync(process.execPath, [command, ...words], { encoding: 'utf8' })
  assert.match(printed, /server 127\.0\.0\.1:3010 max_fails=3 fail_timeout=2s;/)
  for (const [wrong, said] of [
    [['--ports', '3-1'], /^nginx_arguments: --ports 3-1 ends before it begins\.$/m],
    [['--ports', 'all'], /^nginx_arguments: --ports takes ports and ranges/m],
    [['--nonsense'], /^nginx_arguments: .*--nonsense/m],
    [['--key', '/nowhere'], /^nginx_key: \/nowhere cannot be read\.$/m],
    [['--folder', '/nowhere'], /^nginx_folder: \/nowhere is missing/m],
    [['--http-port', 'x'], /^nginx_httpPort: NaN is no port/m],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words, ...wrong], { encoding: 'utf8' })
    assert.deepEqual([status, stdout], [78, ''], stderr)
    assert.match(stderr, said)
  }
})

test('one that was reloaded is asked again before the next one goes', () => {
  assert.ok(usualFailSeconds * 1_000 <= scaledDrainMs - 1_000)
})
