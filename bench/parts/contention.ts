import type { Child } from '../measure/child.ts'
import { median } from '../measure/median.ts'
import { mongoPlace } from '../measure/mongo.ts'
import { startOurs, type Place } from '../measure/ours.ts'
import { keepBusy } from '../measure/wire.ts'
import { seedShared } from '../seed/shared.ts'
import { openWriters } from '../measure/writers.ts'
import type { Part } from './part.ts'

const tasks = 1_000
const [rounds, each] = [5, 3_000]

/** Rounds of writes by so many people to one space over so many processes; the first one warms up. */
const contend = async (place: Place, processes: number, people: number) => {
  const seeded = await seedShared(place, people, tasks)
  const servers: Child[] = []
  for (let n = 0; n < processes; n++) servers.push(await startOurs(place))
  const writers = openWriters(servers, seeded)
  const cpu = async () => (await Promise.all(servers.map((server) => server.used()))).reduce((sum, used) => sum + used.cpu, 0)
  const rates: number[] = []
  const costs: number[] = []
  let [longest, busy] = [0, 0]
  for (let n = 0; n <= rounds; n++) {
    const [started, before] = [performance.now(), await cpu()]
    await keepBusy(writers.lines, each, async (line) => {
      const told = await writers.write(line)
      longest = Math.max(longest, told.ms)
      busy += told.busy
    })
    if (n === 0) continue
    rates.push((each * 1_000) / (performance.now() - started))
    costs.push(((await cpu()) - before) / each)
  }
  writers.close()
  for (const server of servers) await server.stop()
  return { rate: median(rates), cost: median(costs), longest, busy }
}

/** Durable writes on three members of MongoDB that share this machine with the servers and those who write. */
export const contention: Part = {
  name: 'contention',
  about: 'durable writes over HTTP on MongoDB, all on this machine: one process, and four without affinity',
  run: async (bench) => {
    const place = mongoPlace(bench)
    if (!place) return
    bench.say('one process, 50 writers')
    const one = await contend(place, 1, 50)
    bench.found({ what: 'MongoDB, one process, acknowledged by the clock', value: one.rate, unit: 'mutations/s', goal: { atLeast: 3_000 } })
    bench.found({ what: 'CPU of that process for each mutation', value: one.cost, unit: 'µs' })
    const other = mongoPlace(bench)
    if (!other) return
    bench.say('four processes with 20 writers each on one space')
    const four = await contend(other, 4, 80)
    const note = `told busy ${four.busy} times`
    bench.found({ what: 'MongoDB, four processes, acknowledged by the clock', value: four.rate, unit: 'mutations/s', goal: { atLeast: 1_500 }, note })
    bench.found({ what: 'CPU of all four for each mutation', value: four.cost, unit: 'µs' })
    bench.found({ what: 'the longest that anybody waited', value: four.longest / 1_000, unit: 's', goal: { atMost: 5 } })
  },
}
