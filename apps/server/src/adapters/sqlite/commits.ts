import type { Database } from 'better-sqlite3'

interface Waiting {
  readonly work: () => void
  readonly kept: () => void
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Commits together what comes to be committed in one turn, whichever spaces it is of: each waits for the disk, and so they wait for it once.
 * Each stands or falls alone; what the whole fails of, a full disk or a damaged one, fails all of them, and nothing of any is kept.
 */
export const createCommits = (db: Database) => {
  let waiting: Waiting[] = []
  // Inside the transaction of all each is one of its own, which SQLite can take back.
  const alone = db.transaction((work: () => void) => work())
  const together = db.transaction((those: readonly Waiting[]) => {
    const failed = new Map<Waiting, unknown>()
    for (const one of those)
      try {
        alone(one.work)
      } catch (error) {
        // SQLite has taken back everything: nothing goes on from there.
        if (!db.inTransaction) throw error
        failed.set(one, error)
      }
    return failed
  })
  const flush = (): void => {
    const those = waiting
    waiting = []
    const [only] = those
    if (!only) return
    try {
      const failed = those.length === 1 ? alone.immediate(only.work) : together.immediate(those)
      for (const one of those)
        if (failed?.has(one)) one.failed(failed.get(one))
        else {
          one.kept()
          one.done()
        }
    } catch (error) {
      for (const one of those) one.failed(error)
    }
  }
  return {
    /**
     * Does the work in a transaction, and waits until it is on the disk. Throws what the work throws; nothing of it is kept then.
     * @param kept told in the moment in which it is on the disk, before anybody reads
     */
    commit: (work: () => void, kept: () => void): Promise<void> =>
      new Promise((done, failed) => {
        // At the end of the turn: all that can be read now is decided by then.
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ work, kept, done, failed })
      }),
    /** Commits what waits still. */
    flush,
  }
}
