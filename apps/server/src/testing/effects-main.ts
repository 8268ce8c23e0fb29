// A server as it is started, whose commits have two effects: one that counts in the store, and one that posts its key to RECEIVER. Its own clock is
// AHEAD_MS ahead of the machine's; a space is held for LEASE_MS.
import { setClockAhead } from './clock-ahead.ts'
import { counting, sending } from './counting.ts'

const { env } = process
setClockAhead(Number(env['AHEAD_MS'] ?? 0))
// Imported only now: what is loaded takes the clock that there is.
const { serve } = await import('../serve.ts')

await serve(env, {
  effects: (store) => [
    counting(store),
    sending(async ({ key }, signal) => {
      const reply = await fetch(env['RECEIVER'] ?? '', { method: 'POST', body: key, headers: { 'X-From': String(process.pid) }, signal })
      if (!reply.ok) throw new Error(`${reply.status}`)
    }),
  ],
  times: { leaseMs: Number(env['LEASE_MS'] ?? 1_000), pollMs: 50, perTurn: 5, perTarget: 100, backOffMs: 20, longestBackOffMs: 500 },
})
