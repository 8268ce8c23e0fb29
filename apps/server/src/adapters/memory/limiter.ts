import { systemClock, type Clock } from '../../ports/clock.ts'
import type { Limiter, Policy, Taken } from '../../ports/limiter.ts'
import { createWindows, type Windows } from './windows.ts'

/**
 * The limiter of one process.
 * @param sharers how many processes the points of a policy are for: each lets its part pass
 */
export const createMemoryLimiter = (clock: Clock = systemClock, sharers: () => number = () => 1) => {
  const byPolicy = new Map<string, Windows>()
  const windowsOf = ({ name, seconds }: Policy): Windows => {
    const known = byPolicy.get(name) ?? createWindows(seconds * 1_000)
    byPolicy.set(name, known)
    return known
  }
  return {
    take: (policy: Policy, who: string, points: number): Taken => {
      const now = clock.now()
      const window = windowsOf(policy).enter(who, now)
      const all = Math.max(policy.atOnce ?? 1, Math.floor(policy.points / sharers()))
      window.used += points
      return { policy, passes: window.used <= all, left: Math.max(0, all - window.used), resetMs: window.endsAt - now }
    },
    giveBack: (policy: Policy, who: string, points: number): void => {
      const window = windowsOf(policy).find(who, clock.now())
      if (window) window.used = Math.max(0, window.used - points)
    },
    /** Windows that it holds. */
    held: (): number => [...byPolicy.values()].reduce((sum, windows) => sum + windows.size(), 0),
  } satisfies Limiter & { readonly held: () => number }
}
