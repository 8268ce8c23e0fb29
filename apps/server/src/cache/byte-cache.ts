import { LRUCache } from 'lru-cache'

/** What an entry takes beside its bytes and its key, about. */
const entryBytes = 200

/**
 * Bytes under keys that say all they depend on, a space's rev among it: what is kept is right for as long as it is asked for,
 * and nothing is ever taken back. Those not asked for the longest go when there are too many.
 */
export const createByteCache = (maxBytes: number) => {
  const kept = new LRUCache<string, Buffer>({
    maxSize: maxBytes,
    maxEntrySize: Math.floor(maxBytes / 8),
    sizeCalculation: (bytes, key) => bytes.length + key.length + entryBytes,
  })
  return {
    get: (key: string): Buffer | undefined => kept.get(key),
    set: (key: string, bytes: Buffer): void => void kept.set(key, bytes),
  }
}
export type ByteCache = ReturnType<typeof createByteCache>
