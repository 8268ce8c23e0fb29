import type { Clock } from '../ports/clock.ts'

interface Due {
  at: number
  /** Where it is done again and again: milliseconds until the next time. */
  readonly again?: number
  readonly run: () => Promise<void> | void
}

/** A clock that stands still until it is moved: what is due by then is run, in order, each at its time. */
export const createHandClock = () => {
  let at = 0
  const due = new Set<Due>()
  const add = (one: Due) => {
    due.add(one)
    return () => void due.delete(one)
  }
  const clock: Clock = {
    now: () => at,
    after: (ms, run) => add({ at: at + ms, run }),
    every: (ms, work) =>
      add({
        at: at + ms,
        again: ms,
        run: async () => {
          try {
            await work()
          } catch {
            // Tried again at the next turn.
          }
        },
      }),
  }
  /** Moves on to what is due next, until `end`. */
  const next = (end: number): Due | undefined => {
    const [first] = [...due].filter((one) => one.at <= end).sort((a, b) => a.at - b.at)
    at = first ? Math.max(at, first.at) : end
    if (first?.again !== undefined) first.at += first.again
    else if (first) due.delete(first)
    return first
  }
  return {
    clock,
    /** How many wait for their time. */
    waiting: (): number => due.size,
    move: (ms: number): void => {
      const end = at + ms
      for (let one = next(end); one; one = next(end)) void one.run()
    },
    /** The same, each run to its end before the next. */
    advance: async (ms: number): Promise<void> => {
      const end = at + ms
      for (let one = next(end); one; one = next(end)) await one.run()
    },
  }
}
