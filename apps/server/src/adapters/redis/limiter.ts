import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { systemClock } from '../../ports/clock.ts'
import type { Limiter, Policy, Taken } from '../../ports/limiter.ts'
import { createMemoryLimiter } from '../memory/limiter.ts'
import { createWindows, type Windows } from '../memory/windows.ts'
import type { RedisLine } from './connection.ts'

/** What this process knows of somebody until their window ends. */
interface Known {
  /** Points that it has taken for them ahead. */
  ahead: number
  /** What all processes had left after that. */
  readonly left: number
  /** Whether they asked for more than that: then there is nothing until the end. */
  readonly over: boolean
  readonly endsAt: number
}
interface Shared {
  readonly counts: RateLimiterRedis
  readonly known: Windows<Known>
  /** Those for whom points are being taken ahead: whoever asks meanwhile waits for those, and takes no more. */
  readonly asking: Map<string, Promise<unknown>>
}
const now = () => systemClock.now()

/**
 * Counts, and answers what is counted and for how many milliseconds it still is. What is given back (less than nothing) is no more than was
 * counted, and nothing where the window is over: it would else be there beside the points of the next.
 */
const script = `
local points = tonumber(ARGV[1])
if points < 0 then
  local counted = math.max(0, tonumber(redis.call('get', KEYS[1]) or 0))
  if counted == 0 then return {0, 0} end
  points = math.max(points, -counted)
end
redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
local counted = redis.call('incrby', KEYS[1], points)
local ms = redis.call('pttl', KEYS[1])
if ms < 0 then
  redis.call('expire', KEYS[1], ARGV[2])
  ms = 1000 * ARGV[2]
end
return {counted, ms}`

/**
 * The limiter of many processes: one script of Redis counts and answers at once, so that together they let exactly so much pass. Where a
 * policy allows it a process takes some ahead, so that not every request asks; those count as taken, so that it never becomes more. What
 * Redis does not answer in time each process decides by itself, of its part.
 * @param instance tells Musters apart that share a Redis
 * @param sharers how many processes there are
 */
export const createRedisLimiter = (line: RedisLine, instance: string, sharers: () => number): Limiter => {
  const alone = createMemoryLimiter(systemClock, sharers)
  const byPolicy = new Map<string, Shared>()
  const sharedBy = ({ name, points, seconds }: Policy): Shared => {
    const known = byPolicy.get(name)
    if (known) return known
    const keyPrefix = `muster:${instance}:limit:${name}`
    const counts = new RateLimiterRedis({ storeClient: line.redis, keyPrefix, points, duration: seconds, customIncrTtlLuaScript: script })
    const made: Shared = { counts, known: createWindows(seconds * 1_000), asking: new Map() }
    byPolicy.set(name, made)
    return made
  }
  /** What is known already decides; undefined where Redis has to be asked. */
  const decide = (policy: Policy, who: string, points: number): Taken | undefined => {
    const at = now()
    const known = byPolicy.get(policy.name)?.known.find(who, at)
    if (!known || (!known.over && known.ahead < points)) return undefined
    if (!known.over) known.ahead -= points
    return { policy, passes: !known.over, left: known.left + known.ahead, resetMs: known.endsAt - at }
  }
  const ask = async (policy: Policy, who: string, points: number): Promise<Taken> => {
    const shared = sharedBy(policy)
    const at = now()
    const before = shared.known.find(who, at)
    const has = before?.ahead ?? 0
    // They are spoken for: whoever asks meanwhile finds none.
    if (before) before.ahead = 0
    const wanted = points - has + (policy.ahead ?? 0)
    // Too much is told by throwing, and is an answer.
    const told = await line.call(() =>
      shared.counts.consume(who, wanted).catch((told) => (told instanceof RateLimiterRes ? told : Promise.reject(told as Error))),
    )
    if (!told) {
      if (before) before.ahead += has
      return alone.take(policy, who, points)
    }
    // Of what was wanted there is as much as was left before: nobody else gets that any more.
    const got = has + Math.min(wanted, policy.points - (told.consumedPoints - wanted))
    const passes = got >= points
    const left = Math.max(0, policy.points - told.consumedPoints)
    // Another process may be about to give back what is lacking here.
    if (!passes && policy.returns) return { policy, passes, left, resetMs: told.msBeforeNext }
    // By then it is over there, too: the time was told later than it was asked for.
    const known = shared.known.begin(who, { ahead: passes ? got - points : 0, left, over: !passes, endsAt: at + told.msBeforeNext }, now())
    return { policy, passes, left: left + known.ahead, resetMs: told.msBeforeNext }
  }
  const askAhead = async (policy: Policy, who: string, points: number): Promise<Taken> => {
    const { asking } = sharedBy(policy)
    for (let before = asking.get(who); before; before = asking.get(who)) {
      await before
      const decided = decide(policy, who, points)
      if (decided) return decided
    }
    const asks = ask(policy, who, points)
    asking.set(who, asks)
    try {
      return await asks
    } finally {
      asking.delete(who)
    }
  }
  return {
    take: (policy, who, points) => decide(policy, who, points) ?? (policy.ahead === undefined ? ask(policy, who, points) : askAhead(policy, who, points)),
    giveBack: (policy, who, points) => {
      alone.giveBack(policy, who, points)
      void line.call(() => sharedBy(policy).counts.reward(who, points))
    },
  }
}
