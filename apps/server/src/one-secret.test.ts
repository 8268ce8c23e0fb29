import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { openMongoStore } from './adapters/mongo/store.ts'
import type { Secrets } from './accounts/secrets.ts'
import { acceptSecrets, refuseOtherSecret } from './one-secret.ts'
import { freshDatabase, withoutMongo } from './testing/mongo.ts'
import { runMuster } from './testing/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-secret-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const [one, other] = ['the key that the first of them signs with', 'another key, of somebody who mistyped']

test(
  'a process that would sign with another key than those over its store is refused, with what else is wrong; until it is accepted',
  { skip: withoutMongo },
  async (t) => {
    const noRedis = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
    t.after(() => noRedis.close())
    await once(noRedis, 'listening')
    const env = { STORE_URL: freshDatabase(), DRAIN_MS: '0' }
    const start = async (secret: string, more: Record<string, string> = {}) => {
      const run = await runMuster({ ...env, DATA_DIR: mkdtempSync(join(folder, 'data-')), SECRETS: secret, ...more })
      t.after(() => run.child.exitCode ?? run.child.kill('SIGKILL'))
      return run
    }
    const refused = async (secret: string, more?: Record<string, string>) => {
      const run = await start(secret, more)
      assert.equal(await run.ended, 78, run.said())
      return run.said()
    }
    const accept = (secret: string, dataDir = mkdtempSync(join(folder, 'data-'))) =>
      promisify(execFile)(process.execPath, [join(import.meta.dirname, 'cli/main.ts'), 'secrets', 'accept'], {
        env: { ...process.env, ...env, DATA_DIR: dataDir, SECRETS: secret },
      })
    const first = await start(one)
    assert.ok(first.url, first.said())
    assert.match(await refused(other), /^SECRETS is another key.+npx muster secrets accept.+\n$/)
    const url = `redis://127.0.0.1:${(noRedis.address() as AddressInfo).port}`
    assert.match(await refused(other, { REDIS_URL: url }), /^SECRETS is another key.+\nWhat REDIS_URL names .+\n$/)
    const second = await start(one)
    assert.ok(second.url, second.said())
    for (const { child, ended } of [first, second]) {
      child.kill('SIGTERM')
      assert.equal(await ended, 0)
    }
    assert.match((await accept(other)).stdout, /^This key signs from now on/)
    assert.match(await refused(one), /^SECRETS is another key/)
    const dataDir = mkdtempSync(join(folder, 'data-'))
    const third = await start(other, { DATA_DIR: dataDir })
    assert.ok(third.url, third.said())
    await assert.rejects(accept(one, dataDir), /Muster is running/)
  },
)

test('a key that follows another signs once all others know it: who comes sooner is refused, and told how', { skip: withoutMongo }, async (t) => {
  const store = await openMongoStore(freshDatabase())
  t.after(() => store.close())
  const [a, b, c] = [one, other, 'a third key, which nobody has been told of so far'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer]
  const comes = (...secrets: Secrets) => refuseOtherSecret(store, secrets)
  await comes(a)
  await assert.rejects(comes(b), /^Error: SECRETS is another key/)
  await assert.rejects(comes(b, a), /^Error: SECRETS begins with a key that the other processes/)
  await comes(a, b)
  await comes(b, a)
  await comes(a, b)
  await comes(b, a)
  await assert.rejects(comes(a), /^Error: SECRETS is another key/)
  await comes(b)
  await assert.rejects(comes(c, b), /^Error: SECRETS begins with a key that the other processes/)
  await acceptSecrets(store, [c, b])
  await comes(c, b)
  await comes(c)
})

test('of many who come first with two keys, one key is the one', { skip: withoutMongo }, async (t) => {
  for (let round = 0; round < 5; round++) {
    const store = await openMongoStore(freshDatabase())
    t.after(() => store.close())
    const tried = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => refuseOtherSecret(store, [Buffer.from(n % 2 === 0 ? one : other)])))
    const taken = tried.map(({ status }) => status === 'fulfilled')
    const even = taken.filter((_, n) => n % 2 === 0)
    const odd = taken.filter((_, n) => n % 2 === 1)
    assert.ok([even, odd].every((all) => new Set(all).size === 1) && even[0] !== odd[0], JSON.stringify(taken))
  }
})
