import { LRUCache } from 'lru-cache'

/** What was read a moment ago, by key, until it is forgotten. How long it may be used is for who asks for it. */
export const createRecent = <Value extends object>(most: number) => {
  const cache = new LRUCache<string, Value>({ max: most })
  /** Grows when something is forgotten: what was read before, and comes only now, is not held. */
  let forgotten = 0
  return {
    get: (key: string): Value | undefined => cache.get(key),
    /** Asked before a read begins, and handed to `hold` with what it brought. */
    since: (): number => forgotten,
    hold: (key: string, value: Value, since: number): void => {
      if (forgotten === since) cache.set(key, value)
    },
    /** One, or without a key all. */
    forget: (key?: string): void => {
      forgotten++
      if (key === undefined) cache.clear()
      else cache.delete(key)
    },
  }
}
