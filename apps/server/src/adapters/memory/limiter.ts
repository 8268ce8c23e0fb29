import { systemClock, type Clock } from '../../ports/clock.ts'
import type { Limiter, Policy, Taken } from '../../ports/limiter.ts'
import { createWindows, type Windows } from './windows.ts'

/** What somebody has taken since their window began. */
interface Count {
  used: number
  readonly endsAt: number
}

/**
 * The limiter of one process.
 * @param sharers how many processes the points of a policy are for: each lets its part pass
 */
export const createMemoryLimiter = (clock: Clock = systemClock, sharers: () => number = () => 1) => {
  const byPolicy = new Map<string, Windows<Count>>()
  const countsOf = ({ name, seconds }: Policy): Windows<Count> => {
    const known = byPolicy.get(name)
    if (known) return known
    const made = createWindows<Count>(seconds * 1_000)
    byPolicy.set(name, made)
    return made
  }
  return {
    take: (policy: Policy, who: string, points: number): Taken => {
      const now = clock.now()
      const counts = countsOf(policy)
      const count = counts.find(who, now) ?? counts.begin(who, { used: 0, endsAt: now + policy.seconds * 1_000 }, now)
      const all = Math.max(policy.atOnce ?? 1, Math.floor(policy.points / sharers()))
      count.used += points
      return { policy, passes: count.used <= all, left: Math.max(0, all - count.used), resetMs: count.endsAt - now }
    },
    giveBack: (policy: Policy, who: string, points: number): void => {
      const count = countsOf(policy).find(who, clock.now())
      if (count) count.used = Math.max(0, count.used - points)
    },
    /** Windows that it holds. */
    held: (): number => [...byPolicy.values()].reduce((sum, counts) => sum + counts.size(), 0),
  } satisfies Limiter & { readonly held: () => number }
}
