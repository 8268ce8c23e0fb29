import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Bench } from '../parts/part.ts'
import type { Place } from './ours.ts'

/** A place in a database of its own at the replica set; undefined without one, which is told. */
export const mongoPlace = async (bench: Bench): Promise<Place | undefined> => {
  const uri = await bench.mongo()
  if (uri) return { dataDir: join(bench.folder, 'mongo'), storeUrl: uri(`bench-${randomUUID().slice(0, 8)}`) }
  bench.missing('on MongoDB: there is none; npm run bench brings it where it may')
  return undefined
}
