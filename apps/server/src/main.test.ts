import assert from 'node:assert/strict'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import Database from 'better-sqlite3'
import { createSqliteStore } from './adapters/sqlite/store.ts'
import { runMuster } from './testing/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-main-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const fresh = () => mkdtempSync(join(folder, 'data-'))

/** Runs the server with a faulty set-up until it gives up. */
const refusal = async (env: Record<string, string>) => {
  const { ended, said } = await runMuster({ DATA_DIR: join(folder, 'data'), ...env })
  const code = await ended
  assert.ok(!/\n\s+at /.test(said()), `a stack trace: ${said()}`)
  assert.equal(code, 78, said())
  return said()
}
/** Runs the server; it is killed at the end of the test if it still runs. */
const serve = async (t: TestContext, env: Record<string, string> = {}) => {
  const { child, url, ended, said } = await runMuster({ DATA_DIR: fresh(), ...env })
  t.after(() => child.exitCode ?? child.kill('SIGKILL'))
  if (url === undefined) throw new Error(said())
  const register = async () => {
    const reply = await fetch(`${url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: url },
      body: JSON.stringify({ email: 'someone@example.test', password: 'correct horse', name: 'Somebody' }),
    })
    assert.equal(reply.status, 201)
    return {
      Cookie: reply.headers
        .getSetCookie()
        .map((set) => set.split(';')[0])
        .join('; '),
    }
  }
  return { child, url, ended, register }
}

test('all faults of the configuration are told at once, each in a line', async () => {
  const faults = {
    PORT: 'many',
    DRAIN_MS: '-1',
    REGISTRATION: 'maybe',
    HOST: '0.0.0.0',
    STORE_URL: 'redis:',
    SECRETS: 'short',
    PUBLIC_URL: 'http://x',
    SMTP_URL: 'mail',
  }
  const said = await refusal({ ...faults, REGISTRATON: 'open', MUSTER_PORT: '1' })
  for (const name of [...Object.keys(faults), 'MAIL_FROM', 'REGISTRATON', 'MUSTER_PORT']) assert.match(said, new RegExp(`^${name}`, 'm'))
  const empty = join(folder, 'empty')
  writeFileSync(empty, '')
  const more = await refusal({ PORT: '65536', SECRETS_FILE: empty, STORE_URL: 'sqlite:', PUBLIC_URL: 'https://x.test/below' })
  for (const name of ['PORT', 'SECRETS_FILE', 'STORE_URL', 'PUBLIC_URL']) assert.match(more, new RegExp(`^${name}`, 'm'))
  const once = await refusal({ PUBLIC_URL: 'https://*', SECRETS: 'a'.repeat(32), TRUST_PROXY: '1' })
  for (const name of ['PUBLIC_URL', 'SECRETS', 'TRUST_PROXY']) assert.match(once, new RegExp(`^${name}`, 'm'))
  assert.match(await refusal({ STORE_URL: 'mongodb://127.0.0.1' }), /SECRETS or SECRETS_FILE is needed/)
  assert.match(await refusal({ STORE_URL: 'mongodb://', SECRETS: 'long enough to sign with, and more' }), /no address of a MongoDB/)
  assert.ok(!existsSync(join(folder, 'data', 'muster.db')), 'nothing was begun')
})

test('an address beyond this machine without https is refused, with the way to try it from a phone', async () => {
  assert.match(await refusal({ HOST: '192.168.0.2' }), /phone at home.+docs\/self-hosting\.md/)
  assert.match(await refusal({ HOST: '203.0.113.7', PUBLIC_URL: 'https://tasks.example.test' }), /HOST=203\.0\.113\.7 is no address of this machine/)
})

test('a port that is taken', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.after(() => other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  assert.match(await refusal({ PORT: String(port) }), new RegExp(`^Port ${port} is taken.+ PORT=\\d+ npm start`))
})

test('a data folder that another Muster uses: that one goes on', async (t) => {
  const dataDir = fresh()
  const first = await serve(t, { DATA_DIR: dataDir })
  const headers = await first.register()
  assert.match(await refusal({ DATA_DIR: dataDir }), /in use by another Muster/)
  assert.equal((await fetch(`${first.url}/api/v1/me`, { headers })).status, 200)
})

test('a database that a newer Muster wrote, or that is of something else, is left as it is', async () => {
  for (const [version, sentence] of [
    [999, /newer Muster/],
    [0, /something else/],
  ] as const) {
    const dataDir = fresh()
    const file = join(dataDir, 'muster.db')
    const db = new Database(file)
    db.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)')
    db.pragma(`user_version = ${version}`)
    db.close()
    const before = readFileSync(file)
    assert.match(await refusal({ DATA_DIR: dataDir }), sentence)
    assert.ok(before.equals(readFileSync(file)))
  }
})

test('a data folder that cannot be one: a file in its way, or in the way of what it holds', async () => {
  const file = join(folder, 'plain')
  writeFileSync(file, 'text')
  for (const dataDir of [file, join(file, 'below'), '/dev/null/x']) assert.match(await refusal({ DATA_DIR: dataDir }), /DATA_DIR/)
  for (const name of ['muster.db', 'secrets', 'control.sock']) {
    const dataDir = fresh()
    mkdirSync(join(dataDir, name))
    const said = await refusal({ DATA_DIR: dataDir })
    assert.ok(said.startsWith(join(dataDir, name)), said)
  }
  assert.equal(readFileSync(file, 'utf8'), 'text')
})

test('a database or a key that is none is told of, and not written over', async () => {
  for (const [name, text, sentence] of [
    ['muster.db', 'this is not a database, but a letter of some length '.repeat(30), /not a Muster database/],
    ['secrets', '', /holds no key/],
    ['secrets', 'short', /holds no key/],
    ['secrets', `${'k'.repeat(43)}\nshort\n`, /holds a line that is no key/],
  ] as const) {
    const dataDir = fresh()
    writeFileSync(join(dataDir, name), text)
    assert.match(await refusal({ DATA_DIR: dataDir }), sentence)
    assert.equal(readFileSync(join(dataDir, name), 'utf8'), text)
  }
})

test('a database that has gone or was emptied, where there was one, is no new one', async (t) => {
  for (const lost of ['missing', 'empty', 'missing with its log left']) {
    const dataDir = fresh()
    const file = join(dataDir, 'muster.db')
    const first = await serve(t, { DATA_DIR: dataDir })
    await first.register()
    if (lost.endsWith('left')) copyFileSync(`${file}-wal`, `${file}-kept`)
    first.child.kill('SIGTERM')
    assert.equal(await first.ended, 0)
    rmSync(file)
    if (lost === 'empty') writeFileSync(file, '')
    if (lost.endsWith('left')) {
      renameSync(`${file}-kept`, `${file}-wal`)
      rmSync(join(dataDir, 'secrets'))
    }
    const before = readdirSync(dataDir)
    assert.match(await refusal({ DATA_DIR: dataDir }), new RegExp(`${file} is ${lost.slice(0, 5)}.+npx muster restore`))
    assert.deepEqual(readdirSync(dataDir), before)
    if (lost === 'empty') assert.equal(statSync(file).size, 0)
  }
})

test('random bytes in the middle of a database are told of at the start, and nothing is written over', async (t) => {
  for (const clean of [true, false]) {
    const dataDir = fresh()
    const file = join(dataDir, 'muster.db')
    const { child, ended, register } = await serve(t, { DATA_DIR: dataDir })
    await register()
    child.kill('SIGTERM')
    await ended
    const store = createSqliteStore(file)
    for (let n = 0; n < 200; n++) await store.insert({ table: 'emails', key: `${n}@x`, owner: 'x', value: 'x'.repeat(3_000) })
    store.database.pragma('wal_checkpoint(TRUNCATE)')
    await store.insert({ table: 'emails', key: 'last@x', owner: 'x', value: 'x' })
    const log = readFileSync(`${file}-wal`)
    await store.close()
    const bytes = readFileSync(file)
    randomBytes(3 * 4_096).copy(bytes, Math.floor(bytes.length / 8_192) * 4_096)
    writeFileSync(file, bytes)
    if (!clean) writeFileSync(`${file}-wal`, log)
    assert.match(await refusal({ DATA_DIR: dataDir }), /muster\.db is damaged.+npx muster restore/)
    assert.ok(bytes.equals(readFileSync(file)))
    if (!clean) assert.ok(log.equals(readFileSync(`${file}-wal`)))
  }
})

test('what is stored is for its owner alone, also in a folder that others may look into', async (t) => {
  const dataDir = fresh()
  chmodSync(dataDir, 0o755)
  const first = await serve(t, { DATA_DIR: dataDir })
  await first.register()
  const modes = () => ['muster.db', 'muster.db-wal', 'secrets'].map((name) => statSync(join(dataDir, name)).mode & 0o777)
  assert.deepEqual(modes(), [0o600, 0o600, 0o600])
  first.child.kill('SIGKILL')
  await first.ended
  for (const name of ['muster.db', 'muster.db-wal', 'secrets']) chmodSync(join(dataDir, name), 0o644)
  await serve(t, { DATA_DIR: dataDir })
  assert.deepEqual(modes(), [0o600, 0o600, 0o600], 'of one that was there, too')
})

test('asked to end: not ready at once, but serving until it was noticed; signals of one moment are one, a later one forces', async (t) => {
  const { child, url, ended, register } = await serve(t, { DRAIN_MS: '60000' })
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  child.kill('SIGINT')
  child.kill('SIGTERM')
  let ready = await fetch(`${url}/readyz`)
  while (ready.status === 200) ready = await fetch(`${url}/readyz`)
  assert.deepEqual([ready.status, ((await ready.json()) as { code: string }).code], [503, 'closing'])
  assert.equal((await fetch(`${url}/healthz`)).status, 200)
  const headers = await register()
  assert.equal((await fetch(`${url}/api/v1/me`, { headers })).status, 200)
  const again = setInterval(() => child.kill('SIGINT'), 200)
  assert.equal(await ended, 1)
  clearInterval(again)
})

test('asked to end: what was begun is finished, streams are told when to come back, and the exit is 0', async (t) => {
  const { child, url, ended, register } = await serve(t)
  const headers = await register()
  const { hostname, port } = new URL(url)
  const body = JSON.stringify({ email: 'someone@example.test', password: 'wrong horse' })
  let answer = ''
  const begun = connect(Number(port), hostname, () =>
    begun.write(
      `POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: http://localhost:${port}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
    ),
  )
  begun.on('data', (part) => (answer += part.toString()))
  let told = ''
  const streamed = new Promise<void>((resolve, reject) => {
    request(`${url}/api/v1/events`, { headers }, (reply) => {
      reply.on('data', (part: Buffer) => (told += part.toString()))
      reply.on('end', resolve)
      reply.on('error', reject)
      // Its spaces have been told: it is open.
      reply.once('data', () => child.kill('SIGTERM'))
    }).end()
  })
  await streamed
  assert.match(told, /\nretry: \d+\n\n$/)
  const refused = () =>
    new Promise<boolean>((resolve) => {
      const probe = connect(Number(port), hostname, () => resolve(false))
      probe.on('error', () => resolve(true))
      probe.on('connect', () => probe.destroy())
    })
  while (!(await refused()));
  begun.write(body.slice(9))
  await once(begun, 'close')
  assert.match(answer, /^HTTP\/1\.1 401 /)
  assert.match(answer, /\r\nconnection: close\r\n/i)
  assert.match(answer, /"code":"bad_credentials"/)
  assert.equal(await ended, 0)
})
