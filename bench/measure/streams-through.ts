import { readFileSync } from 'node:fs'
import { findNginx } from '../../scripts/testing/nginx.ts'
import type { Bench } from '../parts/part.ts'
import type { Member } from '../seed/shared.ts'
import { startFront } from './front.ts'
import { startOurs, type Place } from './ours.ts'
import { isTold } from './outside.ts'
import { listenAs, poke } from './poking.ts'
import { openWriters } from './writers.ts'

const url = 'https://muster.localhost'
/** The server has streams of one address up to two thousand; all of 127.0.0.0/8 leads to this machine on Linux. */
const addresses = [2, 3, 4, 5, 6, 7, 8, 9].map((last) => `127.0.0.${last}`)
/**
 * Connections of a worker that is to hold so many streams, two for each. While fewer than a sixteenth are free it closes those that have
 * asked for nothing yet, whose handshake is under way among them.
 */
const connectionsFor = (many: number): number => Math.ceil((2 * many * 16) / 15) + 300

/** Files that a process may have open here; without end where that is not told. */
const mostFiles = (): number => Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity)

/** Why they cannot be opened here. */
const hindrance = (many: number): string | undefined => {
  if (!isTold()) return 'the system does not tell what nginx uses, as Linux does'
  if (findNginx() === undefined) return 'there is no nginx; npm test brings it where it may'
  const files = connectionsFor(many) + 100
  return mostFiles() < files ? `one worker needs ${files} open files, and ${mostFiles()} are allowed here: ulimit -n ${files}` : undefined
}

/** So many streams through one worker of nginx, over TLS: what each takes of the server and of nginx, and the way of a poke. */
export const measureThrough = async (bench: Bench, place: Place, members: readonly Member[], many: number): Promise<void> => {
  const count = many.toLocaleString('en-GB')
  const missing = hindrance(many)
  if (missing !== undefined) return bench.missing(`${count} streams through nginx: ${missing}`)
  const server = await startOurs(place, { PUBLIC_URL: url, TRUST_PROXY: '127.0.0.1' })
  const port = Number(new URL(server.url).port)
  const front = await startFront({ folder: bench.folder, url, apiPorts: [port], connections: connectionsFor(many) })
  bench.afterwards(front.close)
  const writers = openWriters([{ url, at: { port, tls: false } }], members.slice(0, 1))
  const [line] = writers.lines
  if (!line) return
  const memory = async () => ({ server: (await server.used({ collect: true })).rss, nginx: (await front.nginx.used()).rss })
  bench.say('warming up with a thousand streams through nginx')
  await (await listenAs(front.target, members, 1_000, addresses)).close()
  const before = await memory()
  bench.say(`opening ${count} streams through nginx`)
  const opening = [await server.used(), await front.nginx.used()]
  const listeners = await listenAs(front.target, members, many, addresses).catch((error: unknown) => {
    throw new Error(`the streams through nginx failed: ${front.errors().trim().split('\n').slice(-3).join('; ')}`, { cause: error })
  })
  const opened = [await server.used(), await front.nginx.used()].map(({ cpu }, n) => (cpu - (opening[n]?.cpu ?? 0)) / many)
  const held = await memory()
  bench.say('poking')
  const { costs, middle, last } = await poke([server, front.nginx], listeners, async () => (await writers.write(line)).rev)
  await listeners.close()
  writers.close()
  await server.stop()
  const through = `${count} through one worker of nginx`
  bench.found({ what: `${through}: memory of each in the server`, value: (held.server - before.server) / many / 1_024, unit: 'KB' })
  const note = 'beside what it held after a thousand were open before'
  bench.found({ what: `${through}: memory of each in nginx`, value: (held.nginx - before.nginx) / many / 1_024, unit: 'KB', note })
  bench.found({ what: `${through}: memory of nginx`, value: held.nginx / 2 ** 20, unit: 'MB' })
  bench.found({ what: `${through}: CPU of the server for one write and the poke to all`, value: costs[0] ?? Number.NaN, unit: 'ms' })
  bench.found({ what: `${through}: CPU of nginx for it`, value: costs[1] ?? Number.NaN, unit: 'ms' })
  bench.found({ what: `${through}: from sending the write to the stream in the middle`, value: middle, unit: 'ms' })
  bench.found({ what: `${through}: from sending the write to the last stream`, value: last, unit: 'ms' })
  bench.found({ what: `${through}: CPU of the server to open each`, value: opened[0] ?? Number.NaN, unit: 'µs' })
  bench.found({ what: `${through}: CPU of nginx to open each, its handshake among it`, value: opened[1] ?? Number.NaN, unit: 'µs' })
}
