import { Redis, ReplyError } from 'ioredis'
import { ConfigFaults } from '../../config.ts'

/** What is away at the start may come later, and is waited for no longer: ms. */
const waitMs = 1_000

const faultOf = (error: Error): string | undefined => {
  if (error instanceof ReplyError) return `What REDIS_URL names refuses us: ${error.message}`
  if (error.message.startsWith('Unknown RESP type')) return 'What REDIS_URL names answers, and is no Redis. Check its port.'
  return undefined
}

/**
 * Looks once whether what answers is a Redis that takes us. One that does not answer is no fault: everything works without it.
 * @throws ConfigFaults with a sentence
 */
export const refuseWrongRedis = async (url: string): Promise<void> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: waitMs,
    commandTimeout: waitMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => null,
  })
  const faults: string[] = []
  redis.on('error', (error) => {
    const fault = faultOf(error)
    if (fault !== undefined) faults.push(fault)
  })
  const asked = redis.connect().then(() => redis.ping())
  await Promise.race([asked.catch(() => {}), new Promise((resolve) => setTimeout(resolve, waitMs).unref())])
  redis.disconnect()
  if (faults[0] !== undefined) throw new ConfigFaults([faults[0]])
}
