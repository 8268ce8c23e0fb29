import { compression } from './measures/compression.ts'
import { etag } from './measures/etag.ts'
import { indexes } from './measures/indexes.ts'
import { moreInstances } from './measures/more-instances.ts'
import { pagination } from './measures/pagination.ts'
import { peopleOnMongo } from './measures/place.ts'
import { pool } from './measures/pool.ts'
import { redis } from './measures/redis.ts'
import type { Part } from './part.ts'

const all = [indexes, pool, redis, moreInstances, etag, compression, pagination]

/** What each measure buys by itself: the same requests without it and with it, by turns. */
export const measures: Part = {
  name: 'measures',
  about: `each measure alone, without it and with it: ${all.map(({ name }) => name).join(', ')}`,
  run: async (bench) => {
    bench.say('seeding')
    const onMongo = await peopleOnMongo(bench)
    for (const { name, run } of all) {
      bench.say(name)
      await run(bench, onMongo)
    }
  },
}
