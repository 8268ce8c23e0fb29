import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openMongoStore } from '../../apps/server/src/adapters/mongo/store.ts'
import { until } from '../../apps/server/src/testing/listen.ts'
import { isReady } from '../../deploy/pm2/ready.ts'
import { createClient } from '../../scripts/cluster/client.ts'
import { startCluster } from '../../scripts/cluster/cluster.ts'
import { portCount } from '../../scripts/cluster/ports.ts'
import { freePorts } from '../../scripts/testing/free-port.ts'
import { findNginx } from '../../scripts/testing/nginx.ts'
import { findRedis } from '../../scripts/testing/redis.ts'
import { findMongod } from '../../scripts/testing/replica-set.ts'
import { checkPlace } from './check.ts'
import { startCrowd } from './crowd.ts'
import { lostOnes } from './faults.ts'
import { createLedger } from './ledger.ts'
import { patience, startLoad } from './load.ts'
import { signUp } from './person.ts'

const skip =
  (!(findNginx() && findRedis() && findMongod()) && 'nginx, Redis or MongoDB is missing: npm test brings them') ||
  (process.platform !== 'linux' && 'which workers nginx has is told by Linux')
/** On a machine with other work, and that is where short forms run, what waits for a processor is a load: then more are started than this expects. */
const long = Boolean(process.env['SOAK'])
const rounds = 10
const most = 4
/** So many ask at once while there is a load, and so long is nothing decided once it is calm: ms. */
const [size, calmMs] = [48, 6_000]
/** Of whoever writes all of the time, between two requests: ms. */
const betweenMs = 2_000
/** What one instance may hold, and what one that leaks holds: MB. */
const [memoryMost, leak] = [700, 800]
const folder = long ? mkdtempSync(join(tmpdir(), 'muster-autoscale-')) : ''

interface Act {
  readonly act?: 'start' | 'stop' | 'restart'
  readonly ports: readonly number[]
  readonly because?: string
  readonly failed?: string
}
const acts = (): readonly Act[] =>
  readFileSync(join(folder, 'pm2/logs/muster-autoscaler-out.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Act)
    .filter(({ act }) => act !== undefined)
/** Those who do nginx's work: others after each reload. */
const workersOf = (pid: number): string => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()

if (long)
  test(
    'a whole cluster scales itself: one that leaks is started anew before anything is scaled, a load brings four and its end one; nginx follows without a reload, and nothing fails',
    { skip, timeout: 3_600_000 },
    async (t) => {
      const began = Date.now()
      const cluster = await startCluster({
        folder,
        base: await freePorts(portCount),
        api: 1,
        max: most,
        autoscale: true,
        env: {
          NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${join(import.meta.dirname, 'swell.ts')}`,
          SWELLS_BY: String(leak * 1e6),
          // Whoever asks, nginx and MongoDB take more of this machine than who answers: less of it has to be a load. And what waits for
          // a processor is busy: on a machine with other work an idle instance that is looked at often is so for a tenth of the time.
          AUTOSCALE_UP_PERCENT: '40',
          AUTOSCALE_DOWN_PERCENT: '25',
          AUTOSCALE_LOOK_MS: '1000',
          AUTOSCALE_UP_MS: '3000',
          AUTOSCALE_DOWN_MS: '5000',
          AUTOSCALE_MEMORY_MB: String(memoryMost),
          AUTOSCALE_RESTART_MS: '3000',
        },
      })
      t.after(() => cluster.stop().finally(() => rmSync(folder, { recursive: true, force: true })))
      const instances = cluster.ports.api.slice(0, most)
      /** Who is ready; looking is a load as well, and so not done all of the time. */
      const ready = async () => {
        await pause(1_000)
        const found = await Promise.all(instances.map((port) => isReady(port)))
        return instances.filter((_, n) => found[n])
      }
      const partOf = async (name: string) => (await cluster.status()).parts.find((part) => part.name === name) ?? assert.fail(`there is no ${name}`)
      /** How much each instance has answered; 0 where there is none. */
      const answered = async () =>
        Promise.all(
          instances.map(async (_, n) => {
            const told = await fetch(`http://127.0.0.1:${cluster.ports.apiMetrics[n]}/metrics`).then(
              (answer) => answer.text(),
              () => '',
            )
            return [...told.matchAll(/^muster_http_answers_total\{\S*status="2xx"\S*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
          }),
        )

      const clients = { reads: createClient(cluster, { keepAlive: false }), writes: createClient(cluster) }
      const store = await openMongoStore(cluster.storeUrl)
      t.after(async () => {
        for (const client of Object.values(clients)) client.close()
        await store.close()
      })
      const person = await signUp(clients.writes, 'one@example.test')
      const place = { person, ledger: createLedger(person.id, (await store.head(person.id))?.rev ?? 0) }
      const [nginx, workers] = [await partOf('nginx'), workersOf((await partOf('nginx')).pid)]
      const crowd = await startCrowd(cluster, size)
      const load = startLoad(clients, [place], { writersEach: 1, betweenMs })
      const unfailed = (what: string) => {
        const undue = load.complaints.filter(({ what: asked, code }) => asked.startsWith('GET') || !lostOnes.writes.includes(code))
        assert.deepEqual(undue, [], what)
        assert.deepEqual(crowd.failed, [], `${what}: ${crowd.failed.length} of ${crowd.asked()} failed`)
      }
      const [first = 0, second = 0] = instances
      try {
        // What was begun, and accounts that were made, may have been a load.
        let [decided, since] = [-1, 0]
        await until(
          'it is calm',
          async () => {
            const { length } = acts()
            if (length !== decided || (await ready()).length !== 1) [decided, since] = [length, Date.now()]
            return Date.now() - since > calmMs
          },
          2 * patience,
        )
        const [leaking] = (await cluster.status()).api
        assert.equal(leaking?.port, first)
        process.kill(leaking.pid, 'SIGUSR2')
        await until('another stood in for it, and has left', () => acts().length >= decided + 3, patience)
        await until('it is alone again', async () => (await cluster.api()).length === 1, patience)
        const after = acts().slice(decided)
        assert.deepEqual(
          after.map(({ act, ports }) => [act, ...ports]),
          [
            ['start', second],
            ['restart', first],
            ['stop', second],
          ],
        )
        for (const { because } of after.slice(0, 2)) assert.match(because ?? '', new RegExp(`^${first} holds \\d+ MB of ${memoryMost} MB`))
        const [anew] = (await cluster.status()).api
        assert.deepEqual([anew?.port, anew?.pid === leaking.pid], [first, false])
        unfailed('while one was started anew for its memory')

        for (let round = 0; round < rounds; round++) {
          crowd.load(true)
          await until('there are four', async () => (await ready()).length === most, 2 * patience)
          const before = await answered()
          await until('each of the four answers', async () => (await answered()).every((count, n) => count > (before[n] ?? 0) + 20), patience)
          crowd.load(false)
          await until('there is one again', async () => (await ready()).length === 1 && (await cluster.api()).length === 1, 2 * patience)
          await load.goesOn()
          unfailed('while there were more and fewer')
        }
      } finally {
        await Promise.all([crowd.end(), load.stop()])
        t.diagnostic(
          acts()
            .map((act) => JSON.stringify(act))
            .join('\n'),
        )
      }
      assert.deepEqual([await partOf('nginx'), workersOf(nginx.pid)], [nginx, workers], 'nginx was not reloaded')
      const here = new Set([first])
      for (const { act, ports, because, failed } of acts()) {
        assert.ok(because !== undefined && failed === undefined, JSON.stringify({ because, failed }))
        for (const port of ports)
          if (act === 'start') {
            assert.equal(
              port,
              instances.find((one) => !here.has(one)),
            )
            here.add(port)
          } else if (act === 'stop') {
            assert.equal(port, Math.max(...here))
            here.delete(port)
          } else assert.ok(here.has(port))
      }
      // Each ended as it should: it drained, and was not killed.
      assert.ok(!/SIGKILL|code \[[^0]/.test(readFileSync(join(folder, 'pm2/pm2.log'), 'utf8')))
      const tasks = await checkPlace(clients.reads, store, place, [], [began, Date.now()])
      const { asked, written } = load.counts()
      t.diagnostic(`${crowd.asked() + asked} requests, none failed; ${written} acknowledged changes, ${tasks} tasks`)
    },
  )
