import { systemClock, type Clock } from '../../ports/clock.ts'
import type { RedisLine } from './connection.ts'

/** Milliseconds between two counts. */
const everyMs = 5_000
/** How many there are taken to be before they were counted. */
const atFirst = 4

/**
 * How many processes an instance has: they all listen on the same channel, and Redis knows how many do. Fewer than before are believed one
 * at a time, since those that have lost their line with us are alive, and come back one after the other.
 */
export const countProcesses = (line: RedisLine, channel: string, clock: Clock = systemClock) => {
  let counted = atFirst
  const count = async () => {
    const [, told] = (await line.call((redis) => redis.pubsub('NUMSUB', channel))) ?? []
    if (Number(told) >= 1) counted = Math.max(Number(told), counted - 1)
  }
  line.redis.on('ready', () => void count())
  const stop = clock.every(everyMs, count)
  return { processes: (): number => counted, stop }
}
