import { after, before } from 'node:test'
import { findRedis, startRedis } from '../../../../scripts/testing/redis.ts'

/** The server to test with. */
export const redisFile = findRedis() ?? ''
/** Why the tests of a file do not run, for `node:test`; false when they do. */
export const withoutRedis = redisFile === '' && 'Redis is missing: npm test brings it'

/** A Redis for all tests of the file that asks for it, there from the first to the last. Where there is none to test with, it stays empty. */
export const redisOfFile = () => {
  const redis = {} as Awaited<ReturnType<typeof startRedis>>
  before(async () => {
    if (!withoutRedis) Object.assign(redis, await startRedis(redisFile))
  })
  after(async () => {
    if (!withoutRedis) await redis.close()
  })
  return redis
}
