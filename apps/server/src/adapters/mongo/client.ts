import { MongoClient } from 'mongodb'

/** What our connections call themselves. */
export const appName = 'muster'
/** How long one request to MongoDB may take before it is given up, in milliseconds; the journal's own deadline is longer. */
export const commandMs = 8_000

/**
 * The one place that sets pool bounds, timeouts and the write concern.
 * @param longestCommandMs 0 for none, where nobody waits
 * No read concern is set here: with one, the driver sends it in place of a snapshot session's own.
 */
export const createMongoClient = (url: string, longestCommandMs = commandMs): MongoClient =>
  new MongoClient(url, {
    appName,
    minPoolSize: 2,
    maxPoolSize: 20,
    waitQueueTimeoutMS: 5_000,
    connectTimeoutMS: 2_000,
    serverSelectionTimeoutMS: 2_000,
    socketTimeoutMS: longestCommandMs,
    heartbeatFrequencyMS: 2_000,
    writeConcern: { w: 'majority', j: true },
    retryWrites: true,
    retryReads: true,
    ignoreUndefined: true,
  })
