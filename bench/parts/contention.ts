import { startPushing, startWriting } from '../measure/bare.ts'
import type { Child } from '../measure/child.ts'
import { median } from '../measure/median.ts'
import { mongoPlace } from '../measure/mongo.ts'
import { startOurs, type Place } from '../measure/ours.ts'
import { get } from '../measure/requests.ts'
import { askOnce, keepBusy } from '../measure/wire.ts'
import { seedShared } from '../seed/shared.ts'
import { openWriters } from '../measure/writers.ts'
import type { Bench, Part } from './part.ts'

const tasks = 1_000
/** The first rounds warm up. */
const [warm, rounds, each] = [2, 5, 3_000]

/** The same people and the same writes over a bare process, in a database of its own. */
const bareOver = async (place: Place, people: number) => {
  const seeded = await seedShared(place, people, tasks)
  const server = await startPushing(place.storeUrl)
  const writers = openWriters([server], seeded)
  return {
    /** Microseconds of its CPU for each mutation of a round. */
    round: async (): Promise<number> => {
      const before = (await server.used()).cpu
      await keepBusy(writers.lines, each, async (line) => void (await writers.write(line)))
      return ((await server.used()).cpu - before) / each
    },
    stop: async (): Promise<void> => {
      writers.close()
      await server.stop()
    },
  }
}

interface Places {
  readonly place: Place
  readonly copy: Place
  /** For a bare process, where there is one. */
  readonly apart?: Place | undefined
}

/** Rounds of writes by so many people to one space over so many processes, and after each the same writes in the same groups by the driver alone. */
const contend = async ({ place, copy, apart }: Places, processes: number, people: number) => {
  const seeded = await seedShared(place, people, tasks)
  const space = seeded[0]?.space ?? ''
  const servers: Child[] = []
  for (let n = 0; n < processes; n++) servers.push(await startOurs(place))
  const writers = openWriters(servers, seeded)
  const alone = await startWriting(place.storeUrl, copy.storeUrl)
  const bare = apart && (await bareOver(apart, people))
  const cpuOf = async (some: readonly Child[]) => (await Promise.all(some.map((server) => server.used()))).reduce((sum, used) => sum + used.cpu, 0)
  const found = { rates: [] as number[], costs: [] as number[], bare: [] as number[], groups: [] as number[], alone: [] as number[], ratios: [] as number[] }
  let [longest, busy] = [0, 0]
  for (let n = 0; n < warm + rounds; n++) {
    const [started, before] = [performance.now(), await cpuOf(servers)]
    let [first, last] = [Infinity, 0]
    await keepBusy(writers.lines, each, async (line) => {
      const told = await writers.write(line)
      longest = Math.max(longest, told.ms)
      busy += told.busy
      first = Math.min(first, told.rev)
      last = Math.max(last, told.rev)
    })
    const took = performance.now() - started
    const cpu = (await cpuOf(servers)) - before
    const reply = await askOnce(alone, get(alone.url, `/?space=${space}&first=${first}&last=${last}`))
    const { ms } = JSON.parse(reply.body.toString()) as { readonly ms: number }
    const ofBare = (await bare?.round()) ?? Number.NaN
    if (n < warm) continue
    found.rates.push((each * 1_000) / took)
    found.costs.push(cpu / each)
    found.bare.push(ofBare)
    found.groups.push(each / (last - first + 1))
    found.alone.push((each * 1_000) / ms)
    found.ratios.push(took / ms)
  }
  writers.close()
  await bare?.stop()
  for (const server of [...servers, alone]) await server.stop()
  return {
    rate: median(found.rates),
    cost: median(found.costs),
    bare: median(found.bare),
    times: median(found.costs.map((cost, n) => cost / (found.bare[n] ?? Number.NaN))),
    group: median(found.groups),
    driver: median(found.alone),
    ratio: median(found.ratios),
    longest,
    busy,
  }
}

const measure = async (bench: Bench, processes: number, people: number) => {
  const [place, copy] = [await mongoPlace(bench), await mongoPlace(bench)]
  return place && copy && contend({ place, copy, apart: processes === 1 ? await mongoPlace(bench) : undefined }, processes, people)
}

/** Durable writes on three members of MongoDB that share this machine with the servers and those who write. */
export const contention: Part = {
  name: 'contention',
  about: 'durable writes over HTTP on MongoDB, all on this machine, against the driver alone: one process, and four without affinity',
  run: async (bench) => {
    bench.say('one process, 50 writers')
    const one = await measure(bench, 1, 50)
    if (!one) return
    bench.found({ what: 'MongoDB, one process, acknowledged by the clock', value: one.rate, unit: 'mutations/s' })
    bench.found({ what: `the same writes by the driver alone, in the same groups of ${one.group.toFixed(0)}`, value: one.driver, unit: 'mutations/s' })
    bench.found({ what: 'what one process takes of the time that the driver alone does', value: one.ratio, unit: 'x', goal: { atMost: 1.5 } })
    bench.found({ what: 'CPU of that process for each mutation', value: one.cost, unit: 'µs', goal: { atMost: 150 } })
    bench.found({ what: 'CPU of a bare process that parses the same pushes, sends the same commands and answers', value: one.bare, unit: 'µs' })
    bench.found({ what: 'CPU of that process against the bare one', value: one.times, unit: 'x' })
    bench.say('four processes with 20 writers each on one space')
    const four = await measure(bench, 4, 80)
    if (!four) return
    const note = `told busy ${four.busy} times`
    bench.found({ what: 'MongoDB, four processes, acknowledged by the clock', value: four.rate, unit: 'mutations/s', note })
    bench.found({ what: `the same writes by the driver alone, in the same groups of ${four.group.toFixed(0)}`, value: four.driver, unit: 'mutations/s' })
    bench.found({ what: 'what four processes take of the time that the driver alone does', value: four.ratio, unit: 'x', goal: { atMost: 1.5 } })
    bench.found({ what: 'CPU of all four for each mutation', value: four.cost, unit: 'µs' })
    bench.found({ what: 'the longest that anybody waited', value: four.longest / 1_000, unit: 's', goal: { atMost: 5 } })
  },
}
