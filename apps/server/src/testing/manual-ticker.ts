import type { Ticker } from '../live/ticker.ts'

/** Time that a test lets pass: `advance` runs what falls due meanwhile, in order, each to its end. */
export const createManualTicker = () => {
  let now = 0
  const jobs = new Set<{ due: number; readonly ms: number; readonly work: () => Promise<void> | void }>()
  const ticker: Ticker = {
    now: () => now,
    every: (ms, work) => {
      const job = { due: now + ms, ms, work }
      jobs.add(job)
      return () => void jobs.delete(job)
    },
  }
  return {
    ticker,
    /** Jobs that have not been stopped. */
    jobs: (): number => jobs.size,
    advance: async (ms: number): Promise<void> => {
      const end = now + ms
      for (;;) {
        const next = [...jobs].filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due)[0]
        if (!next) break
        now = next.due
        next.due += next.ms
        await Promise.resolve(next.work()).catch(() => undefined)
      }
      now = end
    },
  }
}
