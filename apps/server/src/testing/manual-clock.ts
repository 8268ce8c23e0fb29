import type { Clock } from '../live/clock.ts'

/** A clock that a test moves: `advance` runs what falls due meanwhile, in order, each to its end. */
export const createManualClock = () => {
  let now = 0
  const jobs = new Set<{ due: number; readonly ms: number; readonly work: () => Promise<void> | void }>()
  const clock: Clock = {
    now: () => now,
    every: (ms, work) => {
      const job = { due: now + ms, ms, work }
      jobs.add(job)
      return () => void jobs.delete(job)
    },
  }
  return {
    clock,
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
