import { LRUCache } from 'lru-cache'
import type { Cache } from '../../ports/cache.ts'

/** What an entry takes beside its bytes and its key, about. */
const entryBytes = 200

/** The cache of one process. Those not asked for the longest go when there are too many bytes. */
export const createMemoryCache = (maxBytes: number): Cache => {
  const cached = new LRUCache<string, Buffer>({
    maxSize: maxBytes,
    maxEntrySize: Math.floor(maxBytes / 8),
    sizeCalculation: (bytes, key) => bytes.length + key.length + entryBytes,
  })
  return {
    get: (key) => cached.get(key),
    fetch: async (keys) => keys.map(() => undefined),
    // Who runs the same in one process is told apart by `cache/once.ts`.
    claim: async () => true,
    look: async () => ({ bytes: undefined, making: false }),
    set: (key, bytes) => void cached.set(key, bytes),
  }
}
