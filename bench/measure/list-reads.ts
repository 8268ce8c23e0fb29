import type { Api } from '../apis/api.ts'
import type { Target } from './dial.ts'
import { expect } from './reading.ts'
import { headerOf } from './requests.ts'
import type { Subject } from './rounds.ts'
import { keepBusy, openLines, type Line } from './wire.ts'

const connections = 16

/** Whom requests go to, and whose CPU they take. */
export type Served = Target & Subject['servers'][number]
export interface Reads extends Subject {
  readonly close: () => void
}
/** How a list is walked to find where its pages begin. */
interface Walk {
  readonly step: number
  readonly most: number
}

const subjectOf = (name: string, server: Served, lines: readonly Line[], rest: Omit<Subject, 'name' | 'servers'>): Reads => ({
  name,
  servers: [server],
  ...rest,
  close: () => {
    for (const line of lines) line.close()
  },
})

/** The first page of each person in turn, again and again. With `revalidates` each is asked for with the validator of the last answer. */
export const firstPages = async (name: string, server: Served, api: Api, revalidates = false): Promise<Reads> => {
  const lines = openLines(server, connections)
  let requests: readonly string[] = []
  return subjectOf(name, server, lines, {
    prepare: async () => {
      api.signIn()
      const [line] = lines
      const asked: string[] = []
      for (const who of api.people.keys()) {
        const { head } = await expect(line as Line, api.list(who), 200)
        asked.push(api.list(who, revalidates ? headerOf(head, 'etag') : undefined))
      }
      requests = asked
    },
    load: (total) => keepBusy(lines, total, async (line, n) => void (await expect(line, requests[n % requests.length] ?? '', revalidates ? 304 : 200))),
  })
}

/** Where pages of somebody's list begin, from its first to its last: `most` of them, found by walking the list `step` at a time. */
const cursorsOf = async (line: Line, api: Api, who: number, { step, most }: Walk): Promise<readonly string[]> => {
  const cursors: string[] = []
  let { body } = await expect(line, api.list(who), 200)
  for (;;) {
    const { nextCursor } = JSON.parse(body.toString()) as { readonly nextCursor: string | null }
    if (nextCursor === null) break
    cursors.push(nextCursor)
    body = (await expect(line, api.page(who, nextCursor, step), 200)).body
  }
  const every = Math.max(1, cursors.length / most)
  return Array.from({ length: Math.min(most, cursors.length) }, (_, n) => cursors[Math.floor(n * every)] ?? '')
}

/** Pages that nobody has asked for since their list changed: each once in a round, in front of which every list is changed. */
export const freshPages = async (
  name: string,
  server: Served,
  api: Api,
  limits: readonly number[] = [50],
  walk: Walk = { step: 50, most: 39 },
): Promise<Reads> => {
  const lines = openLines(server, connections)
  const [line] = lines
  if (!line) throw new Error('no connection')
  api.signIn()
  const asked: { readonly who: number; readonly cursor: string }[] = []
  for (const who of api.people.keys()) for (const cursor of await cursorsOf(line, api, who, walk)) asked.push({ who, cursor })
  let requests: readonly string[] = []
  return subjectOf(name, server, lines, {
    most: asked.length * limits.length,
    prepare: async () => {
      api.signIn()
      for (const who of api.people.keys()) await expect(line, api.touch(who), 200)
      requests = limits.flatMap((limit) => asked.map(({ who, cursor }) => api.page(who, cursor, limit)))
    },
    load: (total) => keepBusy(lines, total, async (line, n) => void (await expect(line, requests[n] ?? '', 200))),
  })
}

/** What changed for the first person since they began: always the same few tasks, which are renamed in front of the first round. */
export const fewChanges = async (name: string, server: Served, api: Api, count: number): Promise<Reads> => {
  const lines = openLines(server, connections)
  const [line] = lines
  const [person] = api.people
  if (!line || !person) throw new Error('nobody is there')
  api.signIn()
  for (const [n, task] of person.tasks.slice(0, count).entries()) await expect(line, api.rename(0, task, `Changed as number ${n}`), 200)
  return subjectOf(name, server, lines, {
    prepare: async () => api.signIn(),
    load: (total) => keepBusy(lines, total, async (each) => void (await expect(each, api.changes(0, person.since), 200))),
  })
}

/** Whatever a server answers to one request, as R does. */
export const anything = async (name: string, server: Served, request: string): Promise<Reads> => {
  const lines = openLines(server, connections)
  return subjectOf(name, server, lines, { load: (total) => keepBusy(lines, total, async (line) => void (await expect(line, request, 200))) })
}
