import { MongoClient } from 'mongodb'
import { spacesCollection } from '../../../apps/server/src/adapters/mongo/schema.ts'
import { oursApi } from '../../apis/ours.ts'
import { startFinding } from '../../measure/bare.ts'
import { anything } from '../../measure/list-reads.ts'
import { median } from '../../measure/median.ts'
import { mongoPlace } from '../../measure/mongo.ts'
import { watched, watchMongod } from '../../measure/mongod.ts'
import { startOurs } from '../../measure/ours.ts'
import { measure } from '../../measure/rounds.ts'
import { askOnce } from '../../measure/wire.ts'
import { compare } from './compare.ts'
import type { Measure } from './measure.ts'

const length = { warmMs: 100, roundMs: 60 }

/** Copies the rows of all spaces to another database, without their indexes. */
const copyRows = async (from: string, to: string): Promise<void> => {
  const [source, target] = [new MongoClient(from), new MongoClient(to)]
  try {
    await source
      .db()
      .collection(spacesCollection)
      .aggregate([{ $out: { db: target.db().databaseName, coll: spacesCollection } }])
      .toArray()
  } finally {
    await source.close()
    await target.close()
  }
}
const indexOwner = async (uri: string): Promise<void> => {
  const client = new MongoClient(uri)
  await client.db().collection(spacesCollection).createIndex({ spaceId: 1 })
  await client.close()
}

/**
 * A page of fifty open tasks of one of many people, by one `find`: by the index that it has here, by one on the owner alone, and by none.
 * A bare server asks, since ours names its index with the place to begin at, and asks for nothing without it.
 */
export const indexes: Measure = {
  name: 'indexes',
  run: async (bench, onMongo) => {
    if (!onMongo) return
    const { place, owners } = onMongo
    const [none, owned] = [await mongoPlace(bench), await mongoPlace(bench)]
    if (!none || !owned) return
    for (const { storeUrl } of [none, owned]) await copyRows(place.storeUrl, storeUrl)
    await indexOwner(owned.storeUrl)
    const ours = await startOurs(place)
    const api = oursApi(ours.url, owners)
    api.signIn()
    const reply = await askOnce(ours, api.list(0))
    await ours.stop()
    const mongod = await watchMongod(place.storeUrl)
    const spaces = owners.map(({ space }) => space)
    const start = async (label: string, uri: string, index: string) => {
      const server = await startFinding(uri, spaces, reply, { index })
      const subject = await anything(label, server, api.list(0))
      return { label, server, subject: watched(subject, mongod), close: subject.close }
    }
    const ways = [
      await start('no index', none.storeUrl, ''),
      await start('an index on the owner', owned.storeUrl, ''),
      await start('owner, list and status, order', place.storeUrl, 'shelf'),
    ]
    const rounds = bench.quick ? 3 : 7
    const costs = await measure(
      ways.map(({ subject }) => subject),
      { ...length, rounds },
    )
    const bars = (of: (way: (typeof ways)[number]) => readonly number[]) => ways.map((way) => [way.label, median(of(way))] as const)
    const all = `a page of 50 where ${owners.length} people have ${(owners[0]?.tasks.length ?? 0).toLocaleString('en-GB')} tasks each`
    const last = (values: readonly number[]) => values.slice(-rounds)
    compare(bench, { measure: 'indexes', quantity: `rows that mongod looks at for ${all}`, unit: 'rows', bars: bars(({ subject }) => last(subject.each.rows)) })
    compare(bench, { measure: 'indexes', quantity: 'CPU of mongod for it', unit: 'µs', bars: bars(({ subject }) => last(subject.each.cpu)) })
    compare(bench, { measure: 'indexes', quantity: 'CPU of the server for it', unit: 'µs', bars: bars(({ label }) => costs.get(label)?.rounds ?? []) })
    for (const { server, close } of ways) {
      close()
      await server.stop()
    }
    await mongod.close()
  },
}
