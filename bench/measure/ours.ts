import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { secret } from '../seed/people.ts'
import { startChild, type Child } from './child.ts'

/** Where a server of ours keeps its data. */
export interface Place {
  readonly dataDir: string
  readonly storeUrl: string
}

/** A place on SQLite, in a folder of its own. */
export const sqliteIn = (dataDir: string): Place => {
  mkdirSync(dataDir, { recursive: true })
  return { dataDir, storeUrl: `sqlite:${dataDir}/muster.db` }
}

const compiled = join(import.meta.dirname, '../../.cache/compiled')

/** The environment of a server of ours, with compiled code cached as `npm start` caches it. */
export const serverEnv = ({ dataDir, storeUrl }: Place): Readonly<Record<string, string>> => ({
  PORT: '0',
  DATA_DIR: dataDir,
  STORE_URL: storeUrl,
  SECRETS: secret,
  NODE_COMPILE_CACHE: compiled,
})

/**
 * The product as it is shipped, over a place, on a free port.
 * @param more what is set beside it
 */
export const startOurs = (place: Place, more: Readonly<Record<string, string>> = {}): Promise<Child> =>
  startChild('apps/server/src/main.ts', [], { ...serverEnv(place), ...more })
