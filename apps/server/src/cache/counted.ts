import type { Cache } from '../ports/cache.ts'

/** How often something that was asked for was there, since the process began. */
interface Asks {
  hits: number
  misses: number
}
/** By where it was asked for: in this process, and of what is not at hand there in the cache that processes share. */
export interface CacheAsks {
  readonly process: Asks
  readonly shared: Asks
}

export const createCacheAsks = (): CacheAsks => ({ process: { hits: 0, misses: 0 }, shared: { hits: 0, misses: 0 } })

const count = (asks: Asks, found: boolean): void => {
  if (found) asks.hits++
  else asks.misses++
}

/** The same cache, whose asks are counted. Of several keys that are asked for at once the first is what is wanted. */
export const counted = (cache: Cache, asks: CacheAsks, isShared: boolean): Cache => ({
  ...cache,
  get: (key) => {
    const bytes = cache.get(key)
    count(asks.process, bytes !== undefined)
    return bytes
  },
  fetch: async (keys) => {
    const found = await cache.fetch(keys)
    if (isShared) count(asks.shared, found[0] !== undefined)
    return found
  },
  look: async (keys) => {
    const seen = await cache.look(keys)
    if (isShared) count(asks.shared, seen.bytes !== undefined)
    return seen
  },
})
