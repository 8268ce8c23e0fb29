import { connect, type Socket } from 'node:net'
import { newId } from '../../apps/server/src/new-id.ts'
import type { Kind } from '../capacity/kinds.ts'
import { mutationOf } from '../seed/journal.ts'
import { cookiesOf, writerOf, type Person } from '../seed/people.ts'
import { taskArgs } from '../seed/tasks.ts'
import type { Team } from '../seed/teams.ts'
import { title } from '../seed/titles.ts'
import { shareLines } from './lines.ts'
import { get, headerOf, postNothing, sendJson, type Headers } from './requests.ts'
import type { Reply } from './wire.ts'

/** Pulls of a page within this time of the last are gathered into one, as the browser does: ms. */
const gatherMs = 250
const connections = 64
const openedAtOnce = 50
/** Who was turned away opens a stream again after so long: ms. */
const returnMs = 1_000

/** Somebody with the product open in one tab: what a page does, without the page. */
interface Member {
  readonly person: Person
  readonly team: Team
  refreshed: boolean
  signed: { readonly cookies: Headers; readonly writer: Headers }
  /** Where they are in the space of their team, and in their own. */
  since: string
  own: string
  tag: string | undefined
  stream: Socket | undefined
  pulling: boolean
  again: boolean
  pulledAt: number
}

/** How an answer begins that brings nothing. */
const nothing = Buffer.from('{"docs":[],"tombstones":[]')
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** People of many teams with a server of ours: each in turn can be made to do what one does, and what was done is counted. */
export const gatherCrowd = (url: string, teams: readonly Team[], random: () => number) => {
  const lines = shareLines(url, connections)
  const port = Number(new URL(url).port)
  const sign = (person: Person) => ({ cookies: cookiesOf(person), writer: writerOf(person, url) })
  const members: Member[] = teams.flatMap((team) =>
    team.people.map((person) => ({
      person,
      team,
      signed: sign(person),
      refreshed: false,
      since: team.since,
      own: person.since,
      tag: undefined,
      stream: undefined,
      pulling: false,
      again: false,
      pulledAt: -Infinity,
    })),
  )
  const counts = new Map<Kind, { count: number; bytes: number }>()
  const failures: string[] = []
  let turnedAway = 0
  let listens = true
  const count = (kind: Kind, bytes: number, times = 1) => {
    const so = counts.get(kind) ?? { count: 0, bytes: 0 }
    counts.set(kind, { count: so.count + times, bytes: so.bytes + bytes })
  }
  const ask = async (kind: Kind | ((reply: Reply) => Kind), request: string, status: number): Promise<Reply> => {
    const reply = await lines.ask(request)
    if (reply.status === 503) turnedAway++
    else if (reply.status !== status) failures.push(`${request.split('\r\n', 1)[0]} was answered ${reply.status}: ${reply.body.toString().slice(0, 300)}`)
    else count(typeof kind === 'string' ? kind : kind(reply), reply.head.length + 4 + reply.body.length)
    return reply
  }
  /** Returns the cursor after what came. */
  const changesOf = async (member: Member, space: string, since: string): Promise<string> => {
    const reply = await ask(
      ({ body }) => (body.subarray(0, nothing.length).equals(nothing) ? 'nothing' : 'pull'),
      get(url, `/api/v1/spaces/${space}/changes?since=${since}`, member.signed.cookies),
      200,
    )
    return reply.status === 200 ? (JSON.parse(reply.body.toString()) as { readonly head: string }).head : since
  }
  const pull = async (member: Member): Promise<void> => {
    member.since = await changesOf(member, member.team.space, member.since)
  }
  const pullOwn = async (member: Member): Promise<void> => {
    member.own = await changesOf(member, member.person.id, member.own)
  }
  /** What a page does when it is told, or has sent something: one pull at a time, and another if it was told meanwhile. */
  const poke = async (member: Member): Promise<void> => {
    member.again = true
    if (member.pulling) return
    member.pulling = true
    while (member.again) {
      const early = member.pulledAt + gatherMs - performance.now()
      if (early > 0) await rest(early)
      member.again = false
      member.pulledAt = performance.now()
      await pull(member)
    }
    member.pulling = false
  }
  const heard = (member: Member, text: string) => {
    for (const [, space, rev] of text.matchAll(/"space":"([^"]+)","rev":(\d+)/g)) {
      count('told', 0)
      if (listens && space === member.team.space && member.since.split('.')[0] !== rev) void poke(member)
    }
  }
  const open = (member: Member): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      socket.write(get(url, '/api/v1/events', member.signed.cookies))
      member.stream = socket
      const first = new Set([member.team.space, member.person.id])
      let [held, bytes, again] = ['', 0, false]
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        held += chunk.toString('latin1')
        // An event may come in two pieces.
        const whole = held.lastIndexOf('\n\n') + 2
        if (whole < 2) {
          if (!held.startsWith('HTTP/1.1 503') || again) return
          turnedAway++
          again = true
          member.stream = undefined
          socket.destroy()
          return void rest(returnMs).then(() => open(member).then(resolve, reject))
        }
        const text = held.slice(0, whole)
        held = held.slice(whole)
        if (first.size === 0) {
          count('held', chunk.length, 0)
          return heard(member, text)
        }
        for (const [, space = ''] of text.matchAll(/"space":"([^"]+)"/g)) first.delete(space)
        if (first.size > 0) return
        count('stream', bytes)
        resolve()
      })
      socket.on('error', reject)
      socket.on('close', () => {
        if (member.stream !== socket) return
        failures.push('the server closed a stream')
        reject(new Error('the server closed a stream'))
      })
    })
  const close = (member: Member) => {
    const { stream } = member
    member.stream = undefined
    stream?.destroy()
  }

  const change = async (member: Member): Promise<void> => {
    const { list, tasks, space } = member.team
    const task = tasks[Math.floor(random() * tasks.length)]
    const mutation =
      random() < 1 / 2 || task === undefined
        ? mutationOf('task.create@1', taskArgs(list, `b${newId(new Date()).replaceAll('-', '')}V`, random))
        : mutationOf('task.update@1', { id: task, set: { title: title(random) } })
    const body = { for: member.person.id, mutations: [mutation] }
    const reply = await ask('change', sendJson('POST', url, `/api/v1/spaces/${space}/mutations`, body, member.signed.writer), 200)
    if (reply.status === 200 && !reply.body.includes('"status":"applied"')) failures.push(`a change was answered ${reply.body.toString().slice(0, 200)}`)
  }
  const pageOf = (member: Member, tag?: string): string =>
    get(url, `/api/v1/spaces/${member.team.space}/tasks?limit=50`, { ...member.signed.cookies, ...(tag === undefined ? {} : { 'If-None-Match': tag }) })
  const page = async (member: Member): Promise<void> => {
    const reply = await lines.ask(pageOf(member, member.tag))
    if (reply.status === 503) turnedAway++
    else if (reply.status !== 200 && reply.status !== 304) failures.push(`a page was answered ${reply.status}`)
    else count('page', reply.head.length + 4 + reply.body.length)
    member.tag = headerOf(reply.head, 'etag') ?? member.tag
  }
  const refresh = async (member: Member): Promise<void> => {
    const { status, head } = await ask('refresh', postNothing(url, '/api/v1/auth/refresh', member.signed.writer), 200)
    if (status !== 200) return
    const cookies = [...head.matchAll(/\r\nset-cookie: ([^;\r]+)/gi)].map(([, cookie]) => cookie).join('; ')
    member.refreshed = true
    member.signed = { cookies: { Cookie: cookies }, writer: { ...member.signed.writer, Cookie: cookies } }
  }
  const me = async (member: Member): Promise<void> => void (await ask('me', get(url, '/api/v1/me', member.signed.cookies), 200))
  return {
    members,
    change,
    pull,
    poke,
    page,
    /** How a page is asked for. */
    pageOf: (member: Member): string => pageOf(member),
    refresh,
    me,
    open,
    /** Whether those who hear that their space has moved ask what for. */
    listening: (so: boolean): void => void (listens = so),
    /** Signs those anew who have not refreshed: cookies live for ten minutes. */
    signIn: (): void => {
      for (const member of members) if (!member.refreshed) member.signed = sign(member.person)
    },
    /** Opens streams of all of these. */
    openAll: async (some: readonly Member[]): Promise<void> => {
      let next = 0
      await Promise.all(
        Array.from({ length: openedAtOnce }, async () => {
          for (let member = some[next++]; member; member = some[next++]) await open(member)
        }),
      )
    },
    /** The page is opened anew: who one is, a stream, and what both spaces say. */
    reopen: async (member: Member): Promise<void> => {
      close(member)
      await me(member)
      await open(member)
      await Promise.all([pullOwn(member), pull(member)])
    },
    /** How often somebody was told so far that there is no time for them, or no MongoDB: a browser asks again. */
    turnedAway: (): number => turnedAway,
    /** What was done since it was last asked, with the bytes that came back. Throws where something was answered as it must not be. */
    take: (): ReadonlyMap<Kind, { readonly count: number; readonly bytes: number }> => {
      const [first] = failures
      if (first !== undefined) throw new Error(`${failures.length} failed, the first: ${first}`)
      const taken = new Map(counts)
      counts.clear()
      return taken
    },
    /** Streams of all others end. */
    only: (some: readonly Member[]): void => {
      const left = new Set(some)
      for (const member of members) if (!left.has(member)) close(member)
    },
    /** All streams and connections end. */
    leave: () => {
      for (const member of members) close(member)
      lines.close()
    },
  }
}
export type CrowdOfPeople = ReturnType<typeof gatherCrowd>
export type { Member as CrowdMember }
