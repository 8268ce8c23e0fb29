import { LRUCache } from 'lru-cache'

/** What takes no more bytes is remembered, so many of it. */
const [smallBytes, remembered] = [1_024, 5_000]

/**
 * Makes something of bytes once, for as long as it is asked for: to read BSON field by field costs more than the read itself, and the small
 * rows that are read again and again come as the same bytes. Nobody may change what they are given.
 */
export const knownBytes = <T extends object>(make: (bytes: Uint8Array) => T): ((bytes: Uint8Array) => T) => {
  const known = new LRUCache<string, T>({ max: remembered })
  return (bytes) => {
    if (bytes.length > smallBytes) return make(bytes)
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const before = known.get(key)
    if (before) return before
    const made = Object.freeze(make(bytes))
    known.set(key, made)
    return made
  }
}
