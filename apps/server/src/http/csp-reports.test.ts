import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
let clock = Date.parse('2026-03-01T10:00:00.000Z')
before(async () => {
  server = await startServer(undefined, { now: () => new Date(clock) })
})
after(() => server.remove())

const report = {
  'document-uri': 'http://127.0.0.1/',
  'blocked-uri': 'inline',
  'effective-directive': 'script-src-elem',
  'line-number': 7,
  disposition: 'enforce',
}
const send = (path = '/api/v1/csp-reports', more: Record<string, string> = {}, said: object = report) =>
  server.request(path, {
    method: 'POST',
    headers: { Origin: server.url, 'Content-Type': 'application/csp-report', ...more },
    body: JSON.stringify({ 'csp-report': said }),
  })

test('a report is a line in the log; so many a minute, and the rest is counted', async (t) => {
  const said: string[] = []
  t.mock.method(console, 'warn', (line: string) => void said.push(line))
  assert.equal((await send()).status, 204)
  assert.deepEqual(JSON.parse(said[0] ?? ''), { csp: 'blocked', directive: 'script-src-elem', blocked: 'inline', page: 'http://127.0.0.1/', line: 7 })
  for (let n = 0; n < 29; n++) assert.equal((await send()).status, 204)
  assert.equal(said.length, 20)
  clock += 60_000
  assert.equal((await send()).status, 204)
  assert.deepEqual(JSON.parse(said[20] ?? ''), { csp: 'more', untold: 10 })
  assert.equal(said.length, 22)
})

test('nothing else is taken as a report, and no report from another site', async () => {
  assert.equal((await send('/api/v1/auth/login')).status, 415)
  assert.equal((await send(undefined, { Origin: 'https://elsewhere.test' })).status, 403)
})

test('of an address only its pattern is written down: no token, no id, no query', async (t) => {
  const said: string[] = []
  t.mock.method(console, 'warn', (line: string) => void said.push(line))
  clock += 60_000
  const told = async (page: string, more: object = {}) => {
    said.length = 0
    assert.equal((await send(undefined, {}, { ...report, 'document-uri': page, ...more })).status, 204)
    const line = said.findLast((one) => one.includes('blocked')) ?? ''
    assert.doesNotMatch(line, /secret/)
    return JSON.parse(line) as { page: string; source?: string; blocked: string; directive: string }
  }
  for (const [page, pattern] of [
    ['https://a.test/join/secret.secret', 'https://a.test/join/:token'],
    ['https://user:secret@a.test/join/secret?secret#secret', 'https://a.test/join/:token'],
    ['https://a.test/list/secret', 'https://a.test/list/:id'],
    ['https://a.test/today?q=secret', 'https://a.test/today'],
    ['https://a.test/secret/secret', 'https://a.test/*'],
    ['https://a.test//join/secret', 'https://a.test/*'],
    ['https://a.test/join/secret/', 'https://a.test/join/:token/*'],
    ['https://a.test/join/secret/secret/secret', 'https://a.test/join/:token/*'],
    ['data:text/html,secret', 'data:'],
    ['secret secret', 'unreadable'],
    ['/join/secret', 'unreadable'],
  ] as const)
    assert.equal((await told(page)).page, pattern)
  const more = await told('https://a.test/', {
    'source-file': 'https://a.test/assets/main-1.js?secret',
    'blocked-uri': 'https://b.test/secret?secret',
    'effective-directive': 'script-src secret',
    referrer: 'https://a.test/join/secret',
  })
  assert.deepEqual([more.source, more.blocked, more.directive], ['https://a.test/assets/main-1.js', 'https://b.test/*', 'unreadable'])
})
