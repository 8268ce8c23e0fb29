import type { Clock } from '../ports/clock.ts'

/** A clock that stands still until it is moved: what is due by then is run, in order. */
export const createHandClock = () => {
  let at = 0
  const due = new Set<{ readonly at: number; readonly run: () => void }>()
  const clock: Clock = {
    now: () => at,
    after: (ms, run) => {
      const one = { at: at + ms, run }
      due.add(one)
      return () => void due.delete(one)
    },
  }
  return {
    clock,
    /** How many wait for their time. */
    waiting: (): number => due.size,
    move: (ms: number): void => {
      at += ms
      for (const one of [...due].sort((a, b) => a.at - b.at)) {
        if (one.at > at) break
        due.delete(one)
        one.run()
      }
    },
  }
}
