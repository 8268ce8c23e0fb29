import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '../../scripts/cluster/client.ts'
import type { Fault } from './faults.ts'
import { askedMs, codeOf, signUp, waitAsAsked } from './person.ts'

const crowd = 150
const healthMs = 250
/** What is said to whom there is no time for. */
const turnedAway = ['busy', 'too_many_requests'] as const
let crowds = 0

/** Ten times as many as the load is, for some time, who read without a pause. Whether the instances live is told all the while. */
export const overload: Fault = {
  name: 'overload',
  reads: turnedAway,
  writes: turnedAway,
  run: async ({ cluster, load, long, alone }) => {
    const many = createClient(cluster, { maxSockets: crowd })
    const health = createClient(cluster, { keepAlive: false })
    try {
      const person = await signUp(many, `crowd${++crowds}@example.test`)
      let going = true
      const answers = new Map<string, number>()
      const one = async (n: number) => {
        while (going) {
          const path = n % 3 === 0 ? `/api/v1/spaces/${person.id}/snapshot/latest` : `/api/v1/tasks?limit=200&updatedSince=${new Date().toISOString()}`
          const answer = await person.ask(many, path)
          const said = answer.status === 200 ? '200' : codeOf(answer)
          answers.set(said, (answers.get(said) ?? 0) + 1)
          if (answer.status === 200) continue
          assert.ok((turnedAway as readonly string[]).includes(said) && askedMs(answer) > 0, `${answer.status} ${answer.text}`)
          if (Math.random() < 0.5) await waitAsAsked(answer)
        }
      }
      const look = async () => {
        while (going) {
          assert.equal((await health.ask('/healthz')).status, 200, 'whether it lives is not told')
          await pause(healthMs)
        }
      }
      const all = Promise.all([look(), ...Array.from({ length: crowd }, (_, n) => one(n))])
      all.catch(() => {})
      try {
        await Promise.race([pause(long && alone ? 60_000 : 5_000).then(load.goesOn), all])
      } finally {
        going = false
        await all
      }
      console.log(`overload: ${JSON.stringify(Object.fromEntries(answers))}`)
    } finally {
      many.close()
      health.close()
    }
  },
}
