import { createRedisBus } from './bus.ts'
import { createRedisCache } from './cache.ts'
import { openRedis } from './connection.ts'

/** All that processes share by a Redis. It may be away at any time, also now: then each does without. */
export const openShared = (url: string, instance: string) => {
  const line = openRedis(url, 'calls')
  const bus = createRedisBus(line, url, instance)
  return {
    bus: {
      ...bus,
      close: async () => {
        await bus.close()
        line.close()
      },
    },
    createCache: (maxBytes: number) => createRedisCache(line, instance, maxBytes),
    /** Whether it answers, as far as is known. */
    answers: () => line.answers() && bus.answers(),
  }
}
