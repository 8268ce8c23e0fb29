import { Redis, ReplyError } from 'ioredis'
import { systemClock, type Clock } from '../../ports/clock.ts'

/** Longest that anything waits for an answer of Redis: ms. */
const usualAnswerMs = 100
/** A line on which nothing has come for so long is dead, whatever the socket says: ms. It is asked for a sign of life more often. */
const silentMs = 2_000
const signMs = 500
const connectMs = 1_000
/** So many calls in a row that brought nothing, and nobody waits for it any more until it answers again. */
const missesToOpen = 3
/** Milliseconds from `from` to twice as many: processes that lost it together do not come back together. */
const jittered = (from: number): number => from * (1 + Math.random())
const againMs = 250

type Call<T> = (redis: Redis) => Promise<T>

/**
 * A line to Redis that nobody is held up by: what is not answered in 100 ms is not there, and while it is known to be away it is not asked
 * at all but for a sign of life now and then. Nothing is sent twice, nothing waits for it to come back.
 *
 * Once it is back it is in use within 5 s: a new line is tried after half a second at most, however long it was away, and takes a second
 * at most; a sign of life is asked for within a second, and the first that comes is believed.
 */
export const openRedis = (url: string, name: string, answerMs = usualAnswerMs, clock: Clock = systemClock) => {
  let leaves = false
  const redis = new Redis(url, {
    connectionName: `muster-${name}`,
    lazyConnect: true,
    connectTimeout: connectMs,
    commandTimeout: answerMs,
    socketTimeout: silentMs,
    // What was asked while it is away, or whose answer got lost, is not asked again: it may have been done.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => jittered(againMs),
    // A replica takes no writes: whoever is at that address now may be the new primary.
    // Once: all who wrote at the same time are told so.
    reconnectOnError: ({ message }) => {
      if (leaves || !message.startsWith('READONLY')) return false
      leaves = true
      return true
    },
  })
  redis.on('ready', () => {
    leaves = false
  })
  // Told by what calls bring; an `error` that nobody hears would end the process.
  redis.on('error', () => {})
  let misses = 0
  const isOpen = () => misses >= missesToOpen
  const ask = async <T>(call: Call<T>): Promise<T | undefined> => {
    try {
      const answer = await call(redis)
      misses = 0
      return answer
    } catch (error) {
      // No to one question, such as for want of room, is an answer.
      misses = error instanceof ReplyError ? 0 : misses + 1
      return undefined
    }
  }
  let closed = false
  let stop = () => {}
  // Also on a line that only listens: nothing comes on it for hours, and so nothing would tell that it is dead.
  const signs = () => {
    stop = clock.after(jittered(signMs), () => {
      void ask((redis) => redis.ping()).then(() => !closed && signs())
    })
  }
  void redis.connect().catch(() => {})
  signs()
  return {
    redis,
    /** Undefined where no answer came in time, or it is known to be away; never throws. */
    call: async <T>(call: Call<T>): Promise<T | undefined> => (isOpen() || redis.status !== 'ready' ? undefined : ask(call)),
    /** Whether it answers, as far as is known. */
    answers: (): boolean => redis.status === 'ready' && !isOpen(),
    close: (): void => {
      closed = true
      stop()
      redis.disconnect()
    },
  }
}
export type RedisLine = ReturnType<typeof openRedis>
