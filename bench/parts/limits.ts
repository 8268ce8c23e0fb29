import { join } from 'node:path'
import { findRedis, startRedis } from '../../scripts/testing/redis.ts'
import { oursApi } from '../apis/ours.ts'
import { startChild } from '../measure/child.ts'
import { firstPages } from '../measure/list-reads.ts'
import { median } from '../measure/median.ts'
import { isTold, outside } from '../measure/outside.ts'
import { serverEnv, sqliteIn } from '../measure/ours.ts'
import { measure, ratio, type Cost } from '../measure/rounds.ts'
import { seedOwners } from '../seed/owners.ts'
import type { Bench, Part } from './part.ts'

const [people, each] = [20, 200]

/** The median over rounds of what one costs more than the other, in µs. */
const more = (cost: Cost | undefined, than: Cost | undefined): number =>
  median((cost?.rounds ?? []).map((mine, round) => mine - (than?.rounds[round] ?? Number.NaN)))

/** People with a few tasks, in a server of their own that counts them in some way. */
const counted = async (bench: Bench, name: string, way: string, shared?: Awaited<ReturnType<typeof startRedis>>) => {
  const place = sqliteIn(join(bench.folder, `limits-${name.replaceAll(/\W+/g, '-')}`))
  const owners = await seedOwners(place, people, each)
  const server = await startChild('bench/bare/limiting.ts', [way], { ...serverEnv(place), ...(shared ? { SHARED_BY: shared.url } : {}) })
  bench.afterwards(() => server.stop())
  const pages = await firstPages(name, server, oursApi(server.url, owners))
  bench.afterwards(async () => pages.close())
  const pid = shared?.pid()
  return pid === undefined || !isTold() ? pages : { ...pages, beside: { Redis: outside([pid]) } }
}

/** What it costs a request that whoever asks is counted: on a page that is at hand, of which it is the largest part. */
export const limits: Part = {
  name: 'limits',
  about: 'CPU of a cached page of 50 with the limiter and without, in one process and over Redis',
  run: async (bench) => {
    const file = findRedis()
    const redis = file === undefined ? undefined : await startRedis(file)
    if (redis) bench.afterwards(() => redis.close())
    else bench.missing('over Redis: there is none on PATH')
    const [nobody, alone, ahead, asked] = ['nobody is counted', 'in the process', 'over Redis, fifty taken ahead', 'over Redis, a question each'] as const
    const subjects = [await counted(bench, nobody, 'nobody'), await counted(bench, alone, 'usual')]
    if (redis) subjects.push(await counted(bench, ahead, 'usual', redis), await counted(bench, asked, 'each', redis))
    bench.say('asking')
    const costs = await measure(subjects, { rounds: bench.quick ? 3 : 15 })
    const without = costs.get(nobody)
    bench.found({ what: `a cached page, ${nobody}`, value: median(without?.rounds ?? []), unit: 'µs' })
    for (const name of redis ? [alone, ahead, asked] : [alone]) {
      const cost = costs.get(name)
      bench.found({ what: `a cached page, counted ${name}`, value: median(cost?.rounds ?? []), unit: 'µs' })
      bench.found({ what: `counted ${name}: CPU more for a request`, value: more(cost, without), unit: 'µs' })
      bench.found({ what: `counted ${name}, against nobody`, value: ratio(cost, without), unit: 'x' })
      const beside = cost?.beside['Redis']
      if (beside) bench.found({ what: `counted ${name}: CPU of Redis for a request`, value: median(beside), unit: 'µs' })
    }
  },
}
