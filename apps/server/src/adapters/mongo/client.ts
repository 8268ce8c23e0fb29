import { MongoClient } from 'mongodb'

/** What our connections call themselves. */
export const appName = 'muster'
/** How long one request to MongoDB may take before it is given up, in milliseconds; the journal's own deadline is longer. */
export const commandMs = 8_000

/** Connections that a process opens at most to run commands, where nobody says otherwise. */
export const pooled = 20
/** Those that the driver opens beside them to each server, to watch it: one that hears of changes, and one that measures the way. */
export const watching = 2

/**
 * The one place that sets pool bounds, timeouts and the write concern.
 * @param longestCommandMs 0 for none, where nobody waits
 * @param poolSize the most connections at once to each server; the driver opens one when nobody has one to spare, two at a time
 * No read concern is set here: with one, the driver sends it in place of a snapshot session's own.
 */
export const createMongoClient = (url: string, longestCommandMs = commandMs, poolSize = pooled): MongoClient =>
  new MongoClient(url, {
    appName,
    // None ahead of need: many processes that start together open what they use, and none to the members that nobody asks.
    minPoolSize: 0,
    maxConnecting: 2,
    maxPoolSize: poolSize,
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
