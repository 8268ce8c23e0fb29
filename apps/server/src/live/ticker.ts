/** How time passes for what is done again and again. Tests let it pass by hand. */
export interface Ticker {
  /** Milliseconds from a beginning that never changes; no time of day. */
  readonly now: () => number
  /** Runs `work` every so many milliseconds until it is stopped: one run at a time, and one that fails is tried again at the next turn. */
  readonly every: (ms: number, work: () => Promise<void> | void) => () => void
}

/** The time of the machine. Nothing that waits for it keeps the process alive. */
export const machineTicker: Ticker = {
  now: () => performance.now(),
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
