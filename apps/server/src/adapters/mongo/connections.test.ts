import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { findMongod, startReplicaSet } from '../../../../../scripts/testing/replica-set.ts'
import { until } from '../../testing/listen.ts'
import { runMuster } from '../../testing/process.ts'
import { createMongoClient, watching } from './client.ts'
import { openMongoStore } from './store.ts'

const mongod = findMongod() ?? ''
const takes = 60
const secret = 'what all of the processes sign with, long enough'

describe('Connections to a MongoDB that takes few', { skip: mongod === '' && 'MongoDB is missing: npm test brings it' }, () => {
  let set: Awaited<ReturnType<typeof startReplicaSet>>
  const folder = mkdtempSync(join(tmpdir(), 'muster-connections-'))
  before(async () => {
    set = await startReplicaSet(mongod, { size: 1, more: [`--maxConns=${takes}`] })
  })
  after(async () => {
    await set.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const run = (env: Readonly<Record<string, string>>) =>
    runMuster({ STORE_URL: set.uri('muster'), SECRETS: secret, DATA_DIR: join(folder, randomUUID()), DRAIN_MS: '0', ...env })
  /** Connections that are open, of whoever asks among them. */
  const openNow = async (): Promise<{ readonly current: number; readonly totalCreated: number }> => {
    const { connections } = await watcher.db('admin').command({ serverStatus: 1 })
    return connections as { readonly current: number; readonly totalCreated: number }
  }
  let watcher: ReturnType<typeof createMongoClient>
  before(() => {
    watcher = createMongoClient(set.uri('admin'))
  })
  after(() => watcher.close())

  test('more than it takes, of all processes together, is refused at the start with a sentence that names the numbers', async () => {
    const { url, said, ended } = await run({ INSTANCES: '4', MONGODB_POOL: '14' })
    assert.deepEqual([url, await ended], [undefined, 78], said())
    assert.match(said(), /^INSTANCES=4 with MONGODB_POOL=14 may open 64 connections .* and MongoDB takes 60\. Lower one of them/)
    assert.equal(said().trim().split('\n').length, 1)
    const usual = await run({ INSTANCES: '3' })
    assert.equal(await usual.ended, 78)
    assert.match(usual.said(), /^INSTANCES=3 with MONGODB_POOL=20 may open 66 /)
  })

  test('an account that may not ask how many it takes starts all the same, and is told that nobody has looked', async () => {
    const admin = watcher.db('admin')
    await admin.command({ configureFailPoint: 'failCommand', mode: { times: 1 }, data: { failCommands: ['serverStatus'], errorCode: 13, appName: 'muster' } })
    const said: string[] = []
    const store = await openMongoStore(set.uri('asks'), { pool: { instances: 1_000 }, say: (sentence) => said.push(sentence) })
    await store.close()
    assert.equal(said.length, 1)
    assert.match(said[0] ?? '', /^MongoDB does not tell this account how many connections it takes .* was not checked\.$/)
  })

  test('three processes that start at once open no more under load than was counted', async (t) => {
    const size = 8
    // Whoever counts has connections as well, though maybe not all of them yet.
    const before = Math.max((await openNow()).current, 1 + watching)
    const started = await Promise.all(Array.from({ length: 3 }, () => run({ INSTANCES: '3', MONGODB_POOL: String(size) })))
    t.after(() => Promise.all(started.map(({ child, ended }) => (child.kill('SIGKILL'), ended))))
    const urls = started.map(({ url, said }) => url ?? assert.fail(said()))
    const login = (url: string) =>
      fetch(`${url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: url },
        body: JSON.stringify({ email: `${randomUUID()}@example.test`, password: 'of nobody' }),
      })
    const idle = (await openNow()).current
    let [most, going] = [idle, true]
    const look = async () => {
      while (going) most = Math.max(most, (await openNow()).current)
    }
    const looking = look()
    await Promise.all(urls.flatMap((url) => Array.from({ length: 60 }, () => login(url))))
    going = false
    await looking
    assert.ok(most - before <= 3 * (size + watching), `${most} of ${takes} were open, ${before} of others`)
    t.diagnostic(`open: ${before} before, ${idle} once all are ready, ${most} at most under load`)
  })

  test('a pool opens two connections at a time at most, when many ask at once, and no more than it may have', async (t) => {
    const size = 12
    const client = createMongoClient(set.uri('admin'), 8_000, size)
    t.after(() => client.close())
    let [opening, open, mostOpening, mostOpen] = [0, 0, 0, 0]
    client.on('connectionCreated', () => {
      mostOpening = Math.max(mostOpening, ++opening)
    })
    client.on('connectionReady', () => {
      opening--
      mostOpen = Math.max(mostOpen, ++open)
    })
    client.on('connectionClosed', () => open--)
    await client.connect()
    await Promise.all(Array.from({ length: 200 }, () => client.db().command({ ping: 1 })))
    // Slow ones, so that all are needed.
    await watcher.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 3 * size },
      data: { failCommands: ['ping'], blockConnection: true, blockTimeMS: 60, appName: 'muster' },
    })
    await Promise.all(Array.from({ length: 3 * size }, () => client.db().command({ ping: 1 })))
    await until('the pool is full', () => mostOpen >= size)
    assert.deepEqual([mostOpening <= 2, mostOpen], [true, size])
  })
})
