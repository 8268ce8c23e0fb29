type Listener = () => void

/** Something that can be listened to. `mark` says that it changed; listeners hear of it at the next flush. */
export interface Signal {
  readonly subscribe: (listener: Listener) => () => void
  readonly mark: () => void
}

/** Signals that tell together: however much changed in between, a flush calls each listener once. */
export const createSignals = () => {
  const dirty = new Set<Set<Listener>>()
  return {
    make: (): Signal => {
      const listeners = new Set<Listener>()
      return {
        subscribe: (listener) => {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
        mark: () => void (listeners.size > 0 && dirty.add(listeners)),
      }
    },
    flush: () => {
      const all = new Set([...dirty].flatMap((listeners) => [...listeners]))
      dirty.clear()
      for (const listener of all) listener()
    },
  }
}
export type Signals = ReturnType<typeof createSignals>

/** Listens to several signals at once. */
export const joined = (all: readonly Signal['subscribe'][], listener: Listener): (() => void) => {
  const stops = all.map((subscribe) => subscribe(listener))
  return () => {
    for (const stop of stops) stop()
  }
}
