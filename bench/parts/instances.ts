import { oursApi } from '../apis/ours.ts'
import { bareInstances } from '../measure/bare-instances.ts'
import { startFinding } from '../measure/bare.ts'
import { createCounting } from '../measure/counters.ts'
import type { Target } from '../measure/dial.ts'
import { median } from '../measure/median.ts'
import { mixed } from '../measure/mixed.ts'
import { measure, ratio, type Cost } from '../measure/rounds.ts'
import { startScaled } from '../measure/scaled.ts'
import { askOnce } from '../measure/wire.ts'
import type { Owner } from '../seed/owners.ts'
import { seedOwnSpaces } from '../seed/own-spaces.ts'
import type { Bench, Part } from './part.ts'

type Scaled = NonNullable<Awaited<ReturnType<typeof startScaled>>>

const [people, tasks] = [60, 60]
const most = 4
const flat = 1.2
/** The load that is spread, in connections that are always busy, and the part of it that each of the most instances has. */
const [all, part] = [48, 48 / most]
/** `first` counts the instances: each takes as much as the others in a turn of all shapes, so that compilers are as far with each. */
const shapes = [
  { first: 0, count: 1, connections: all, affinity: true },
  { first: 1, count: 1, connections: part, affinity: true },
  { first: 2, count: 2, connections: all, affinity: true },
  { first: 0, count: 4, connections: all, affinity: true },
  { first: 2, count: 2, connections: all, affinity: false },
  { first: 0, count: 4, connections: all, affinity: false },
] as const
const idleMs = 5_000
type Shape = (typeof shapes)[number]

const nameOf = ({ count, connections, affinity }: Shape): string =>
  `${count} ${count === 1 ? 'instance' : 'instances'}${connections === all ? '' : ', a quarter of the load'}${affinity ? '' : ', no affinity'}`

/** The same nginx, which sends a space to whichever instance has least to do. */
const withoutAffinity = (text: string): string => {
  const changed = text.replace('hash $muster_space consistent;', 'least_conn;')
  if (changed === text) throw new Error('nginx has no hash by space any more')
  return changed
}

/** The mix through an nginx of its own before so many instances, over spaces that are nobody else's. */
const subjectOf = async (scaled: Scaled, shape: Shape, owners: readonly Owner[]) => {
  const behind = scaled.instances.slice(shape.first, shape.first + shape.count)
  const front = await scaled.front(behind, shape.affinity ? undefined : withoutAffinity)
  const served: Target & (typeof behind)[number] = { ...(behind[0] as (typeof behind)[number]), ...front.target }
  const counting = createCounting(behind.map(({ metricsPort }) => metricsPort))
  const mix = await mixed(nameOf(shape), served, oursApi(scaled.url, owners), { revalidates: false, connections: shape.connections })
  return {
    ...mix,
    shape,
    counting,
    servers: behind,
    beside: { nginx: front.nginx, MongoDB: scaled.mongo, Redis: scaled.redis },
    prepare: async () => {
      await mix.prepare?.()
      await counting.begin()
    },
    settle: counting.end,
  }
}

/** The share of a core that an instance takes when nobody asks it. */
const idleShare = async ({ instances }: Scaled): Promise<number> => {
  const cpu = async () => (await Promise.all(instances.map((instance) => instance.used()))).reduce((sum, used) => sum + used.cpu, 0)
  const before = await cpu()
  await new Promise((resolve) => setTimeout(resolve, idleMs))
  return ((await cpu()) - before) / instances.length / (idleMs * 1_000)
}
/** What requests cost beside what so many processes take by themselves meanwhile: on a busy machine a round lasts, and those rest. */
const withoutIdle = (cost: Cost | undefined, share: number, { count }: Shape): Cost | undefined =>
  cost && { ...cost, rounds: cost.rounds.map((each, n) => each - (share * count * 1e6) / (cost.rates[n] ?? Infinity)) }

/** What a shape cost, by turns with one instance, and what its caches and commits came to. */
const tell = (bench: Bench, { name, shape, counting, busy }: Awaited<ReturnType<typeof subjectOf>>, costs: ReadonlyMap<string, Cost>, share: number) => {
  const cost = costs.get(name)
  const rounds = cost?.rounds.length ?? 0
  const [one, quarter] = shapes
  bench.found({ what: `${name}: CPU of a request, of all instances`, value: median(cost?.rounds ?? []), unit: 'µs' })
  const against = (other: Shape, what: string) => {
    const goal = shape.affinity ? { goal: { atMost: flat } } : {}
    bench.found({
      what: `${name}: against ${what}`,
      value: ratio(withoutIdle(cost, share, shape), withoutIdle(costs.get(nameOf(other)), share, other)),
      unit: 'x',
      ...goal,
    })
    if (!shape.affinity) return
    const bare = ratio(costs.get(bareNameOf(shape)), costs.get(bareNameOf(other)))
    bench.found({ what: `${name}: bare servers against ${what}`, value: bare, unit: 'x' })
  }
  if (shape.count > 1) against(one, 'one with the same load')
  if (shape.count === most) against(quarter, 'one with as much as each of them')
  for (const [other, each] of Object.entries(cost?.beside ?? {})) bench.found({ what: `${name}: CPU of ${other} for it`, value: median(each), unit: 'µs' })
  const percent = (of: string, rest: string) => {
    const [part, others] = [counting.in(rounds, of), counting.in(rounds, rest)]
    return (100 * part) / (part + others)
  }
  const found = (layer: string) => percent(`muster_cache_asks_total{layer="${layer}",found="yes"}`, `muster_cache_asks_total{layer="${layer}",found="no"}`)
  bench.found({ what: `${name}: found at hand in the process`, value: found('process'), unit: '%' })
  bench.found({ what: `${name}: of the rest, found in Redis`, value: found('shared'), unit: '%' })
  bench.found({
    what: `${name}: commits that another instance came before`,
    value: percent('muster_commits_total{outcome="conflict"}', 'muster_commits_total{outcome="committed"}'),
    unit: '%',
    note: `told busy ${busy()} times`,
  })
}

const bareShapes = shapes.filter(({ affinity }) => affinity)
const bareNameOf = (shape: Shape) => `bare: ${nameOf(shape)}`

/** Bare servers in the same shapes, over the same MongoDB. */
const bareSubjects = async (bench: Bench, scaled: Scaled, owners: readonly Owner[]) => {
  const api = oursApi(scaled.url, owners)
  api.signIn()
  const [first] = scaled.instances
  if (!first) return []
  const reply = await askOnce(first, api.list(0))
  const spaces = owners.map(({ space }) => space)
  const servers = await Promise.all(Array.from({ length: most }, () => startFinding(scaled.place.storeUrl, spaces, reply)))
  for (const server of servers) bench.afterwards(() => server.stop())
  return Promise.all(
    bareShapes.map(async (shape) => {
      const some = servers.slice(shape.first, shape.first + shape.count)
      const front = await scaled.front(some.map(({ url }) => ({ at: { port: Number(new URL(url).port) } })))
      return bareInstances(bareNameOf(shape), some, front.target, api, shape.connections)
    }),
  )
}

/** What it costs to spread one load over several processes, and what affinity by space is good for. */
export const instances: Part = {
  name: 'instances',
  about: '60 % lists of 50, 20 % changes, 10 % single tasks, 10 % renamings over 60 spaces through nginx: 1, 2 and 4 instances, with and without affinity',
  run: async (bench) => {
    const scaled = await startScaled(bench, most)
    if (!scaled) return
    bench.say('seeding')
    const teams = await seedOwnSpaces(scaled.place, people, shapes.length, tasks)
    const subjects: Awaited<ReturnType<typeof subjectOf>>[] = []
    for (const [n, shape] of shapes.entries()) subjects.push(await subjectOf(scaled, shape, teams[n] ?? []))
    const bare = await bareSubjects(bench, scaled, teams[0] ?? [])
    bench.say('warming up')
    // Each process for itself: those that only the larger shapes have would else be measured while they are still being compiled.
    const last = subjects.at(-1)
    await last?.prepare()
    for (const widest of [last, bare.at(-1)]) await widest?.load(bench.quick ? 2_000 : 6_000)
    const share = await idleShare(scaled)
    bench.say('asking')
    const costs = await measure([...subjects, ...bare], bench.quick ? { rounds: 3, fewest: 500 } : { fewest: 1_000 })
    for (const { close } of [...subjects, ...bare]) close()
    bench.found({ what: 'of a core, an instance that nobody asks', value: share * 100, unit: '%' })
    for (const subject of subjects) tell(bench, subject, costs, share)
  },
}
