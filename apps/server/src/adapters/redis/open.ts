import { channelOf, createRedisBus } from './bus.ts'
import { createRedisCache } from './cache.ts'
import { openRedis } from './connection.ts'
import { createRedisLimiter } from './limiter.ts'
import { countProcesses } from './processes.ts'

/**
 * All that processes share by a Redis. It may be away at any time, also now: then each does without.
 * @param answerMs longest that anything waits for an answer, in milliseconds, where it is not the usual tenth of a second
 */
export const openShared = (url: string, instance: string, answerMs?: number) => {
  const line = openRedis(url, 'calls', answerMs)
  const bus = createRedisBus(line, url, instance)
  const { processes, stop } = countProcesses(line, channelOf(instance))
  return {
    bus: {
      ...bus,
      close: async () => {
        stop()
        await bus.close()
        line.close()
      },
    },
    createCache: (maxBytes: number) => createRedisCache(line, instance, maxBytes),
    limiter: createRedisLimiter(line, instance, processes),
    /** How many processes there are, as far as is known. */
    processes,
    /** Whether it answers, as far as is known. */
    answers: () => line.answers() && bus.answers(),
  }
}
