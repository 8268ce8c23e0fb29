import { randomUUID } from 'node:crypto'

/** The replica set of this test run; `scripts/test.mjs` starts it and says so when there is no MongoDB to test with. */
export const mongoUri = process.env['MONGODB_TEST_URI']

/** The address of a database of one's own, which must not exist yet. */
export const freshDatabase = (): string => (mongoUri ?? '').replace('/?', `/muster-${randomUUID().slice(0, 18)}?`)

/** Why the tests of a file do not run, for `node:test`; false when they do. */
export const withoutMongo = mongoUri === undefined && 'MongoDB is missing: npm test brings it'
