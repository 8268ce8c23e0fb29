import { randomUUID } from 'node:crypto'
import type { Db } from 'mongodb'
import { StoreRefused } from '../../ports/store.ts'
import { migrations } from './schema.ts'

interface SchemaRow {
  readonly _id: 'schema'
  readonly version: number
  readonly by: string | null
  readonly until: Date
}

const leaseMs = 60_000
const waitMs = 100

/**
 * Brings the database to the newest schema, one process at a time: others wait, and go on where a killed one stopped
 * once its lease has run out. Throws `StoreRefused` when a newer Muster wrote it.
 */
export const migrate = async (db: Db, steps = migrations, leasedForMs = leaseMs): Promise<void> => {
  const rows = db.collection<SchemaRow>('meta')
  const me = randomUUID()
  // By the store's clock, which all see alike.
  const until = { $add: ['$$NOW', leasedForMs] }
  await rows
    .updateOne({ _id: 'schema' }, { $setOnInsert: { version: 0, by: null, until: new Date(0) } }, { upsert: true })
    .catch((error: { code?: number }) => {
      // Two processes that start on an empty database both try; one of them has made it.
      if (error.code !== 11_000) throw error
    })
  for (;;) {
    const row = await rows.findOne({ _id: 'schema' })
    const version = row?.version ?? 0
    if (version > steps.length)
      throw new StoreRefused(
        `The database was written by a newer Muster (schema ${version}, this one knows ${steps.length}). Update Muster, or restore a backup from before.`,
      )
    if (version === steps.length) return
    const leased = await rows.findOneAndUpdate({ _id: 'schema', version, $or: [{ by: null }, { $expr: { $lt: ['$until', '$$NOW'] } }] }, [
      { $set: { by: me, until } },
    ])
    if (!leased) {
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      continue
    }
    const renew = setInterval(() => {
      rows.updateOne({ _id: 'schema', by: me }, [{ $set: { until } }]).catch(() => undefined)
    }, leasedForMs / 3)
    try {
      await steps[version]?.(db)
      await rows.updateOne({ _id: 'schema', by: me, version }, { $set: { version: version + 1, by: null } })
    } catch (error) {
      await rows.updateOne({ _id: 'schema', by: me }, { $set: { by: null } })
      throw error
    } finally {
      clearInterval(renew)
    }
  }
}
