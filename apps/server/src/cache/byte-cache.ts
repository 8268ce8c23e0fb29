import { LRUCache } from 'lru-cache'

/** What an entry takes beside its bytes and its key, about. */
const entryBytes = 200

/**
 * Bytes under keys that say all they depend on, a space's rev among it: what is cached is right for as long as it is asked for,
 * and nothing is ever taken back. Those not asked for the longest go when there are too many.
 */
export const createByteCache = (maxBytes: number) => {
  const cached = new LRUCache<string, Buffer>({
    maxSize: maxBytes,
    maxEntrySize: Math.floor(maxBytes / 8),
    sizeCalculation: (bytes, key) => bytes.length + key.length + entryBytes,
  })
  return {
    get: (key: string): Buffer | undefined => cached.get(key),
    set: (key: string, bytes: Buffer): void => void cached.set(key, bytes),
  }
}
export type ByteCache = ReturnType<typeof createByteCache>
