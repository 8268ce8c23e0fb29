import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { freePort } from '../../../../scripts/testing/free-port.ts'
import { runMuster } from '../testing/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-metrics-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Reads the text format as its grammar has it (Prometheus, 0.0.4); what does not fit fails the test. */
const parse = (text: string): ReadonlyMap<string, number> => {
  assert.ok(text.endsWith('\n'))
  const types = new Map<string, string>()
  const values = new Map<string, number>()
  for (const line of text.slice(0, -1).split('\n')) {
    const [, told, name = '', rest] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (\S.*)$/.exec(line) ?? []
    if (told === 'TYPE') {
      assert.ok(!types.has(name), `${name} is told of twice`)
      assert.match(rest ?? '', /^(?:counter|gauge|summary)$/)
      types.set(name, rest ?? '')
    }
    if (told) continue
    const sample = /^([a-zA-Z_:][\w:]*)(\{[a-zA-Z_]\w*="[^"\\\n]*"(?:,[a-zA-Z_]\w*="[^"\\\n]*")*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line)
    assert.ok(sample, line)
    const [, full = '', labels = '', value] = sample
    const family = types.has(full) ? full : full.replace(/_(?:sum|count)$/, '')
    assert.ok(types.has(family), `${full} has no type`)
    if (types.get(family) === 'counter') assert.ok(family.endsWith('_total'), family)
    assert.ok(!values.has(full + labels), `${full}${labels} is there twice`)
    values.set(full + labels, Number(value))
  }
  return values
}

test('what a process costs is told in the format of Prometheus, at a port of its own, to who asks for it', async (t) => {
  const port = await freePort()
  const { child, url, said, ended } = await runMuster({ DATA_DIR: join(folder, 'watched'), METRICS_PORT: String(port) })
  t.after(() => child.exitCode ?? child.kill('SIGKILL'))
  assert.ok(url, said())
  const metrics = `http://127.0.0.1:${port}`
  const read = async () => {
    const reply = await fetch(`${metrics}/metrics`)
    assert.equal(reply.status, 200)
    assert.match(reply.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    return parse(await reply.text())
  }
  const before = await read()
  for (const path of ['/healthz', '/readyz', '/api/v1/openapi.json', '/api/v1/me', '/api/v1/nothing']) await (await fetch(url + path)).text()
  const now = await read()
  const grew = (name: string) => (now.get(name) ?? NaN) - (before.get(name) ?? NaN)
  assert.equal(grew('muster_http_answers_total{status="2xx"}'), 3)
  assert.equal(grew('muster_http_answers_total{status="4xx"}'), 2)
  assert.equal(grew('muster_http_answers_total{status="5xx"}'), 0, 'what is asked here is not counted')
  assert.ok(grew('process_cpu_seconds_total') > 0)
  assert.ok(grew('muster_event_loop_seconds_total{state="active"}') > 0)
  assert.ok((now.get('process_resident_memory_bytes') ?? 0) > 20e6)
  assert.ok((now.get('muster_http_connections') ?? 0) >= 1)
  for (const gauge of ['muster_event_streams', 'muster_http_requests_under_way', 'muster_effects_oldest_pending_seconds'])
    assert.equal(now.get(gauge), 0, gauge)
  assert.equal((await fetch(`${metrics}/`)).status, 404)
  assert.equal((await fetch(`${url}/metrics`)).status, 404, 'it is not told to who can reach the server')
  child.kill('SIGTERM')
  assert.equal(await ended, 0)
})

test('what was asked of the cache and how commits ended is counted', async (t) => {
  const port = await freePort()
  const { child, url, said } = await runMuster({ DATA_DIR: join(folder, 'counted'), METRICS_PORT: String(port) })
  t.after(() => child.kill('SIGKILL'))
  const origin = url ?? assert.fail(said())
  const post = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const reply = await fetch(origin + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: origin, ...headers },
      body: JSON.stringify(body),
    })
    assert.equal(reply.status, 201)
    return reply
  }
  const made = await post('/api/v1/auth/register', { email: 'counted@example.test', password: 'correct horse', name: 'Somebody' })
  const { user, csrfToken } = (await made.json()) as { readonly user: { readonly id: string }; readonly csrfToken: string }
  const Cookie = made.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')
  const read = async () => parse(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())
  const before = await read()
  await post(`/api/v1/spaces/${user.id}/tasks`, { title: 'Tea' }, { Cookie, 'X-CSRF-Token': csrfToken })
  for (let times = 0; times < 3; times++) assert.equal((await fetch(`${origin}/api/v1/spaces/${user.id}/tasks`, { headers: { Cookie } })).status, 200)
  const now = await read()
  const grew = (labels: string) => (now.get(labels) ?? NaN) - (before.get(labels) ?? NaN)
  assert.equal(grew('muster_commits_total{outcome="committed"}'), 1)
  assert.equal(grew('muster_commits_total{outcome="conflict"}'), 0)
  assert.equal(grew('muster_cache_asks_total{layer="process",found="yes"}'), 2)
  assert.ok(grew('muster_cache_asks_total{layer="process",found="no"}') >= 1)
  assert.equal(grew('muster_cache_asks_total{layer="shared",found="no"}'), 0, 'there is none')
})

test('a port for it that cannot be had is told, with the other one that is taken', async (t) => {
  const first = await runMuster({ DATA_DIR: join(folder, 'first') })
  t.after(() => first.child.kill('SIGKILL'))
  const { port } = new URL(first.url ?? assert.fail(first.said()))
  const metrics = await freePort()
  const second = await runMuster({ DATA_DIR: join(folder, 'second'), METRICS_PORT: String(metrics) })
  t.after(() => second.child.kill('SIGKILL'))
  const third = await runMuster({ DATA_DIR: join(folder, 'third'), PORT: port, METRICS_PORT: String(metrics) })
  assert.equal(await third.ended, 78)
  assert.match(third.said(), new RegExp(`^Port ${port} is taken.+: PORT=\\d+ npm start\nPort ${metrics} is taken.+: METRICS_PORT=\\d+ npm start\n$`))
})
