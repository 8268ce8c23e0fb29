import { randomUUID } from 'node:crypto'
import type { Db } from 'mongodb'
import { StoreRefused } from '../../ports/store.ts'

/** One step from a schema to the next. It may be cut off at any point and run again; a published one is never edited. */
export interface Migration {
  /**
   * The oldest schema whose builds can run beside this one, and after it: they neither need what it takes away, nor
   * leave undone what later builds rely on. A step that only adds keeps that of the step before.
   */
  readonly oldest: number
  readonly run: (db: Db) => Promise<void>
}

interface SchemaRow {
  readonly _id: 'schema'
  readonly version: number
  /** Builds that know fewer steps than this are refused. Rows from before it was written stand for their own version. */
  readonly oldest?: number
  readonly by: string | null
  readonly until: Date
}

const leaseMs = 60_000
const waitMs = 100

interface Migrating {
  /** Told once, while another process migrates. */
  readonly waiting?: (sentence: string) => void
  readonly leasedForMs?: number
}

/** Asks whether steps are left to be run, and refuses a database that this build cannot work with. */
const isBehind = (row: SchemaRow | null, known: number): boolean => {
  const version = row?.version ?? 0
  const oldest = row?.oldest ?? version
  if (oldest > known)
    throw new StoreRefused(
      `The database was written by a newer Muster (schema ${version}, which works with builds from ${oldest} on; this one knows ${known}). Update Muster, or restore a backup from before.`,
    )
  return version < known
}

/** Whether `migrate` would have something to do. Throws `StoreRefused` when a newer Muster wrote the database, and this one cannot run beside it. */
export const needsMigration = async (db: Db, steps: readonly Migration[]): Promise<boolean> =>
  isBehind(await db.collection<SchemaRow>('meta').findOne({ _id: 'schema' }), steps.length)

/**
 * Brings the database to the newest schema, one process at a time: others wait, and go on where a killed one stopped
 * once its lease has run out. What is newer already is left as it is. Throws `StoreRefused` like `needsMigration`.
 */
export const migrate = async (db: Db, steps: readonly Migration[], { waiting, leasedForMs = leaseMs }: Migrating = {}): Promise<void> => {
  const rows = db.collection<SchemaRow>('meta')
  const me = randomUUID()
  // By the store's clock, which all see alike.
  const until = { $add: ['$$NOW', leasedForMs] }
  let told = false
  await rows
    .updateOne({ _id: 'schema' }, { $setOnInsert: { version: 0, oldest: 0, by: null, until: new Date(0) } }, { upsert: true })
    .catch((error: { code?: number }) => {
      // Two processes that start on an empty database both try; one of them has made it.
      if (error.code !== 11_000) throw error
    })
  for (;;) {
    const row = await rows.findOne({ _id: 'schema' })
    if (!isBehind(row, steps.length)) return
    const version = row?.version ?? 0
    const step = steps[version]
    // Whom the step shuts out is refused from before it begins.
    const oldest = Math.max(row?.oldest ?? version, step?.oldest ?? 0)
    const leased = await rows.findOneAndUpdate({ _id: 'schema', version, $or: [{ by: null }, { $expr: { $lt: ['$until', '$$NOW'] } }] }, [
      { $set: { oldest, by: me, until } },
    ])
    if (!leased) {
      if (!told) waiting?.(`Another process brings the database to schema ${version + 1} of ${steps.length}. Waiting until it is done.`)
      told = true
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      continue
    }
    const renew = setInterval(() => {
      rows.updateOne({ _id: 'schema', by: me }, [{ $set: { until } }]).catch(() => undefined)
    }, leasedForMs / 3)
    try {
      await step?.run(db)
      await rows.updateOne({ _id: 'schema', by: me, version }, { $set: { version: version + 1, by: null } })
    } catch (error) {
      await rows.updateOne({ _id: 'schema', by: me }, { $set: { by: null } })
      throw error
    } finally {
      clearInterval(renew)
    }
  }
}
