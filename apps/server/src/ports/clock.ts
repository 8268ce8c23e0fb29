/** Time as waits go by it, and what is done again and again; no time of day. Tests bring one that they move themselves. */
export interface Clock {
  /** Milliseconds since some instant; never goes back. */
  now(): number
  /** Runs something once after so many milliseconds; what it gives stops that. */
  after(ms: number, run: () => void): () => void
  /** Runs `work` every so many milliseconds until it is stopped: one run at a time, and one that fails is tried again at the next turn. */
  every(ms: number, work: () => Promise<void> | void): () => void
}

/** The time of the machine. Nothing that is done again and again keeps the process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  every: (ms, work) => {
    let busy = false
    const timer = setInterval(() => {
      if (busy) return
      busy = true
      Promise.resolve()
        .then(work)
        .catch(() => undefined)
        .finally(() => {
          busy = false
        })
    }, ms).unref()
    return () => clearInterval(timer)
  },
}
