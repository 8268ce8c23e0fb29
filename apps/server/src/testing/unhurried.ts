/**
 * The store with a turn of the event loop or two before each call, so that what two processes do over it interleaves.
 * SQLite answers at once: without it one would always be done before the other begins.
 */
export const unhurried = <S extends object>(store: S): S =>
  new Proxy(store, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name)
      if (typeof found !== 'function') return found
      return async (...given: unknown[]) => {
        for (let turns = Math.ceil(Math.random() * 2); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
        return (found as (...args: unknown[]) => unknown).apply(target, given)
      }
    },
  })
