import { join } from 'node:path'
import { startChild, type Child } from '../measure/child.ts'
import { sqliteIn, startOurs } from '../measure/ours.ts'
import { listenAs, poke } from '../measure/poking.ts'
import { sendJson } from '../measure/requests.ts'
import { measureThrough } from '../measure/streams-through.ts'
import { openLines } from '../measure/wire.ts'
import { openWriters } from '../measure/writers.ts'
import { seedShared, type Member } from '../seed/shared.ts'
import type { Bench, Part } from './part.ts'

const people = 200
/** Directly, and through nginx, which has two connections for each. */
const whole = { directly: 10_000, through: 8_000 }
const few = { directly: 2_000, through: 2_000 }
const idleMs = 6_000

const memoryOf = async (server: Child) => (await server.used({ collect: true })).rss

/** What the same events cost a server that does nothing else. */
const pokeBare = async (bench: Bench, members: readonly Member[], many: number): Promise<number> => {
  const server = await startChild('bench/bare/streams.ts', [members[0]?.space ?? ''])
  bench.say(`opening ${many} streams to a bare server`)
  const listeners = await listenAs(server, members, many)
  const [line] = openLines(server, 1)
  const write = async () => {
    const reply = await line?.ask(sendJson('POST', server.url, '/', {}))
    return (JSON.parse(reply?.body.toString() ?? '') as { readonly rev: number }).rev
  }
  const { costs } = await poke([server], listeners, write)
  await listeners.close()
  line?.close()
  await server.stop()
  return costs[0] ?? Number.NaN
}

/** What ten thousand open pages cost: memory, and the CPU of telling all of them that one space has moved. */
export const streams: Part = {
  name: 'streams',
  about: '10,000 open event streams on one process, and 8,000 through one worker of nginx: memory of each, CPU of one poke to all, and its way',
  run: async (bench) => {
    const { directly: many, through } = bench.quick ? few : whole
    const place = sqliteIn(join(bench.folder, 'streams'))
    const members = await seedShared(place, people, 100)
    const floor = await pokeBare(bench, members, many)
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
    const { costs, middle, last } = await poke([server], listeners, async () => (await writers.write(line)).rev)
    const [cost = Number.NaN] = costs
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
    await measureThrough(bench, place, members, through)
  },
}
