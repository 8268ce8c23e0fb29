import { join } from 'node:path'
import { startChild, type Child } from '../measure/child.ts'
import { openListeners } from '../measure/listeners.ts'
import { median } from '../measure/median.ts'
import { sqliteIn, startOurs } from '../measure/ours.ts'
import { sendJson } from '../measure/requests.ts'
import { openLines } from '../measure/wire.ts'
import { openWriters } from '../measure/writers.ts'
import { cookiesOf } from '../seed/people.ts'
import { seedShared, type Member } from '../seed/shared.ts'
import type { Bench, Part } from './part.ts'

const people = 200
const [many, processes, pokes] = [10_000, 2, 15]
const idleMs = 6_000

type Listeners = Awaited<ReturnType<typeof openListeners>>

const nowMs = () => Number(process.hrtime.bigint() / 1_000n) / 1_000
const memoryOf = async (server: Child) => (await server.used({ collect: true })).rss

/** So many streams, spread over the members in turn. */
const listenAs = (server: Child, members: readonly Member[], count: number): Promise<Listeners> => {
  const space = members[0]?.space ?? ''
  const cookies = Array.from({ length: count }, (_, n) => cookiesOf((members[n % members.length] as Member).person))
  const share = Math.ceil(count / processes)
  return openListeners(Array.from({ length: processes }, (_, n) => ({ url: server.url, space, cookies: cookies.slice(n * share, (n + 1) * share) })))
}

/** Pokes all streams again and again. `write` makes one change, and returns its rev. */
const poke = async (server: Child, listeners: Listeners, write: () => Promise<number>) => {
  const [costs, middle, last] = [[] as number[], [] as number[], [] as number[]]
  for (let n = 0; n < pokes; n++) {
    const used = await server.used()
    const started = nowMs()
    const times = (await listeners.heard(await write())).map((at) => at - started)
    costs.push(((await server.used()).cpu - used.cpu) / 1_000)
    middle.push(median(times))
    last.push(Math.max(...times))
  }
  return { cost: median(costs), middle: median(middle), last: median(last) }
}

/** What the same events cost a server that does nothing else. */
const pokeBare = async (bench: Bench, members: readonly Member[]): Promise<number> => {
  const server = await startChild('bench/bare/streams.ts', [members[0]?.space ?? ''])
  bench.say(`opening ${many} streams to a bare server`)
  const listeners = await listenAs(server, members, many)
  const [line] = openLines(server.url, 1)
  const write = async () => {
    const reply = await line?.ask(sendJson('POST', server.url, '/', {}))
    return (JSON.parse(reply?.body.toString() ?? '') as { readonly rev: number }).rev
  }
  const { cost } = await poke(server, listeners, write)
  await listeners.close()
  line?.close()
  await server.stop()
  return cost
}

/** What ten thousand open pages cost: memory, and the CPU of telling all of them that one space has moved. */
export const streams: Part = {
  name: 'streams',
  about: '10,000 open event streams on one process: memory of each, CPU of one poke to all, and its way',
  run: async (bench) => {
    const place = sqliteIn(join(bench.folder, 'streams'))
    const members = await seedShared(place, people, 100)
    const floor = await pokeBare(bench, members)
    const server = await startOurs(place)
    const writers = openWriters([server], members.slice(0, 1))
    const [line] = writers.lines
    if (!line) return
    bench.say('warming up with a thousand streams')
    await (await listenAs(server, members, 1_000)).close()
    const before = await memoryOf(server)
    bench.say(`opening ${many} streams`)
    const opening = await server.used()
    const listeners = await listenAs(server, members, many)
    const opened = (await server.used()).cpu - opening.cpu
    const each = ((await memoryOf(server)) - before) / many
    const rests = await server.used()
    await new Promise((resolve) => setTimeout(resolve, idleMs))
    const idle = ((await server.used()).cpu - rests.cpu) / (idleMs * 1_000)
    bench.say('poking')
    const { cost, middle, last } = await poke(server, listeners, async () => (await writers.write(line)).rev)
    await listeners.close()
    writers.close()
    await server.stop()
    bench.found({ what: 'memory of each stream', value: each / 1_024, unit: 'KB', goal: { atMost: 20 } })
    bench.found({ what: 'a bare server that pokes as many: CPU', value: floor, unit: 'ms' })
    bench.found({ what: 'CPU of one write and the poke to all', value: cost, unit: 'ms', goal: { atMost: 30 } })
    bench.found({ what: 'against the bare server', value: cost / floor, unit: 'x' })
    bench.found({ what: 'from sending the write to the stream in the middle', value: middle, unit: 'ms' })
    bench.found({ what: 'from sending the write to the last stream', value: last, unit: 'ms' })
    bench.found({ what: 'CPU to open each stream', value: opened / many, unit: 'µs' })
    bench.found({ what: 'of a core, while nothing happens', value: idle * 100, unit: '%' })
  },
}
