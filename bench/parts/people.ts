import { MongoClient } from 'mongodb'
import { spacesCollection } from '../../apps/server/src/adapters/mongo/schema.ts'
import { findRedis, startRedis } from '../../scripts/testing/redis.ts'
import { bytesFigure, byKind, costFigure, figures, kindNames, kinds, payers, type Kind, type Payer } from '../capacity/kinds.ts'
import { habits } from '../capacity/habits.ts'
import { loadOf, type Crowd } from '../capacity/load.ts'
import { spent } from '../capacity/spent.ts'
import type { Child } from '../measure/child.ts'
import { gatherCrowd, type CrowdMember, type CrowdOfPeople } from '../measure/crowd.ts'
import { startBare } from '../measure/bare.ts'
import { anything } from '../measure/list-reads.ts'
import { median } from '../measure/median.ts'
import { mongoPlace } from '../measure/mongo.ts'
import { watchMongod, type Mongod } from '../measure/mongod.ts'
import { startOurs, type Place } from '../measure/ours.ts'
import { atRandom, paced } from '../measure/paced.ts'
import { measure } from '../measure/rounds.ts'
import { askOnce } from '../measure/wire.ts'
import { seedOwners } from '../seed/owners.ts'
import { createRandom } from '../seed/random.ts'
import { seedTeams } from '../seed/teams.ts'
import type { Bench, Part } from './part.ts'

const size = habits.watchers + 1
const tasksOfTeam = 40
/** How many are done for one figure, a second and in all. */
const [rate, phaseMs] = [40, 6_000]
/** Two beats of a stream, and ten looks at whether its session stands. */
const heldMs = 30_000
const [warmMs, mixMs] = [8_000, 30_000]

type Spent = Readonly<Record<Payer, number>>
/** What was spent, in microseconds of CPU, and for how long by the clock, in seconds. */
interface Span extends Spent {
  readonly seconds: number
}

const watch = (server: Child, mongod: Mongod) => {
  const look = async () => ({
    at: performance.now(),
    process: (await server.used()).cpu,
    primary: (await mongod.primary()).cpu,
    secondary: await mongod.secondaryCpu(),
  })
  return async (work: () => Promise<unknown>): Promise<Span> => {
    const before = await look()
    await work()
    const after = await look()
    return {
      seconds: (after.at - before.at) / 1_000,
      process: after.process - before.process,
      primary: after.primary - before.primary,
      secondary: after.secondary - before.secondary,
    }
  }
}
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const everyPayer = Object.keys(payers) as readonly Payer[]

/** Bytes of rows and of indexes in a database. */
const sizesOf = async ({ storeUrl }: Place) => {
  const client = new MongoClient(storeUrl)
  try {
    await client.db('admin').command({ fsync: 1 })
    const { size: rows, totalIndexSize: indexes } = await client.db().command({ collStats: spacesCollection })
    return { rows: Number(rows), indexes: Number(indexes) }
  } finally {
    await client.close()
  }
}

/** What one of each kind costs, done by itself at about the pace that a process sees. */
const costByKind = async (bench: Bench, place: Place, server: Child, other: Child | undefined, mongod: Mongod, crowd: CrowdOfPeople) => {
  const during = watch(server, mongod)
  const { members } = crowd
  const firsts = members.filter((_, n) => n % size === 0)
  const of = (n: number, some: readonly CrowdMember[] = members) => some[n % some.length] as CrowdMember
  const cost = Object.fromEntries(everyPayer.map((payer) => [payer, {} as Record<Kind, number>])) as Record<Payer, Record<Kind, number>>
  const bytes = byKind(() => 0) as Record<Kind, number>
  /** What is left of a span once what is known already is taken away, by each of a kind. */
  const learn = (kind: Kind, span: Span, times: number, known: (payer: Payer) => number = () => 0) => {
    for (const payer of everyPayer)
      cost[payer][kind] = Math.max(0, (span[payer] - span.seconds * (kind === 'process' ? 0 : cost[payer].process) - known(payer)) / times)
    const { count = 0, bytes: all = 0 } = crowd.take().get(kind) ?? {}
    bytes[kind] = kind === 'held' ? all / times : count > 0 ? all / count : 0
  }
  /** Compilers have done their work by then. */
  const warm = async (work: (n: number) => Promise<void>, at = rate) => {
    await paced(at * 3, phaseMs / 2, work)
    await rest(300)
    crowd.take()
  }
  const by = async (kind: Kind, at: number, work: (n: number) => Promise<void>) => {
    bench.say(kinds[kind])
    await warm(work, at)
    let times = 0
    learn(kind, await during(async () => void (times = await paced(at, phaseMs, work))), times)
  }

  await warm((n) => crowd.change(of(n, firsts)))
  bench.say(kinds.process)
  const idle = await during(() => rest(phaseMs))
  learn('process', idle, idle.seconds)

  const before = await sizesOf(place)
  const [began, otherBefore] = [performance.now(), await other?.used()]
  let changes = 0
  await by('change', rate, async (n) => {
    changes++
    await crowd.change(of(n, firsts))
  })
  const [seconds, otherAfter] = [(performance.now() - began) / 1_000, await other?.used()]
  const heard = otherBefore && otherAfter && Math.max(0, (otherAfter.cpu - otherBefore.cpu - seconds * cost.process.process) / changes)
  const after = await sizesOf(place)
  bench.say(kinds.pull)
  const teams = firsts.slice(0, Math.min(firsts.length, (rate * phaseMs) / 1_000))
  const wholeMs = (teams.length * 1_000) / rate
  /** All of a team ask at once, as they are told at once. */
  const pullAfterChanges = async () => {
    await paced(rate, wholeMs, (n) => crowd.change(of(n, teams)))
    await rest(300)
    crowd.take()
    return during(() =>
      paced(rate, wholeMs, async (n) => {
        const at = members.indexOf(of(n, teams))
        await Promise.all(members.slice(at, at + size).map((member) => crowd.pull(member)))
      }),
    )
  }
  await pullAfterChanges()
  learn('pull', await pullAfterChanges(), teams.length * size)
  const upToDate = members.filter((member) => teams.some(({ team }) => team === member.team))
  await by('nothing', rate * 5, (n) => crowd.pull(of(n, upToDate)))
  await by('page', rate * 2, (n) => crowd.page(of(n, upToDate.slice(0, rate))))
  await by('refresh', rate, (n) => crowd.refresh(of(n)))
  await by('me', rate * 2, (n) => crowd.me(of(n)))

  bench.say(kinds.stream)
  const opened = members.slice(0, Math.min(members.length, (rate * phaseMs) / 1_000))
  const streaming = await during(() => paced(rate, (opened.length * 1_000) / rate, (n) => crowd.open(of(n, opened))))
  learn('stream', streaming, opened.length)

  bench.say(`opening ${members.length.toLocaleString('en-GB')} streams`)
  const rss = (await server.used({ collect: true })).rss
  crowd.listening(false)
  await crowd.openAll(members.filter(({ stream }) => stream === undefined))
  const streamBytes = ((await server.used({ collect: true })).rss - rss) / (members.length - opened.length)
  await rest(2_000)
  crowd.take()
  bench.say(kinds.held)
  const held = await during(() => rest(heldMs))
  learn('held', held, held.seconds * members.length)
  bench.say(kinds.told)
  let told = 0
  const telling = await during(async () => {
    told = await paced(rate, phaseMs, (n) => crowd.change(of(n, firsts)))
    await rest(300)
  })
  learn('told', telling, told * size, (payer) => told * cost[payer].change + telling.seconds * members.length * cost[payer].held)
  crowd.listening(true)
  return { cost, bytes, streamBytes, heard, changeBytes: (after.rows - before.rows) / changes }
}

/** R in this run: how quick the machine is. */
const bareOf = async (bench: Bench, server: Child, crowd: CrowdOfPeople): Promise<number> => {
  const request = crowd.pageOf(crowd.members[0] as CrowdMember)
  const bare = await startBare(bench.folder, await askOnce(server, request))
  const subject = await anything('R', bare, request)
  const costs = await measure([subject])
  subject.close()
  await bare.stop()
  return median(costs.get('R')?.rounds ?? [])
}

/** So many people do what people do, for a while. */
const live = async (crowd: CrowdOfPeople, some: readonly CrowdMember[], { active }: Crowd, random: () => number, ms = mixMs) => {
  const { change, page, refresh, stream } = loadOf({ connected: some.length, active }, habits)
  const doers = some.filter((_, n) => n % size === 0).slice(0, active)
  const any = (of: readonly CrowdMember[]) => of[Math.floor(random() * of.length)] as CrowdMember
  let [next, again] = [0, 0]
  await atRandom(
    [
      {
        rate: change,
        work: async () => {
          const doer = any(doers)
          await crowd.change(doer)
          await crowd.poke(doer)
        },
      },
      { rate: page, work: () => crowd.page(any(doers)) },
      { rate: refresh, work: () => crowd.refresh(some[next++ % some.length] as CrowdMember) },
      { rate: stream, work: () => crowd.reopen(some[(again += 7) % some.length] as CrowdMember) },
    ],
    ms,
    random,
  )
  // Those who were told last ask yet.
  await rest(500)
}

/** Whether the model of capacity says what is: so many people on one process do what it assumes, and its CPU is compared. */
export const people: Part = {
  name: 'people',
  about:
    '10,000 people who have it open and 1,000 who do something on one process over MongoDB: what each kind of thing costs, and whether the sum of them is what it takes',
  run: async (bench) => {
    const place = await mongoPlace(bench)
    const apart = await mongoPlace(bench)
    if (!place || !apart) return
    const teams = bench.quick ? 100 : 1_000
    bench.say(`seeding ${(teams * size).toLocaleString('en-GB')} people`)
    const tasks = bench.quick ? 1_000 : 5_000
    await seedOwners(apart, 1, tasks)
    const one = await sizesOf(apart)
    const all = await seedTeams(place, teams, size, tasksOfTeam)
    const file = findRedis()
    const redis = file === undefined ? undefined : await startRedis(file)
    if (!redis) bench.missing('what a process takes for changes in others: there is no Redis on PATH')
    const more: Readonly<Record<string, string>> = redis ? { REDIS_URL: redis.url } : {}
    const server = await startOurs(place, more)
    const other = redis && (await startOurs(place, more))
    const mongod = await watchMongod(place.storeUrl)
    const random = createRandom(7)
    const crowd = gatherCrowd(server.url, all, random)
    try {
      const found = await costByKind(bench, place, server, other, mongod, crowd)
      for (const payer of everyPayer) for (const kind of kindNames) bench.found({ what: costFigure(payer, kind), value: found.cost[payer][kind], unit: 'µs' })
      for (const kind of kindNames) if (found.bytes[kind] > 0) bench.found({ what: bytesFigure(kind), value: found.bytes[kind], unit: 'bytes' })
      if (found.heard !== undefined) bench.found({ what: figures.heard, value: found.heard, unit: 'µs' })
      bench.found({ what: figures.rowBytes, value: one.rows / tasks, unit: 'bytes' })
      bench.found({ what: figures.indexBytes, value: one.indexes / tasks, unit: 'bytes' })
      bench.found({ what: figures.changeBytes, value: found.changeBytes, unit: 'bytes' })
      bench.found({ what: figures.streamBytes, value: found.streamBytes / 1_024, unit: 'KB' })
      bench.found({ what: figures.bare, value: await bareOf(bench, server, crowd), unit: 'µs' })

      const during = watch(server, mongod)
      const { length } = crowd.members
      // The most first: streams end as there are fewer.
      for (const share of [1, 1 / 4]) {
        const some = crowd.members.slice(0, Math.round(length * share))
        crowd.only(some)
        crowd.signIn()
        const active = Math.round(some.length / size)
        const name = `${some.length.toLocaleString('en-GB')} connected, ${active.toLocaleString('en-GB')} active`
        bench.say(name)
        await live(crowd, some, { connected: some.length, active }, random, warmMs)
        crowd.take()
        const turnedAway = crowd.turnedAway()
        const span = await during(() => live(crowd, some, { connected: some.length, active }, random))
        const counted = crowd.take()
        const asked = byKind((kind) => (kind === 'process' ? 1 : kind === 'held' ? some.length : (counted.get(kind)?.count ?? 0) / span.seconds))
        const model = loadOf({ connected: some.length, active }, habits)
        bench.found({ what: `${name}: answers of 503`, value: crowd.turnedAway() - turnedAway, unit: '' })
        bench.say(`asked, and assumed, a second: ${kindNames.map((kind) => `${kind} ${asked[kind].toFixed(1)} ${model[kind].toFixed(1)}`).join(', ')}`)
        // Where a machine is too busy, what was to be done in half a minute takes longer.
        bench.found({ what: `${name}: done in a second, of what the model assumes`, value: (asked.change / model.change) * 100, unit: '%' })
        for (const payer of everyPayer) {
          const [measured, said] = [span[payer] / span.seconds / 1e4, spent(asked, found.cost[payer]) / 1e4]
          const where = payer === 'process' ? 'the process' : payers[payer]
          const goal = payer === 'process' && share === 1 ? { goal: { atMost: 100 } } : {}
          const bar = (label: string, stands: boolean) => ({ measure: 'people', chart: `CPU of ${where}`, label: `${name}, ${label}`, stands })
          bench.found({ what: `${name}: CPU of ${where}, measured`, value: measured, unit: '% of a core', ...goal, bar: bar('measured', true) })
          bench.found({ what: `${name}: CPU of ${where}, by the model`, value: said, unit: '% of a core', bar: bar('by the model', false) })
          bench.found({ what: `${name}: CPU of ${where}, measured against the model`, value: measured / said, unit: 'x' })
        }
      }
    } finally {
      crowd.leave()
      await server.stop()
      await other?.stop()
      await mongod.close()
      await redis?.close()
    }
  },
}
