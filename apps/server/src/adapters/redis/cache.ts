import type { Cache } from '../../ports/cache.ts'
import { createMemoryCache } from '../memory/cache.ts'
import type { RedisLine } from './connection.ts'

/** Seconds after which what nobody made anew is gone: a page of an old state is asked for by nobody, and what was deleted leaves no trace. */
const keptSeconds = 3_600
/** So many bytes are worth the way; so many may be on it at once, and what comes beyond that is not sent. */
const [largest, mostOnTheWay] = [2 * 1024 * 1024, 8 * 1024 * 1024]

/**
 * The cache of many processes: what each has at hand, over what all have in Redis. It is asked only for what is not at hand.
 * @param instance tells Musters apart that share a Redis
 */
export const createRedisCache = (line: RedisLine, instance: string, maxBytes: number): Cache => {
  const here = createMemoryCache(maxBytes)
  const nameOf = (key: string) => `muster:${instance}:${key}`
  const claimOf = (key: string) => `${nameOf(key)}:claim`
  let onTheWay = 0
  /** What is there under the keys, and then of as many more names. */
  const ask = async (keys: readonly string[], more: readonly string[] = []): Promise<readonly (Buffer | undefined)[]> => {
    const found = await line.call((redis) => redis.mgetBuffer([...keys.map(nameOf), ...more]))
    return [...keys, ...more].map((key, at) => {
      const bytes = found?.[at] ?? undefined
      if (bytes && at < keys.length) here.set(key, bytes)
      return bytes
    })
  }
  return {
    get: here.get,
    fetch: (keys) => ask(keys),
    look: async (keys) => {
      const found = await ask(keys, [claimOf(keys[0])])
      return { bytes: found[0], making: found.at(-1) !== undefined }
    },
    claim: async (key, ms) => {
      const answer = await line.call(async (redis) => ({ claimed: await redis.set(claimOf(key), '', 'PX', ms, 'NX') }))
      return answer?.claimed !== null
    },
    set: (key, bytes) => {
      here.set(key, bytes)
      if (bytes.length > largest || onTheWay + bytes.length > mostOnTheWay) {
        // Nobody is to wait for it.
        void line.call((redis) => redis.del(claimOf(key)))
        return
      }
      onTheWay += bytes.length
      void line
        .call((redis) => redis.set(nameOf(key), bytes, 'EX', keptSeconds))
        .then(() => {
          onTheWay -= bytes.length
        })
    },
  }
}
