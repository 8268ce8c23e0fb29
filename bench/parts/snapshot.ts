import { gunzipSync } from 'node:zlib'
import type { SnapshotChunk, SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import type { Child } from '../measure/child.ts'
import { startOurs } from '../measure/ours.ts'
import { get } from '../measure/requests.ts'
import { askOnce } from '../measure/wire.ts'
import { cookiesOf } from '../seed/people.ts'
import type { Member } from '../seed/shared.ts'
import type { Part } from './part.ts'

const tasks = 100_000

/** Loads the whole space as a new browser does. Returns compressed bytes and milliseconds of the server's CPU. */
const load = async (server: Child, { space, person }: Member) => {
  const before = await server.used()
  const ask = async (path: string) => {
    const reply = await askOnce(server, get(server.url, `/api/v1/spaces/${space}/snapshot${path}`, { ...cookiesOf(person), 'Accept-Encoding': 'gzip' }))
    if (reply.status !== 200) throw new Error(`a snapshot was answered ${reply.status}: ${reply.body.toString()}`)
    return reply.body
  }
  const { from, chunks } = JSON.parse((await ask('/latest')).toString()) as SnapshotReply
  let bytes = 0
  for (const left = [...chunks]; left.length > 0;) {
    const chunk = await ask(`/${from}/${left.shift()}`)
    bytes += chunk.length
    const { next } = JSON.parse(gunzipSync(chunk).toString()) as SnapshotChunk
    if (next !== null) left.unshift(next)
  }
  return { bytes, ms: ((await server.used()).cpu - before.cpu) / 1_000 }
}

/** The first load of a large space, made and then given out again. */
export const snapshot: Part = {
  name: 'snapshot',
  about: 'the first load of 100,000 tasks: the CPU that making and giving it out take, and its bytes',
  run: async (bench) => {
    const { place, members } = await bench.sized(tasks)
    const [member] = members
    if (!member) return
    const server = await startOurs(place)
    const first = await load(server, member)
    const again = await load(server, member)
    await server.stop()
    bench.found({ what: 'CPU to make and send it', value: first.ms, unit: 'ms' })
    bench.found({ what: 'CPU to send it again', value: again.ms, unit: 'ms' })
    bench.found({ what: 'gzipped', value: first.bytes / 1e6, unit: 'MB' })
  },
}
