import { statSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../measure/median.ts'
import { startOurs } from '../measure/ours.ts'
import { measure } from '../measure/rounds.ts'
import { keepBusy } from '../measure/wire.ts'
import { openWriters } from '../measure/writers.ts'
import type { Bench, Part } from './part.ts'

const [small, big] = [1_000, 1_000_000]

/** A server over a space of that size, with fifty people who write to it. */
const prepare = async (bench: Bench, size: number) => {
  const { place, members } = await bench.sized(size)
  const bytes = () => statSync(join(place.dataDir, 'muster.db')).size
  const before = bytes()
  const server = await startOurs(place)
  const open = openWriters([server], members)
  let sent = 0
  return {
    name: String(size),
    servers: [server],
    load: (requests: number) =>
      keepBusy(open.lines, requests, async (line) => {
        sent++
        await open.write(line)
      }),
    /** Ends the server. Returns by how many bytes the database grew for each mutation. */
    finish: async () => {
      open.close()
      await server.stop()
      return (bytes() - before) / sent
    },
  }
}

/** Durable writes on SQLite, at two sizes of the space that take turns. */
export const writes: Part = {
  name: 'writes',
  about: 'durable writes over HTTP on SQLite, 50 writers on one space',
  run: async (bench) => {
    const subjects = []
    for (const size of bench.quick ? [small] : [small, big]) subjects.push(await prepare(bench, size))
    bench.say('writing')
    const costs = await measure(subjects, { warmMs: 3_000, roundMs: 1_000 })
    const grown: number[] = []
    for (const { finish } of subjects) grown.push(await finish())
    const perSecond = (size: number) => 1_000_000 / median(costs.get(String(size))?.rounds ?? [])
    bench.found({ what: 'SQLite, acknowledged for each second of a core', value: perSecond(small), unit: 'mutations/s', goal: { atLeast: 4_000 } })
    bench.found({ what: 'SQLite, acknowledged by the clock', value: median(costs.get(String(small))?.rates ?? []), unit: 'mutations/s' })
    bench.found({ what: 'disk for each mutation', value: grown[0] ?? Number.NaN, unit: 'bytes', goal: { atMost: 2_048 } })
    if (bench.quick) return
    bench.found({ what: 'for each second of a core with 1,000,000 tasks in the space', value: perSecond(big), unit: 'mutations/s' })
    bench.found({ what: 'of that without them', value: perSecond(big) / perSecond(small), unit: 'x', goal: { atLeast: 0.9 } })
    bench.found({ what: 'disk for each mutation at 1,000,000 tasks', value: grown[1] ?? Number.NaN, unit: 'bytes' })
  },
}
