import { oursApi } from '../apis/ours.ts'
import { fewChanges, freshPages } from '../measure/list-reads.ts'
import { median } from '../measure/median.ts'
import { mongoPlace } from '../measure/mongo.ts'
import { startOurs } from '../measure/ours.ts'
import { measure, ratio } from '../measure/rounds.ts'
import { seedShared, type Sized } from '../seed/shared.ts'
import { openStore } from '../seed/store.ts'
import type { Bench, Part } from './part.ts'

const flat = 1.2
const changed = 20
/** Pages of about fifty that all differ, so that none is cached when it is asked for. */
const limits = Array.from({ length: 20 }, (_, n) => 41 + n)
const most = 19

const prepare = async (tasks: number, { place, members }: Sized) => {
  const [member] = members
  if (!member) throw new Error('nobody is there')
  const store = await openStore(place.storeUrl)
  const head = await store.head(member.space)
  await store.close()
  const server = await startOurs(place)
  const api = oursApi(server.url, [{ ...member, since: `${head?.rev}.${head?.tag}` }])
  const subjects = [
    await fewChanges(`changes at ${tasks}`, server, api, changed),
    await freshPages(`page at ${tasks}`, server, api, limits, { step: tasks > 10_000 ? 200 : 50, most }),
  ]
  return { server, subjects }
}

const grow = async (bench: Bench, store: string, sizes: readonly number[], sized: (tasks: number) => Promise<Sized>) => {
  const running = []
  for (const tasks of sizes) running.push(await prepare(tasks, await sized(tasks)))
  bench.say(`asking ${store}`)
  const subjects = running.flatMap((one) => one.subjects)
  const costs = await measure(subjects)
  for (const { close } of subjects) close()
  for (const { server } of running) await server.stop()
  const [smallest, ...larger] = sizes
  for (const [what, name] of [
    ['a fresh page of 50 of all pages', 'page at'],
    [`the changes since, ${changed} rows`, 'changes at'],
  ] as const) {
    const first = costs.get(`${name} ${smallest}`)
    bench.found({ what: `${store}, ${what}, ${smallest?.toLocaleString('en-GB')} tasks`, value: median(first?.rounds ?? []), unit: 'µs' })
    for (const tasks of larger) {
      const value = ratio(costs.get(`${name} ${tasks}`), first)
      bench.found({ what: `the same with ${tasks.toLocaleString('en-GB')} tasks, against that`, value, unit: 'x', goal: { atMost: flat } })
    }
  }
}

/** Whether reading costs what is read, and not what there is. */
export const growth: Part = {
  name: 'growth',
  about: 'a page of the list, and the changes since, in spaces of 1,000, 100,000 and 1,000,000 tasks (MongoDB: up to 100,000)',
  run: async (bench) => {
    await grow(bench, 'SQLite', bench.quick ? [1_000, 100_000] : [1_000, 100_000, 1_000_000], bench.sized)
    if (!(await mongoPlace(bench))) return
    await grow(bench, 'MongoDB', bench.quick ? [1_000, 10_000] : [1_000, 100_000], async (tasks) => {
      const place = await mongoPlace(bench)
      if (!place) throw new Error('MongoDB went away')
      return { place, members: await seedShared(place, 1, tasks) }
    })
  },
}
