import type { Api } from '../apis/api.ts'
import { createRandom } from '../seed/random.ts'
import { title } from '../seed/titles.ts'
import type { Served } from './list-reads.ts'
import { expect } from './reading.ts'
import { headerOf } from './requests.ts'
import { keepBusy, openLines, type Line } from './wire.ts'

/** How it is asked. */
interface Way {
  /** Whether lists are asked for with the validator of the last one, as a browser's cache does. */
  readonly revalidates: boolean
  readonly connections?: number
}

/**
 * The fixed mix: 60 % lists, 20 % changes since the last time, 10 % single tasks, 10 % renamings, by people drawn at random. All
 * servers are asked the same things in the same order. Who is told that too many write somewhere at once sends it again.
 */
export const mixed = async (name: string, server: Served, api: Api, { revalidates, connections = 16 }: Way) => {
  const lines = openLines(server, connections)
  const random = createRandom(60_20_10)
  const states = api.people.map(({ since, tasks }) => ({ since, tasks, tag: undefined as string | undefined }))
  let busy = 0
  const rename = async (line: Line, request: string) => {
    let reply = await line.ask(request)
    for (; reply.status === 503 && reply.body.includes('"busy"'); reply = await line.ask(request)) busy++
    if (reply.status !== 200) throw new Error(`a renaming was answered ${reply.status}: ${reply.body.toString()}`)
  }
  const one = async (line: Line) => {
    const who = Math.floor(random() * states.length)
    const state = states[who]
    const task = state?.tasks[Math.floor(random() * state.tasks.length)]
    const kind = random()
    if (!state || task === undefined) throw new Error('nobody is there')
    if (kind < 0.6) {
      const { status, head } = await line.ask(api.list(who, revalidates ? state.tag : undefined))
      if (status !== 200 && status !== 304) throw new Error(`a list was answered ${status}`)
      state.tag = headerOf(head, 'etag') ?? state.tag
    } else if (kind < 0.8) {
      const { body } = await expect(line, api.changes(who, state.since), 200)
      state.since = api.sinceOf(body)
    } else if (kind < 0.9) await expect(line, api.one(who, task), 200)
    else await rename(line, api.rename(who, task, title(random)))
  }
  return {
    name,
    servers: [server],
    prepare: async () => api.signIn(),
    load: (requests: number) => keepBusy(lines, requests, one),
    /** How often somebody was told to send it again. */
    busy: () => busy,
    close: () => {
      for (const line of lines) line.close()
    },
  }
}
