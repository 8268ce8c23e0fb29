import type { Document, MongoClient, UUID } from 'mongodb'
import { appName } from './client.ts'

/** How long a transaction of ours may wait for its next command before it is taken to be abandoned, in milliseconds. */
const idleMs = 1_500
/** How often one process looks, at most. */
const everyMs = 500

/**
 * Ends transactions that a killed process left open. MongoDB holds what they wrote for a minute, and with it the head of
 * their space; a live commit never waits that long between two commands, and one that was slow is only tried again.
 * Asks for nothing that a user may not do to sessions of its own. One look at a time: who comes while one is under way waits for it,
 * and it ends by the driver's timeouts.
 */
export const createSweeper = (client: MongoClient) => {
  let next = 0
  let looking: Promise<void> | undefined
  const look = async (): Promise<void> => {
    const abandoned = await client
      .db('admin')
      .aggregate<Document>([
        { $currentOp: { allUsers: false, idleSessions: true } },
        { $match: { type: 'idleSession', appName, 'transaction.timeInactiveMicros': { $gt: idleMs * 1_000 } } },
        { $project: { lsid: 1 } },
      ])
      .toArray()
    if (abandoned.length === 0) return
    await client.db('admin').command({ killSessions: abandoned.map(({ lsid }) => ({ id: (lsid as { id: UUID }).id })) })
  }
  return (): Promise<void> => {
    if (looking) return looking
    if (performance.now() < next) return Promise.resolve()
    looking = look().finally(() => {
      looking = undefined
      next = performance.now() + everyMs
    })
    return looking
  }
}
