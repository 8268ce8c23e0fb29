/** Time as waits go by it; tests bring one that they move themselves. */
export interface Clock {
  /** Milliseconds since some instant; never goes back. */
  now(): number
  /** Runs something once after so many milliseconds; what it gives stops that. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
