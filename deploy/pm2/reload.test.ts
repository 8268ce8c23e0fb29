import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { freshDatabase, withoutMongo } from '../../apps/server/src/testing/mongo.ts'
import { until } from '../../apps/server/src/testing/listen.ts'
import { freePorts } from '../../scripts/testing/free-port.ts'
import { createPm2 } from './pm2.ts'
import { isReady } from './ready.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-reload-'))
/** Milliseconds after which something has not come to pass. */
const patience = 60_000

test('all that PM2 runs of ours is reloaded, also what the autoscaler has added; one that is not ready is the last', { skip: withoutMongo }, async () => {
  const [api, jobs, metrics] = [await freePorts(3), await freePorts(1), await freePorts(4)]
  const home = join(folder, 'pm2')
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    STORE_URL: freshDatabase(),
    SECRETS: 'what all of the processes sign with, long enough',
    DATA_DIR: join(folder, 'data'),
    DRAIN_MS: '0',
    API_PROCESSES: '1',
    JOBS_PROCESSES: '1',
    API_FIRST_PORT: String(api),
    API_METRICS_FIRST_PORT: String(metrics),
    JOBS_FIRST_PORT: String(jobs),
    JOBS_METRICS_FIRST_PORT: String(metrics + 3),
    AUTOSCALE: '1',
    AUTOSCALE_MIN: '2',
    AUTOSCALE_MAX: '3',
    AUTOSCALE_LOOK_MS: '500',
  }
  const pm2 = createPm2(home, env)
  after(async () => {
    await pm2.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  const names = [`muster-api-${api}`, `muster-api-${api + 1}`, 'muster-autoscaler', 'muster-jobs-1']
  const [first = '', second = ''] = names
  await pm2.start([first, 'muster-jobs-1', 'muster-autoscaler'])
  await pm2.start([second], { API_PROCESSES: '2' })
  await until('all are ready', async () => (await Promise.all([api, api + 1, jobs].map((port) => isReady(port)))).every(Boolean), patience)
  const pids = async () => Object.fromEntries((await pm2.list()).map(({ name, pid }) => [name, pid]))
  const reload = (more: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'reload.ts')], { env: { ...env, PM2_HOME: home, ...more }, encoding: 'utf8' })
  const register = async (port: number) =>
    (
      await fetch(`http://127.0.0.1:${port}/api/v1/auth/register`, {
        method: 'POST',
        headers: { Origin: `http://127.0.0.1:${port}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: `at-${port}@example.test`, password: 'correct horse', name: 'Somebody' }),
      })
    ).status

  // The first is let in whatever is said.
  assert.equal(await register(api), 201)
  const before = await pids()
  assert.deepEqual(Object.keys(before).sort(), names)
  // A port of somebody's environment is none of theirs.
  const done = reload({ REGISTRATION: 'closed', PORT: '1' })
  assert.equal(done.status, 0, done.stderr)
  const renewed = await pids()
  assert.deepEqual(Object.keys(renewed).sort(), names)
  for (const name of names) assert.notEqual(renewed[name], before[name], name)
  assert.deepEqual(await Promise.all([api, api + 1, jobs].map((port) => isReady(port))), [true, true, true])
  for (const port of [api, api + 1]) assert.equal(await register(port), 403, 'by what they are told now')

  const broken = reload({ REGISTRATION: 'nobody' })
  assert.equal(broken.status, 1)
  assert.match(broken.stderr, new RegExp(`^${first} ended as it started`, 'm'))
  const left = await pids()
  assert.equal(left[second], renewed[second], 'who is not reloaded goes on')
  assert.equal(await isReady(api + 1), true)

  const mended = reload({})
  assert.equal(mended.status, 0, mended.stderr)
  assert.deepEqual(await Promise.all([api, api + 1, jobs].map((port) => isReady(port))), [true, true, true])

  const elsewhere = reload({ API_FIRST_PORT: '1', API_METRICS_FIRST_PORT: '1000' })
  assert.match(elsewhere.stderr, /is API_FIRST_PORT/)
  assert.deepEqual(Object.keys(await pids()).sort(), names, 'none is ended that could not be started again')
})
