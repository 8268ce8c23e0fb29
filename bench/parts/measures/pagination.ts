import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { oursApi } from '../../apis/ours.ts'
import { startQuerying } from '../../measure/bare.ts'
import { anything, freshPages } from '../../measure/list-reads.ts'
import { median } from '../../measure/median.ts'
import { sqliteIn, startOurs } from '../../measure/ours.ts'
import { measure } from '../../measure/rounds.ts'
import { askOnce } from '../../measure/wire.ts'
import { seedOwners } from '../../seed/owners.ts'
import { compare } from './compare.ts'
import type { Measure } from './measure.ts'

const [tasks, page] = [10_000, 50]
/** Pages that all differ, so that there are enough of them before the list has to be changed again. */
const aboutAPage = Array.from({ length: 20 }, (_, n) => page - 9 + n)

/** A list of ten thousand: all of it, and its first page. */
export const pagination: Measure = {
  name: 'pagination',
  run: async (bench) => {
    const place = sqliteIn(join(bench.folder, 'pagination'))
    const owners = await seedOwners(place, 1, tasks)
    const database = join(bench.folder, 'pagination-copy.db')
    copyFileSync(`${place.dataDir}/muster.db`, database)
    const server = await startOurs(place)
    const api = oursApi(server.url, owners)
    api.signIn()
    const reply = await askOnce(server, api.list(0))
    const spaces = owners.map(({ space }) => space)
    // One after the other: each takes a copy of its own, and nobody has this one open.
    const wholes = await startQuerying(bench.folder, database, spaces, reply, tasks + 1)
    const pages = await startQuerying(bench.folder, database, spaces, reply, page)
    const subjects = [
      await anything('all of it', wholes, api.list(0)),
      await anything(`a page of ${page}`, pages, api.list(0)),
      await freshPages(`a page of ${page}, ours`, server, api, aboutAPage, { step: 200, most: 40 }),
    ]
    const whole = (await askOnce(wholes, api.list(0))).body.length
    const costs = await measure(subjects, { rounds: bench.quick ? 3 : 5, warmMs: 400 })
    compare(bench, {
      measure: 'pagination',
      quantity: `CPU of a list of ${tasks.toLocaleString('en-GB')}, by query and JSON`,
      unit: 'µs',
      bars: subjects.map(({ name }) => [name, median(costs.get(name)?.rounds ?? [])] as const),
    })
    compare(bench, {
      measure: 'pagination',
      quantity: 'bytes of it',
      unit: 'bytes',
      bars: [
        ['all of it', whole],
        [`a page of ${page}`, reply.body.length],
      ],
    })
    for (const { close } of subjects) close()
    for (const one of [server, wholes, pages]) await one.stop()
  },
}
