import assert from 'node:assert/strict'
import { mkdtempSync, openSync, readSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runMuster } from '../../testing/process.ts'
import { startServer } from '../../testing/server.ts'

const codeOf = async (reply: Response) => ((await reply.json()) as { code: string }).code

test('damage that is met while it runs is a coded problem, is logged, and ends the readiness', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const logged = t.mock.method(console, 'error', () => {})
  const person = await server.register()
  const database = server.context.sqlite?.database ?? assert.fail('not over SQLite')
  database.pragma('wal_checkpoint(TRUNCATE)')
  assert.equal((await server.request('/readyz')).status, 200)
  const pages = database.pragma('page_count', { simple: true }) as number
  // Not closed: that would take its locks away from the database.
  const file = openSync(join(server.dataDir, 'muster.db'), 'r+')
  const whole = Buffer.alloc(pages * 4_096)
  readSync(file, whole, 0, whole.length, 0)
  writeSync(file, Buffer.alloc(whole.length - 4_096, 0xa5), 0, whole.length - 4_096, 4_096)
  database.pragma('shrink_memory')
  const reply = await person.pull()
  assert.deepEqual([reply.status, await codeOf(reply)], [500, 'damaged'])
  assert.match(String(logged.mock.calls[0]?.arguments[0]), /muster\.db is damaged.+npx muster restore/)
  // Also once it reads well again: what else is damaged is not known.
  writeSync(file, whole, 0, whole.length, 0)
  database.pragma('shrink_memory')
  assert.equal((await person.pull()).status, 200)
  assert.equal(await codeOf(await server.request('/readyz')), 'damaged')
  assert.equal((await server.request('/healthz')).status, 200)
})

test('text that was damaged inside of a row is damage, too, and is not told', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const logged = t.mock.method(console, 'error', () => {})
  const person = await server.register()
  server.context.sqlite?.database.exec(`UPDATE docs SET json = replace(json, '"', 'secret')`)
  const reply = await person.pull()
  assert.deepEqual([reply.status, await codeOf(reply)], [500, 'damaged'])
  assert.equal(await codeOf(await server.request('/readyz')), 'damaged')
  assert.doesNotMatch(String(logged.mock.calls[0]?.arguments[0]), /secret/)
})

test('a database that is taken away, replaced or emptied under a server ends the readiness', async (t) => {
  for (const change of ['away', 'replaced', 'emptied']) {
    const server = await startServer()
    t.after(() => server.remove())
    t.mock.method(console, 'error', () => {})
    const file = join(server.dataDir, 'muster.db')
    if (change !== 'emptied') renameSync(file, `${file}.gone`)
    if (change !== 'away') writeFileSync(file, change === 'emptied' ? '' : 'something')
    assert.equal(await codeOf(await server.request('/readyz')), 'damaged', change)
    t.mock.restoreAll()
  }
})

test('readiness reads by key: it counts nobody, however many there are', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const { store } = server.context
  for (const name of ['count', 'list', 'owned', 'all'] as const) Object.assign(store, { [name]: () => assert.fail(`${name} was read`) })
  assert.equal((await server.request('/readyz')).status, 200)
})

test('a limit on the size of files is a full disk: 507, while reads go on', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-limit-'))
  const { child, url, said } = await runMuster({ DATA_DIR: dataDir }, ['bash', '-c', 'ulimit -f 1024 && exec "$0" "$@"'])
  t.after(() => {
    child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })
  if (url === undefined) throw new Error(said())
  const register = (n: number) =>
    fetch(`${url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: url },
      body: JSON.stringify({ email: `n${n}@example.test`, password: 'correct horse', name: 'Somebody' }),
    })
  let reply = await register(0)
  const Cookie = reply.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')
  for (let n = 1; reply.status === 201 && n < 200; n++) reply = await register(n)
  assert.deepEqual([reply.status, await codeOf(reply)], [507, 'storage_full'])
  assert.equal((await fetch(`${url}/api/v1/me`, { headers: { Cookie } })).status, 200)
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
})
