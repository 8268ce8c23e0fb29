import { join } from 'node:path'
import { oursApi } from '../apis/ours.ts'
import { startBefore } from '../measure/before.ts'
import { median } from '../measure/median.ts'
import { mixed } from '../measure/mixed.ts'
import { sqliteIn, startOurs } from '../measure/ours.ts'
import { measure, ratio } from '../measure/rounds.ts'
import { seedOwners } from '../seed/owners.ts'
import type { Part } from './part.ts'

const [people, each] = [50, 2_000]
const times = 3

/** What the whole buys: the same work done by the starting point and by ours. */
export const mix: Part = {
  name: 'mix',
  about: '60 % lists of 50, 20 % changes, 10 % single tasks, 10 % writes by 50 people with 2,000 tasks each; ours on SQLite, and before',
  run: async (bench) => {
    const place = sqliteIn(join(bench.folder, 'mix'))
    const owners = await seedOwners(place, people, each)
    const ours = await startOurs(place)
    const befores = { indexed: await startBefore(bench.folder, people, each, true), plain: await startBefore(bench.folder, people, each, false) }
    const subjects = []
    for (const revalidates of [false, true]) {
      const how = revalidates ? '304s on' : '304s off'
      subjects.push(await mixed(`ours ${how}`, ours, oursApi(ours.url, owners), { revalidates }))
      for (const [name, { server, api }] of Object.entries(befores)) subjects.push(await mixed(`${name} ${how}`, server, api, { revalidates }))
    }
    bench.say('asking')
    const costs = await measure(subjects)
    for (const { close } of subjects) close()
    for (const server of [ours, befores.indexed.server, befores.plain.server]) await server.stop()
    const seconds = (name: string) => median(costs.get(name)?.rounds ?? []) / 1_000
    for (const how of ['304s off', '304s on']) {
      bench.found({ what: `ours, ${how}: CPU for a thousand requests`, value: seconds(`ours ${how}`), unit: 's' })
      bench.found({ what: `before with indexes, ${how}: CPU for a thousand requests`, value: seconds(`indexed ${how}`), unit: 's' })
      bench.found({
        what: `before with indexes against ours, ${how}`,
        value: ratio(costs.get(`indexed ${how}`), costs.get(`ours ${how}`)),
        unit: 'x',
        goal: { atLeast: times },
      })
      bench.found({
        what: `before without indexes against ours, ${how}`,
        value: ratio(costs.get(`plain ${how}`), costs.get(`ours ${how}`)),
        unit: 'x',
        goal: { atLeast: times },
      })
    }
  },
}
