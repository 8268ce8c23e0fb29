import { findRedis, startRedis } from '../../../scripts/testing/redis.ts'
import type { Api } from '../../apis/api.ts'
import { oursApi } from '../../apis/ours.ts'
import type { Child } from '../../measure/child.ts'
import { median } from '../../measure/median.ts'
import { watched, watchMongod } from '../../measure/mongod.ts'
import { startOurs } from '../../measure/ours.ts'
import { expect } from '../../measure/reading.ts'
import { measure, ratio, type Subject } from '../../measure/rounds.ts'
import { keepBusy, openLines } from '../../measure/wire.ts'
import type { Owner } from '../../seed/owners.ts'
import { compare } from './compare.ts'
import type { Measure } from './measure.ts'

const measureName = 'Redis'
const connections = 16
/** Pages of about fifty that all differ, so that there are enough of them. */
const limits = Array.from({ length: 20 }, (_, n) => 41 + n)

const pageOf = (api: Api, who: number, limit = 50) => api.list(who).replace('limit=50', `limit=${limit}`)

/** Pages that a first process has made since their list changed, read of a second one, each for the first time. */
const readOfAnother = (name: string, maker: Child, reader: Child, owners: readonly Owner[]) => {
  const [making, reading] = [oursApi(maker.url, owners), oursApi(reader.url, owners)]
  const [makers, readers] = [openLines(maker, connections), openLines(reader, connections)]
  const asked = owners.flatMap((_, who) => limits.map((limit) => ({ who, limit })))
  const subject: Subject = {
    name,
    servers: [reader],
    most: asked.length,
    prepare: async () => {
      making.signIn()
      reading.signIn()
      const [line] = makers
      if (line) for (const who of owners.keys()) await expect(line, making.touch(who), 200)
      await keepBusy(makers, asked.length, async (each, n) => {
        const { who = 0, limit } = asked[n] ?? {}
        await expect(each, pageOf(making, who, limit), 200)
      })
    },
    load: (total) =>
      keepBusy(readers, total, async (line, n) => {
        const { who = 0, limit } = asked[n] ?? {}
        await expect(line, pageOf(reading, who, limit), 200)
      }),
  }
  const close = () => {
    for (const line of [...makers, ...readers]) line.close()
  }
  return { subject, close }
}

/** What a second process takes for pages that a first one has made already. */
export const redis: Measure = {
  name: measureName,
  run: async (bench, onMongo) => {
    if (!onMongo) return
    const file = findRedis()
    if (!file) return bench.missing('Redis: there is none on PATH')
    const { place, owners } = onMongo
    const server = await startRedis(file, ['--maxmemory', '256mb', '--maxmemory-policy', 'allkeys-lru'])
    const mongod = await watchMongod(place.storeUrl)
    const start = async (label: string, more: Readonly<Record<string, string>>) => {
      const [maker, reader] = [await startOurs(place, more), await startOurs(place, more)]
      const { subject, close } = readOfAnother(label, maker, reader, owners)
      return { label, servers: [maker, reader], close, subject: watched(subject, mongod) }
    }
    const ways = [await start('without', {}), await start('with', { REDIS_URL: server.url })]
    const rounds = bench.quick ? 3 : 5
    const costs = await measure(
      ways.map(({ subject }) => subject),
      { rounds, warmMs: 300 },
    )
    const of = 'a page that another process has made'
    const times = ratio(costs.get('without'), costs.get('with'))
    compare(bench, {
      measure: measureName,
      quantity: `CPU of a process for ${of}`,
      unit: 'µs',
      bars: ways.map(({ label }) => [label, median(costs.get(label)?.rounds ?? [])] as const),
      times,
    })
    const bars = (each: (way: (typeof ways)[number]) => readonly number[]) => ways.map((way) => [way.label, median(each(way).slice(-rounds))] as const)
    compare(bench, { measure: measureName, quantity: `CPU of mongod for it`, unit: 'µs', bars: bars(({ subject }) => subject.each.cpu) })
    compare(bench, { measure: measureName, quantity: `rows that mongod looks at for it`, unit: 'rows', bars: bars(({ subject }) => subject.each.rows) })
    for (const { servers, close } of ways) {
      close()
      for (const each of servers) await each.stop()
    }
    await mongod.close()
    await server.close()
  },
}
