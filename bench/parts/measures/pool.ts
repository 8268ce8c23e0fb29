import { oursApi } from '../../apis/ours.ts'
import { startFinding } from '../../measure/bare.ts'
import { anything, freshPages } from '../../measure/list-reads.ts'
import { median } from '../../measure/median.ts'
import { startOurs } from '../../measure/ours.ts'
import { measure } from '../../measure/rounds.ts'
import { askOnce } from '../../measure/wire.ts'
import { compare } from './compare.ts'
import type { Measure } from './measure.ts'

const measureName = 'connection pool'
/** The least that the server lets one have, and what it has where nothing is said. */
const [few, usual] = [2, 20]

/** Sixteen who ask at once for a page that MongoDB is asked for: with connections that stay, and with one for each request. */
export const pool: Measure = {
  name: measureName,
  run: async (bench, onMongo) => {
    if (!onMongo) return
    const { place, owners } = onMongo
    const spaces = owners.map(({ space }) => space)
    const ours = []
    for (const size of [few, usual]) {
      const server = await startOurs(place, { MONGODB_POOL: String(size) })
      ours.push({ label: `ours with ${size}`, server, subject: await freshPages(`ours with ${size}`, server, oursApi(server.url, owners)) })
    }
    const [first] = ours
    if (!first) return
    const api = oursApi(first.server.url, owners)
    api.signIn()
    const reply = await askOnce(first.server, api.list(0))
    const bare = []
    for (const [label, connections] of [
      ['one for each request', 0],
      ['one for all', 1],
      [`up to ${usual}`, usual],
    ] as const) {
      const server = await startFinding(place.storeUrl, spaces, reply, { connections })
      bare.push({ label, server, subject: await anything(label, server, api.list(0)) })
    }
    const costs = await measure(
      [...ours, ...bare].map(({ subject }) => subject),
      { rounds: bench.quick ? 3 : 5, warmMs: 300 },
    )
    const rates = (some: readonly { readonly label: string }[]) => some.map(({ label }) => [label, median(costs.get(label)?.rates ?? [])] as const)
    const cpu = bare.map(({ label }) => [label, median(costs.get(label)?.rounds ?? [])] as const)
    const note = 'by the clock, on the cores that clients and MongoDB have too'
    compare(bench, { measure: measureName, quantity: 'pages of a bare server with the driver', unit: 'pages/s', bars: rates(bare), note })
    compare(bench, { measure: measureName, quantity: 'CPU of that server for a page', unit: 'µs', bars: cpu })
    compare(bench, { measure: measureName, quantity: 'fresh pages of ours', unit: 'pages/s', bars: rates(ours), note })
    for (const { subject, server } of [...ours, ...bare]) {
      subject.close()
      await server.stop()
    }
  },
}
