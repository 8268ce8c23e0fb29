import { findRedis } from '../../../../scripts/testing/redis.ts'

/** The server to test with. */
export const redisFile = findRedis() ?? ''
/** Why the tests of a file do not run, for `node:test`; false when they do. */
export const withoutRedis = redisFile === '' && 'Redis is missing: npm test brings it'
