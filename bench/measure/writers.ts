import { newId } from '../../apps/server/src/new-id.ts'
import { mutationOf } from '../seed/journal.ts'
import { writerOf, type Person } from '../seed/people.ts'
import type { Member } from '../seed/shared.ts'
import { taskArgs } from '../seed/tasks.ts'
import { title } from '../seed/titles.ts'
import type { Target } from './dial.ts'
import { sendJson, type Headers } from './requests.ts'
import { openLines, type Line } from './wire.ts'

/** Every second one adds a task, the others rename one. */
const oneMutation = ({ list, tasks, random }: Member) => {
  const id = tasks[Math.floor(random() * tasks.length)]
  return random() < 1 / 2 || id === undefined
    ? mutationOf('task.create@1', taskArgs(list, `b${newId(new Date()).replaceAll('-', '')}V`, random))
    : mutationOf('task.update@1', { id, set: { title: title(random) } })
}

/** Milliseconds for which somebody sends the same cookies: a browser keeps them for ten minutes. */
const signedMs = 60_000
/** Somebody's cookies and tokens, made afresh now and then. */
const signing = (person: Person, url: string): (() => Headers) => {
  let [headers, until] = [undefined as Headers | undefined, 0]
  return () => {
    if (headers && performance.now() < until) return headers
    until = performance.now() + signedMs
    headers = writerOf(person, url)
    return headers
  }
}

/** A connection for each member, spread over the servers in turn. */
export const openWriters = (servers: readonly Target[], members: readonly Member[]) => {
  const owners = new Map<Line, { readonly member: Member; readonly url: string; readonly signed: () => Headers }>()
  for (const [n, member] of members.entries()) {
    const server = servers[n % servers.length]
    if (!server) throw new Error('nobody takes what they write')
    const { url } = server
    for (const line of openLines(server, 1)) owners.set(line, { member, url, signed: signing(member.person, url) })
  }
  const lines = [...owners.keys()]
  return {
    lines,
    /**
     * Sends one mutation as one push, and sends it again, as a client does, for as long as it is told that the server is busy.
     * @returns milliseconds from the first sending until it was acknowledged, how often it was told busy, and its rev
     */
    write: async (line: Line): Promise<{ readonly ms: number; readonly busy: number; readonly rev: number }> => {
      const owner = owners.get(line)
      if (!owner) throw new Error('nobody writes on that connection')
      const { member, url, signed } = owner
      const body = { for: member.person.id, mutations: [oneMutation(member)] }
      const request = sendJson('POST', url, `/api/v1/spaces/${member.space}/mutations`, body, signed())
      const started = performance.now()
      for (let busy = 0; ; busy++) {
        const reply = await line.ask(request)
        if (reply.status === 503) continue
        const said = reply.body.toString()
        if (reply.status !== 200 || !said.includes('"status":"applied"')) throw new Error(`a write was answered ${reply.status}: ${said}`)
        return { ms: performance.now() - started, busy, rev: Number(/"rev":(\d+)/.exec(said)?.[1]) }
      }
    },
    close: () => {
      for (const line of lines) line.close()
    },
  }
}
