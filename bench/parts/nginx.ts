import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import { oursApi, type OursApi } from '../apis/ours.ts'
import type { Target } from '../measure/dial.ts'
import { additions, manyChanges, renamings, singleTasks } from '../measure/kinds.ts'
import { firstPages, freshPages, type Reads, type Served } from '../measure/list-reads.ts'
import { median } from '../measure/median.ts'
import { expect } from '../measure/reading.ts'
import { get } from '../measure/requests.ts'
import { measure, ratio } from '../measure/rounds.ts'
import { startScaled } from '../measure/scaled.ts'
import { bytesOf, codings } from '../measure/wire-bytes.ts'
import { openLines } from '../measure/wire.ts'
import { seedOwners, type Owner } from '../seed/owners.ts'
import { cookiesOf } from '../seed/people.ts'
import type { Bench, Part } from './part.ts'

const [people, each] = [20, 500]
/** Pages of about fifty that all differ, so that none is cached when it is asked for. */
const limits = [48, 49, 50, 51]
const html = join(import.meta.dirname, '../../apps/web/dist/index.html')

const kinds: Readonly<Record<string, (name: string, server: Served, api: OursApi) => Reads | Promise<Reads>>> = {
  'cached page of 50': firstPages,
  'the same, 304': (...asked) => firstPages(...asked, true),
  'fresh page of 50': (...asked) => freshPages(...asked, limits),
  'changes since, 1 to 20 rows': manyChanges,
  'single task': singleTasks,
  'new task': additions,
  renaming: renamings,
}

/** The parts of the first page that a browser loads as scripts. */
const scripts = (): readonly string[] =>
  [...readFileSync(html, 'utf8').matchAll(/(?:src|modulepreload" crossorigin href)="(\/assets\/[^"]+\.js)"/g)].map(([, path = '']) => path)

/** Paths of what somebody loads, by what it is. */
const loaded = async (target: Target, api: OursApi, { person, space, since }: Owner) => {
  const root = `/api/v1/spaces/${space}`
  const [line] = openLines(target, 1)
  if (!line) throw new Error('no connection')
  const { tasks = [] } = api.people[0] ?? {}
  api.signIn()
  for (const [n, task] of tasks.slice(0, 20).entries()) await expect(line, api.rename(0, task, `Changed as number ${n}`), 200)
  const { body } = await expect(line, get(target.url, `${root}/snapshot/latest`, cookiesOf(person, target.url)), 200)
  line.close()
  const { from, chunks } = JSON.parse(body.toString()) as SnapshotReply
  return {
    'a page of 50 tasks': [`${root}/tasks?limit=50`],
    'changes since, 20 rows': [`${root}/changes?since=${since}`],
    [`a snapshot of ${each.toLocaleString('en-GB')} tasks`]: chunks.map((chunk) => `${root}/snapshot/${from}/${chunk}`),
    'the scripts of the first page': scripts(),
  }
}

const weigh = async (bench: Bench, target: Target, api: OursApi, owner: Owner) => {
  for (const [what, paths] of Object.entries(await loaded(target, api, owner)))
    for (const taken of codings) {
      const headers = { ...cookiesOf(owner.person, target.url), 'Accept-Encoding': taken }
      const { bytes, coding } = await bytesOf(
        target,
        paths.map((path) => get(target.url, path, headers)),
      )
      bench.found({ what: `${what}, on the line to who takes ${taken}`, value: bytes / 1_000, unit: 'KB', note: coding })
    }
}

/** What it costs to have nginx in front: to the instance, which is asked by it, and its own. */
export const nginx: Part = {
  name: 'nginx',
  about: 'each kind of request through nginx (TLS, HTTP/1.1) and directly, to the same instance by turns: CPU of both; and bytes on the line',
  run: async (bench) => {
    const scaled = await startScaled(bench, 1)
    const [direct] = scaled?.instances ?? []
    if (!scaled || !direct) return
    bench.say('seeding')
    const owners = await seedOwners(scaled.place, people, each)
    const api = oursApi(scaled.url, owners)
    const behind = { ...scaled.through, used: direct.used }
    await weigh(bench, scaled.through, api, owners[0] as Owner)

    const subjects: Reads[] = []
    for (const [kind, reads] of Object.entries(kinds)) {
      subjects.push({ ...(await reads(`${kind}, through`, behind, api)), beside: { nginx: scaled.nginx } })
      subjects.push(await reads(`${kind}, direct`, direct, api))
    }
    bench.say('asking')
    const costs = await measure(subjects, bench.quick ? { rounds: 3, fewest: 100 } : { warmMs: 1_000, fewest: 200 })
    for (const { close } of subjects) close()
    for (const kind of Object.keys(kinds)) {
      const [through, past] = [costs.get(`${kind}, through`), costs.get(`${kind}, direct`)]
      bench.found({ what: `${kind}: CPU of the instance, asked directly`, value: median(past?.rounds ?? []), unit: 'µs' })
      bench.found({ what: `${kind}: through nginx, against that`, value: ratio(through, past), unit: 'x' })
      bench.found({ what: `${kind}: CPU of nginx`, value: median(through?.beside['nginx'] ?? []), unit: 'µs' })
    }
  },
}
