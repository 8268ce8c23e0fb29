import { openMongoStore } from '../../apps/server/src/adapters/mongo/store.ts'
import { createSqliteStore } from '../../apps/server/src/adapters/sqlite/store.ts'
import type { Store } from '../../apps/server/src/ports/store.ts'

/** Opens the store of a server of ours that does not run, or not alone. */
export const openStore = async (storeUrl: string): Promise<Store> =>
  storeUrl.startsWith('sqlite:') ? createSqliteStore(storeUrl.slice('sqlite:'.length)) : openMongoStore(storeUrl)
