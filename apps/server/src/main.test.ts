import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import Database from 'better-sqlite3'
import { createSqliteStore } from './adapters/sqlite/store.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-main-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the server with a faulty set-up until it gives up. */
const refusal = async (env: Record<string, string>) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env: { ...process.env, PORT: '0', DATA_DIR: join(folder, 'data'), ...env } })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  assert.ok(!/\n\s+at /.test(said), `a stack trace: ${said}`)
  return { code, said }
}

test('all faults of the configuration are told at once', async () => {
  const { code, said } = await refusal({
    PORT: 'many',
    REGISTRATION: 'maybe',
    HOST: '0.0.0.0',
    STORE_URL: 'redis:',
    SECRETS: 'short',
    PUBLIC_URL: 'http://x',
    REGISTRATON: 'open',
  })
  assert.equal(code, 78)
  for (const name of ['PORT', 'REGISTRATION', 'HOST', 'STORE_URL', 'SECRETS', 'PUBLIC_URL', 'REGISTRATON']) assert.match(said, new RegExp(`^${name}`, 'm'))
})

test('a port that is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { code, said } = await refusal({ PORT: String(port) })
  other.close()
  assert.equal(code, 78)
  assert.match(said, new RegExp(`Port ${port} is taken`))
})

test('a data folder that another Muster uses', async () => {
  const dataDir = mkdtempSync(join(folder, 'used-'))
  const store = createSqliteStore(join(dataDir, 'muster.db'))
  const { code, said } = await refusal({ DATA_DIR: dataDir })
  await store.close()
  assert.equal(code, 78)
  assert.match(said, /in use by another Muster/)
})

test('a database that a newer Muster wrote is left as it is', async () => {
  const dataDir = mkdtempSync(join(folder, 'newer-'))
  const db = new Database(join(dataDir, 'muster.db'))
  db.pragma('user_version = 999')
  db.close()
  const { code, said } = await refusal({ DATA_DIR: dataDir })
  assert.equal(code, 78)
  assert.match(said, /newer Muster/)
})

test('a data folder that is a file, a database that is not one', async () => {
  const file = join(folder, 'plain')
  writeFileSync(file, 'text')
  assert.match((await refusal({ DATA_DIR: file })).said, /DATA_DIR/)
  const dataDir = mkdtempSync(join(folder, 'other-'))
  writeFileSync(join(dataDir, 'muster.db'), 'this is not a database, but a letter of some length '.repeat(30))
  assert.match((await refusal({ DATA_DIR: dataDir })).said, /not a Muster database/)
})
