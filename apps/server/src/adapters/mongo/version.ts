import type { Db } from 'mongodb'
import { StoreRefused } from '../../ports/store.ts'

/** The oldest MongoDB whose indexes take what ours say (`$in` in the condition of `unshelved`). */
const oldest = 6

/** Refuses a MongoDB that is too old, before anything is made in it. Throws `StoreRefused`. */
export const requireVersion = async (db: Db): Promise<void> => {
  const { version } = (await db.admin().command({ buildInfo: 1 })) as unknown as { readonly version: string }
  if (Number.parseInt(version, 10) < oldest) throw new StoreRefused(`MongoDB is of version ${version}; Muster needs ${oldest}.0 or later. Update it.`)
}
