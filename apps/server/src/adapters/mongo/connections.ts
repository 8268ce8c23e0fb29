import { MongoServerError, type Db } from 'mongodb'
import { StoreRefused } from '../../ports/store.ts'
import { pooled, watching } from './client.ts'

/** How many connections all processes over one MongoDB may open. */
export interface Pool {
  /** Of one process at most, to run commands; left out where nobody says. */
  readonly size?: number | undefined
  /** How many processes there are at most. */
  readonly instances: number
}

/**
 * Whether the server takes as many connections as all processes together may open: else some of them would be turned away once all
 * are busy, and not before. Asked of the server that this process talks to; an account that may not ask is told so, and goes on.
 * Throws `StoreRefused`.
 * @param say told in a sentence what was not checked
 */
export const requireConnections = async (db: Db, { size = pooled, instances }: Pool, say: (sentence: string) => void): Promise<void> => {
  let limit: number
  try {
    const { connections } = await db.admin().command({ serverStatus: 1, repl: 0, metrics: 0, locks: 0, wiredTiger: 0, tcmalloc: 0 })
    const { current, available } = connections as { readonly current: number; readonly available: number }
    limit = current + available
  } catch (error) {
    // Refused, as to accounts of providers that may only read and write: nobody else could tell.
    if (!(error instanceof MongoServerError)) throw error
    say(`MongoDB does not tell this account how many connections it takes (${error.message}): whether INSTANCES × MONGODB_POOL fits was not checked.`)
    return
  }
  const most = instances * (size + watching)
  if (most > limit)
    throw new StoreRefused(
      `INSTANCES=${instances} with MONGODB_POOL=${size} may open ${most} connections (each process ${watching} more, to watch the server), and MongoDB takes ${limit}. ` +
        'Lower one of them, or let MongoDB take more (net.maxIncomingConnections, and the limit of open files; at a provider, a larger tier).',
    )
}
