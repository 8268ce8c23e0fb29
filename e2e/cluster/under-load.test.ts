import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openMongoStore } from '../../apps/server/src/adapters/mongo/store.ts'
import { until } from '../../apps/server/src/testing/listen.ts'
import type { Figure } from '../../bench/report/figure.ts'
import { thisMachine } from '../../bench/report/machine.ts'
import { writeReport } from '../../bench/report/write-report.ts'
import { createClient } from '../../scripts/cluster/client.ts'
import { startCluster, type Cluster } from '../../scripts/cluster/cluster.ts'
import { portCount } from '../../scripts/cluster/ports.ts'
import { freePorts } from '../../scripts/testing/free-port.ts'
import { findNginx } from '../../scripts/testing/nginx.ts'
import { findRedis } from '../../scripts/testing/redis.ts'
import { findMongod } from '../../scripts/testing/replica-set.ts'
import { launchBrowser } from '../muster.ts'
import { checkPlace } from './check.ts'
import { earlierBuild } from './earlier-build.ts'
import * as faults from './faults.ts'
import { createLedger } from './ledger.ts'
import { listen } from './listener.ts'
import { patience, startLoad, type Place } from './load.ts'
import { overload } from './overload.ts'
import { signUp, type Person } from './person.ts'
import { shareSpace } from './shared-space.ts'
import { openTwo } from './two-browsers.ts'

const skip = !(findNginx() && findRedis() && findMongod()) && 'nginx, Redis or MongoDB is missing: npm test brings them'
const long = Boolean(process.env['SOAK'])
/** How long faults are mixed in the long form, two at a time: ms. */
const mixedMs = Number(process.env['SOAK_MINUTES'] ?? 10) * 60_000
/** Two instances have clocks that are so far off, one each way: ms. */
const off = 300_000
/** So many times its goal a figure may be in the long form: the machine may have other work as well. */
const leeway = 3
/** Words of the names of those that are meant, with commas between; without them all of the form. */
const words = (process.env['FAULTS'] ?? '').split(',').filter((word) => word !== '')
const folder = mkdtempSync(join(tmpdir(), 'muster-faults-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const short: readonly faults.Fault[] = [
  faults.redisKilled,
  faults.redisFrozen,
  faults.newCertificate,
  faults.rollingReload,
  faults.instancesKilled,
  faults.primaryKilled,
]
const whole: readonly faults.Fault[] = [
  ...short,
  faults.redisFlushed,
  faults.redisPaused,
  faults.redisFull,
  faults.redisReadOnly,
  faults.redisOld,
  faults.redisFlapping,
  faults.primaryFrozen,
  faults.primaryDiskFull,
  faults.scaledUpAndDown,
  earlierBuild,
  overload,
  faults.idleGaps,
]
/** Two of these at once: one from each row. */
const mixed: readonly (readonly faults.Fault[])[] = [
  [faults.redisKilled, faults.redisFrozen, faults.redisPaused, faults.redisFull, faults.redisReadOnly, faults.newCertificate],
  [faults.rollingReload, faults.instancesKilled, faults.primaryKilled, faults.primaryFrozen, faults.scaledUpAndDown, overload],
]

/** What nginx says went wrong: of itself, and of requests which instances failed them. */
const saidByNginx = (): string =>
  [
    readFileSync(join(folder, 'nginx/error.log'), 'utf8'),
    ...readFileSync(join(folder, 'nginx/access.log'), 'utf8')
      .split('\n')
      .filter((line) => /"status":5/.test(line))
      .slice(-40),
  ].join('\n')
/** How many streams each instance has. */
const streamsOf = async ({ ports }: Cluster, instances: readonly number[]): Promise<readonly number[]> =>
  Promise.all(
    instances.map(async (port) => {
      const told = await (await fetch(`http://127.0.0.1:${ports.apiMetrics[ports.api.indexOf(port)]}/metrics`)).text()
      return Number(/^muster_event_streams (\d+)$/m.exec(told)?.[1])
    }),
  )

test(
  'a cluster whose clocks are apart, under load and one fault after another: what was acknowledged is there once, and all who look on see it',
  { skip, timeout: long ? 7_000_000 : 280_000 },
  async (t) => {
    const base = await freePorts(portCount)
    const began = Date.now()
    const cluster = await startCluster({
      folder,
      base,
      env: {
        CLOCKS_AHEAD: JSON.stringify({ [base]: off, [base + 1]: -off }),
        NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${join(import.meta.dirname, 'clocks.ts')}`,
      },
    })
    t.after(() => cluster.stop())
    const said = globSync(join(folder, 'pm2/logs/*')).map((file) => readFileSync(file, 'utf8'))
    for (const [n, ahead] of [off, -off].entries()) assert.ok(said.some((text) => text.includes(`the clock of ${base + n} is ${ahead} ms ahead`)))

    const [reads, writes, looks] = [createClient(cluster, { keepAlive: false }), createClient(cluster), createClient(cluster, { keepAlive: false })]
    const store = await openMongoStore(cluster.storeUrl)
    t.after(async () => {
      for (const client of [reads, writes, looks]) client.close()
      await store.close()
    })
    const people = [await signUp(writes, 'one@example.test'), await signUp(writes, 'two@example.test')] as const
    const shared = await shareSpace(writes, ...people)
    const placeOf = async (person: Person, space: string, listId?: string): Promise<Place> => ({
      person,
      ledger: createLedger(space, (await store.head(space))?.rev ?? 0),
      ...(listId === undefined ? {} : { listId }),
    })
    const places = [
      await placeOf(people[0], people[0].id),
      await placeOf(people[1], people[1].id),
      await placeOf(people[0], shared.space, shared.listId),
    ] as const
    const listeners = people.map((person) => listen(looks, person, [person.id, shared.space]))
    const browser = await launchBrowser('--ignore-certificate-errors')
    t.after(() => browser.close())
    const pages = await openTwo(browser, cluster.url)

    await until('streams are at more instances than one', async () => (await streamsOf(cluster, await cluster.api())).filter(Boolean).length > 1, patience)

    const load = startLoad({ reads, writes }, places)
    const figures: Figure[] = []
    /** With nobody doing anything else: one change in each space comes to whoever listens. The longest that one took: ms. */
    const seenByAll = async (title: string, more = async (): Promise<void> => {}): Promise<number> =>
      load.atRest(async () => {
        let longest = 0
        for (const place of places) {
          const key = `${await load.add(place, title)} ${title}`
          const at = place.ledger.times.get(key) ?? Number.NaN
          for (const { spaces, arrived } of listeners) {
            if (!spaces.includes(place.ledger.space)) continue
            await until('who listens has it', () => arrived.has(key), patience)
            longest = Math.max(longest, (arrived.get(key) ?? Number.NaN) - at)
          }
        }
        await more()
        return longest
      })
    const measured = (what: string, ms: number, atMost: number): void => {
      t.diagnostic(`${what}, after ${Math.round(ms)} ms`)
      figures.push({ part: 'faults', what, value: ms, unit: 'ms', goal: { atMost } })
      if (long) assert.ok(ms <= leeway * atMost, `${what}: ${ms} ms`)
    }
    const suffer = async (name: string, some: readonly faults.Fault[]) => {
      const [start, before] = [performance.now(), load.complaints.length]
      load.during(name)
      // Each is taken back before anything ends.
      const alone = { seenAfter: () => seenByAll(`During ${name}`), found: measured }
      const stage = { cluster, load, long, ...(some.length === 1 ? { alone } : {}) }
      for (const one of await Promise.allSettled(some.map((fault) => fault.run(stage)))) if (one.status === 'rejected') throw one.reason
      await load.goesOn()
      load.during('calm')
      await load.goesOn()
      const lateMs = await seenByAll(`After ${name}`, () => pages.eachSeesTheOther(name))
      const complaints = load.complaints.slice(before)
      const may = { GET: new Set(some.flatMap((fault) => fault.reads)), other: new Set(some.flatMap((fault) => fault.writes)) }
      const undue = complaints.filter(
        ({ what, code, told, during }) => !during.includes(name) || !may[what.startsWith('GET') ? 'GET' : 'other'].has(code) || !(told || code === 'cut'),
      )
      if (undue.length > 0) console.error(saidByNginx())
      assert.deepEqual(undue.slice(0, 5), [], `${name}: ${undue.length} answers that nobody should have had`)
      const seconds = (performance.now() - start) / 1_000
      t.diagnostic(
        `${name}: ${seconds.toFixed(1)} s, ${complaints.length} told to come again, seen by all after ${lateMs} ms, streams ${(await streamsOf(cluster, await cluster.api())).join(' ')}`,
      )
      figures.push({
        part: 'faults',
        what: `${name}: a change is seen by all, afterwards`,
        value: lateMs,
        unit: 'ms',
        note: `${complaints.length} told to come again`,
      })
    }

    await suffer('nothing', [])
    const meant = words.length > 0 ? whole.filter(({ name }) => words.some((word) => name.includes(word))) : long ? whole : short
    assert.ok(meant.length > 0, `There is no such fault. There are: ${whole.map(({ name }) => name).join(', ')}`)
    for (const fault of meant) await suffer(fault.name, [fault])
    for (const end = Date.now() + (long ? mixedMs : 0); Date.now() < end;) {
      const some = mixed.map((row) => row[Math.floor(Math.random() * row.length)] as faults.Fault)
      await suffer(some.map(({ name }) => name).join(' and '), some)
    }
    await load.stop()
    await pages.end()
    for (const listener of listeners)
      for (const space of listener.spaces) await until('who listens has all', async () => listener.rev(space) === (await store.head(space))?.rev, patience)
    let tasks = 0
    for (const place of places) tasks += await checkPlace(reads, store, place, listeners, [began, Date.now()])
    const found = (await store.all(pages.space, 'task')).map((doc) => (doc.kind === 'task' ? doc.title : '')).sort()
    assert.deepEqual(found, pages.titles().toSorted(), 'what the browsers added is there once')

    const { asked, written, repeated } = load.counts()
    const unknown = places.reduce((sum, { ledger }) => sum + ledger.unknown.size, 0)
    const opened = listeners.map((listener) => listener.said().streams).join(' and ')
    t.diagnostic(`${asked} requests, ${written} acknowledged, ${repeated} repeated, ${unknown} left unknown, ${tasks} tasks; ${opened} streams opened`)
    for (const listener of listeners) await listener.end()
    if (!long) return
    figures.push({ part: 'faults', what: 'acknowledged changes, none lost and none twice', value: written, unit: 'changes', note: `${unknown} left unknown` })
    t.diagnostic(`Written to ${writeReport(thisMachine(), figures, [], ['cluster'])}`)
  },
)
