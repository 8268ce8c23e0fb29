import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startBalancer } from '../../../apps/server/src/testing/balancer.ts'
import { until } from '../../../apps/server/src/testing/listen.ts'
import { freshDatabase, withoutMongo } from '../../../apps/server/src/testing/mongo.ts'
import { freePorts } from '../../../scripts/testing/free-port.ts'
import { createPm2 } from '../pm2.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-scale-'))
const most = 3
/** How often the load comes and goes. */
const rounds = process.env['SOAK'] ? 20 : 1
const clients = 24
/** Milliseconds after which something has not come to pass. */
const patience = 60_000

test('a load comes and goes: 1 → more → 1 under PM2, and no request fails', { skip: withoutMongo }, async (t) => {
  const [api, metrics] = [await freePorts(most), await freePorts(most)]
  const pm2 = createPm2(join(folder, 'pm2'), {
    PATH: process.env['PATH'],
    HOME: folder,
    STORE_URL: freshDatabase(),
    SECRETS: 'what all of the processes sign with, long enough',
    DATA_DIR: join(folder, 'data'),
    DRAIN_MS: '2000',
    API_PROCESSES: '1',
    JOBS_PROCESSES: '0',
    API_FIRST_PORT: String(api),
    API_METRICS_FIRST_PORT: String(metrics),
    AUTOSCALE: '1',
    AUTOSCALE_MIN: '1',
    AUTOSCALE_MAX: String(most),
    // The clients, and the balancer between, take as much of this machine as who answers: less of it has to be a load.
    AUTOSCALE_UP_PERCENT: '20',
    AUTOSCALE_DOWN_PERCENT: '10',
    AUTOSCALE_LOOK_MS: '500',
    AUTOSCALE_UP_MS: '1500',
    AUTOSCALE_DOWN_MS: '4000',
  })
  after(async () => {
    await pm2.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  await pm2.start([`muster-api-${api}`, 'muster-autoscaler'])
  const balancer = await startBalancer()
  t.after(() => balancer.close())
  for (let n = 0; n < most; n++) balancer.declare(`http://127.0.0.1:${api + n}`)
  const readyz = async (n: number) => (await fetch(`http://127.0.0.1:${api + n}/readyz`).catch(() => undefined))?.status === 200
  /** How many are ready; looking is a load as well, and so not done all of the time. */
  const count = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return (await Promise.all(Array.from({ length: most }, (_, n) => readyz(n)))).filter(Boolean).length
  }
  await until('the balancer has one', async () => (await fetch(`${balancer.url}/healthz`)).status === 200)
  assert.equal(await count(), 1)

  const failed: string[] = []
  let [asked, loaded, ended] = [0, false, false]
  /** Asks all of the time; where there is no load a few do, and slowly. */
  const client = async (n: number) => {
    while (!ended) {
      if (!loaded) await new Promise((resolve) => setTimeout(resolve, 400))
      if (!loaded && n >= 2) continue
      asked++
      try {
        const reply = await fetch(`${balancer.url}${n % 2 === 0 ? '/' : '/healthz'}`)
        const text = await reply.text()
        if (reply.status !== 200) failed.push(`${reply.status} ${text.slice(0, 100)}`)
      } catch (error) {
        failed.push(String((error as Error).cause ?? error))
      }
    }
  }
  const all = Promise.all(Array.from({ length: clients }, (_, n) => client(n)))
  try {
    for (let round = 0; round < rounds; round++) {
      loaded = true
      await until('there are more', async () => (await count()) > 1, patience)
      const before = asked
      await until('they are asked', () => asked > before + 500, patience)
      loaded = false
      await until(
        'there is one again',
        async () => (await count()) === 1 && (await pm2.list()).filter(({ name }) => name.startsWith('muster-api-')).length === 1,
        patience,
      )
    }
  } finally {
    ended = true
    await all
    t.diagnostic(readFileSync(join(folder, 'pm2/logs/muster-autoscaler-out.log'), 'utf8'))
  }
  assert.deepEqual(failed, [], `${failed.length} of ${asked} failed`)
  const lines = readFileSync(join(folder, 'pm2/logs/muster-autoscaler-out.log'), 'utf8').trim().split('\n')
  const acts = lines.map((line) => JSON.parse(line) as { act?: string; because?: string })
  for (const { act, because } of acts.slice(1)) assert.ok(act === 'start' || act === 'stop' ? because : false, JSON.stringify(acts))
  // Each ended as it should: it drained, and was not killed.
  assert.ok(!/SIGKILL|code \[[^0]/.test(readFileSync(join(folder, 'pm2/pm2.log'), 'utf8')))
  t.diagnostic(`${asked} requests, none failed`)
})
