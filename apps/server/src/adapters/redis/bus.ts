import { randomBytes } from 'node:crypto'
import type { Bus, Hears } from '../../ports/bus.ts'
import { createMemoryBus } from '../memory/bus.ts'
import { openRedis, type RedisLine } from './connection.ts'

/** So many spaces go into one message, and wait for one at most: more than that are left to the poll. */
const [perMessage, most] = [200, 10_000]
/** What names a space in a message: its id, of letters, digits and dashes. */
const isName = (text: string): boolean => /^[\w-]{1,64}$/.test(text)

/** What every process of an instance listens on. */
export const channelOf = (instance: string): string => `muster:${instance}:moved`

/**
 * The doorbell of many processes, by pub/sub of Redis: one message names its sender and the spaces that moved. One is under way at a time:
 * what moves meanwhile goes with the next, once, so that a busy space costs no more than the line carries.
 * @param sends the line that all commands go on
 * @param instance tells Musters apart that share a Redis
 */
export const createRedisBus = (sends: RedisLine, url: string, instance: string): Bus & { readonly answers: () => boolean; readonly waiting: () => number } => {
  const here = createMemoryBus()
  const listeners: Hears[] = []
  const self = randomBytes(6).toString('hex')
  const channel = channelOf(instance)
  // Who has subscribed can do nothing else on that line.
  const hears = openRedis(url, 'bus')
  const moved = new Set<string>()
  let sending = false

  const send = async () => {
    while (moved.size > 0) {
      const some = [...moved].slice(0, perMessage)
      for (const space of some) moved.delete(space)
      await sends.call((redis) => redis.publish(channel, [self, ...some].join(' ')))
    }
    sending = false
  }
  // Each time anew: one that failed would else never be made up for.
  hears.redis.on('ready', () => void hears.redis.subscribe(channel).catch(() => hears.redis.disconnect(true)))
  hears.redis.on('message', (_channel: string, text: string) => {
    const [sender, ...spaces] = text.split(' ')
    if (sender === self || spaces.length > perMessage || !spaces.every(isName)) return
    for (const { elsewhere } of listeners)
      try {
        elsewhere(spaces)
      } catch {}
  })
  return {
    ring: (space, rev) => {
      here.ring(space, rev)
      if (moved.size >= most) return
      moved.add(space)
      if (sending) return
      sending = true
      // With whatever else is committed in this turn.
      setImmediate(() => void send())
    },
    listen: (one) => {
      here.listen(one)
      listeners.push(one)
    },
    /** Spaces that wait to be told of. */
    waiting: () => moved.size,
    answers: () => hears.answers(),
    close: async () => {
      await here.close()
      listeners.splice(0)
      hears.close()
    },
  }
}
