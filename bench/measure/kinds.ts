import type { OursApi } from '../apis/ours.ts'
import { createRandom } from '../seed/random.ts'
import { title } from '../seed/titles.ts'
import type { Reads, Served } from './list-reads.ts'
import { expect } from './reading.ts'
import { keepBusy, openLines, type Line } from './wire.ts'

const connections = 16
const cursorsEach = 20

const subjectOf = (name: string, server: Served, api: OursApi, exchange: (line: Line, n: number) => Promise<unknown>): Reads => {
  const lines = openLines(server, connections)
  return {
    name,
    servers: [server],
    prepare: async () => api.signIn(),
    load: (total) => keepBusy(lines, total, async (line, n) => void (await exchange(line, n))),
    close: () => {
      for (const line of lines) line.close()
    },
  }
}
/** Somebody's task, each in turn. */
const taskOf = ({ people }: OursApi, n: number) => {
  const who = n % people.length
  const { tasks = [] } = people[who] ?? {}
  return [who, tasks[Math.floor(n / people.length) % tasks.length] ?? ''] as const
}

export const singleTasks = (name: string, server: Served, api: OursApi): Reads =>
  subjectOf(name, server, api, (line, n) => expect(line, api.one(...taskOf(api, n)), 200))

export const renamings = (name: string, server: Served, api: OursApi): Reads => {
  const random = createRandom(1)
  return subjectOf(name, server, api, (line, n) => expect(line, api.rename(...taskOf(api, n), title(random)), 200))
}

export const additions = (name: string, server: Served, api: OursApi): Reads => {
  const random = createRandom(2)
  return subjectOf(name, server, api, (line, n) => expect(line, api.add(n % api.people.length, title(random)), 201))
}

/** What changed since each of many cursors, one to some twenty rows, each asked for once in a round, in front of which every space has moved. */
export const manyChanges = async (name: string, server: Served, api: OursApi): Promise<Reads> => {
  const [line] = openLines(server, 1)
  if (!line) throw new Error('no connection')
  api.signIn()
  const asked: { readonly who: number; readonly since: string }[] = []
  for (const [who, { since, tasks }] of api.people.entries())
    for (let [n, at] = [0, since]; n < cursorsEach; n++) {
      await expect(line, api.rename(who, tasks[n] ?? '', `Changed as number ${n}`), 200)
      at = api.sinceOf((await expect(line, api.changes(who, at), 200)).body)
      asked.push({ who, since: at })
    }
  line.close()
  const subject = subjectOf(name, server, api, (each, n) => {
    const { who, since } = asked[n] ?? { who: 0, since: '' }
    return expect(each, api.changes(who, since), 200)
  })
  return {
    ...subject,
    most: asked.length,
    prepare: async () => {
      api.signIn()
      const [mover] = openLines(server, 1)
      for (const who of api.people.keys()) await expect(mover as Line, api.touch(who), 200)
      mover?.close()
    },
  }
}
