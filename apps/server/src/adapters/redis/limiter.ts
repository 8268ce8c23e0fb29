import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { systemClock } from '../../ports/clock.ts'
import type { Limiter, Policy, Taken } from '../../ports/limiter.ts'
import { createMemoryLimiter } from '../memory/limiter.ts'
import { createWindows, type Windows } from '../memory/windows.ts'
import type { RedisLine } from './connection.ts'

/**
 * The limiter of many processes: one script of Redis counts and answers at once, so that together they let exactly so much pass. What it
 * does not answer in time each process decides by itself, of its part.
 * @param instance tells Musters apart that share a Redis
 * @param sharers how many processes there are
 */
export const createRedisLimiter = (line: RedisLine, instance: string, sharers: () => number): Limiter => {
  const alone = createMemoryLimiter(systemClock, sharers)
  const shared = new Map<string, { readonly counts: RateLimiterRedis; readonly spent: Windows }>()
  const sharedBy = ({ name, points, seconds }: Policy) => {
    const known = shared.get(name)
    if (known) return known
    const counts = new RateLimiterRedis({ storeClient: line.redis, keyPrefix: `muster:${instance}:limit:${name}`, points, duration: seconds })
    const made = { counts, spent: createWindows(seconds * 1_000) }
    shared.set(name, made)
    return made
  }
  const take = async (policy: Policy, who: string, points: number): Promise<Taken> => {
    const { counts, spent } = sharedBy(policy)
    // Too much is told by throwing, and is an answer.
    const told = await line.call(() => counts.consume(who, points).catch((told) => (told instanceof RateLimiterRes ? told : Promise.reject(told as Error))))
    if (!told) return alone.take(policy, who, points)
    const passes = told.consumedPoints <= policy.points
    if (!passes) spent.enter(who, systemClock.now(), told.msBeforeNext)
    return { policy, passes, left: told.remainingPoints, resetMs: told.msBeforeNext }
  }
  return {
    take: (policy, who, points) => {
      // Who has nothing left has nothing left until the end: however often they ask, Redis hears of it once.
      const now = systemClock.now()
      const over = shared.get(policy.name)?.spent.find(who, now)
      return over ? { policy, passes: false, left: 0, resetMs: over.endsAt - now } : take(policy, who, points)
    },
    giveBack: (policy, who, points) => {
      alone.giveBack(policy, who, points)
      void line.call(() => sharedBy(policy).counts.reward(who, points))
    },
  }
}
