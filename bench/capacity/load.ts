import type { Habits } from './habits.ts'
import type { ByKind } from './kinds.ts'

/** How many are there at the busiest time. */
export interface Crowd {
  readonly connected: number
  readonly active: number
}

/** @param users who have an account */
export const crowdOf = (users: number, { daily, open, active }: Habits): Crowd => {
  const connected = users * daily * open
  return { connected, active: connected * active }
}

/** What a crowd asks for, a second; of streams, how many it holds. `process` is one. */
export const loadOf = ({ connected, active }: Crowd, { changes, watchers, pages, session, stay }: Habits): ByKind => {
  const change = (active * changes) / 60
  const opened = connected / (stay * 60)
  return {
    process: 1,
    held: connected,
    change,
    told: change * (watchers + 1),
    pull: change * (watchers + 1),
    // Whoever made a change hears of it as well, mostly while they still pull it, and asks once more.
    nothing: opened * 2 + change,
    page: (active * pages) / 60,
    refresh: connected / (session * 60),
    me: opened,
    stream: opened,
  }
}
