import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '../../scripts/cluster/client.ts'
import type { Cluster } from '../../scripts/cluster/cluster.ts'
import { signUp } from './person.ts'

/** Longest rest of whoever asks now and then, ms. */
const idleMs = 3_000

/**
 * So many who each ask for a page that nobody has at hand, one after the other, while there is a load; else one of them asks now and then.
 * Nothing is asked twice.
 */
export const startCrowd = async (cluster: Cluster, size: number) => {
  const client = createClient(cluster, { maxSockets: size })
  const person = await signUp(client, 'crowd@example.test')
  const failed: string[] = []
  let [asked, loaded, going] = [0, false, true]
  let wake = Promise.withResolvers<void>()
  const one = async (n: number) => {
    while (going) {
      if (!loaded) await (n === 0 ? Promise.race([wake.promise, pause(idleMs)]) : wake.promise)
      if (!going) return
      asked++
      const answer = await person.ask(client, `/api/v1/tasks?limit=200&updatedSince=${new Date().toISOString()}`).catch((error: unknown) => String(error))
      if (typeof answer === 'string') failed.push(answer)
      else if (answer.status !== 200) failed.push(`${answer.status} ${answer.text.slice(0, 200)}`)
    }
  }
  const done = Promise.all(Array.from({ length: size }, (_, n) => one(n)))
  return {
    failed,
    asked: (): number => asked,
    load: (on: boolean): void => {
      loaded = on
      if (on) wake.resolve()
      else wake = Promise.withResolvers()
    },
    end: async (): Promise<void> => {
      going = false
      wake.resolve()
      await done
      client.close()
    },
  }
}
