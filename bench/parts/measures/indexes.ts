import { MongoClient } from 'mongodb'
import { spacesCollection } from '../../../apps/server/src/adapters/mongo/schema.ts'
import { oursApi } from '../../apis/ours.ts'
import { compare } from './compare.ts'
import { freshPages } from '../../measure/list-reads.ts'
import { median } from '../../measure/median.ts'
import { mongoPlace } from '../../measure/mongo.ts'
import { watched, watchMongod } from '../../measure/mongod.ts'
import { startOurs, type Place } from '../../measure/ours.ts'
import { measure } from '../../measure/rounds.ts'
import type { Measure } from './measure.ts'

/** The index that finds a page of tasks. */
const name = 'shelf'
/** No row has it: who goes by an index on it looks at every row of all people, as a scan of the collection does. */
const nowhere = 'nowhere'
const length = { rounds: 7, warmMs: 300, roundMs: 150 }

/**
 * Another index stands under the name by which the store asks for its own, in a copy of the database: nothing of the server is changed.
 */
const copyWith = async (from: Place, to: Place, key: Readonly<Record<string, 1>> | undefined): Promise<void> => {
  const [source, target] = [new MongoClient(from.storeUrl), new MongoClient(to.storeUrl)]
  try {
    for (const { name: collection } of await source.db().listCollections().toArray()) {
      const copy = target.db().collection(collection)
      await source
        .db()
        .collection(collection)
        .aggregate([{ $out: { db: target.db().databaseName, coll: collection } }])
        .toArray()
      const indexes = await source.db().collection(collection).indexes()
      for (const { v: _version, key: its, ...options } of indexes) {
        if (options.name === '_id_') continue
        const other = key && collection === spacesCollection && options.name === name
        await copy.createIndex(other ? key : its, other ? { name } : options)
      }
    }
  } finally {
    await source.close()
    await target.close()
  }
}

/** A fresh page of fifty tasks by the store's index, by one on the owner alone, and by none. */
export const indexes: Measure = {
  name: 'indexes',
  run: async (bench, onMongo) => {
    if (!onMongo) return
    const { place, owners } = onMongo
    const mongod = await watchMongod(place.storeUrl)
    const start = async (label: string, key?: Readonly<Record<string, 1>>) => {
      const copy = mongoPlace(bench)
      if (!copy) throw new Error('MongoDB went away')
      await copyWith(place, copy, key)
      const server = await startOurs(copy)
      return { label, server, subject: watched(await freshPages(label, server, oursApi(server.url, owners), [50], { step: 200, most: 9 }), mongod) }
    }
    const ways = [await start('no index', { [nowhere]: 1 }), await start('an index on the owner', { spaceId: 1 }), await start('owner, list, status, order')]
    const rounds = bench.quick ? 3 : length.rounds
    const costs = await measure(
      ways.map(({ subject }) => subject),
      { ...length, rounds },
    )
    const bars = (of: (way: (typeof ways)[number]) => readonly number[]) => ways.map((way) => [way.label, median(of(way))] as const)
    const all = `a fresh page of 50 where ${owners.length} people have ${owners[0]?.tasks.length} tasks each`
    compare(bench, {
      measure: 'indexes',
      quantity: `rows that mongod looks at for ${all}`,
      unit: 'rows',
      bars: bars(({ subject }) => subject.each.rows.slice(-rounds)),
    })
    compare(bench, { measure: 'indexes', quantity: 'CPU of mongod for it', unit: 'µs', bars: bars(({ subject }) => subject.each.cpu.slice(-rounds)) })
    compare(bench, { measure: 'indexes', quantity: 'CPU of the server for it', unit: 'µs', bars: bars(({ label }) => costs.get(label)?.rounds ?? []) })
    for (const { subject, server } of ways) {
      subject.close()
      await server.stop()
    }
    await mongod.close()
  },
}
