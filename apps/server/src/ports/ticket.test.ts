import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock, type Clock } from './clock.ts'
import { issueTicket } from './ticket.ts'

test('what was said to be unavailable is over, though the timer that told so ran a little early', async () => {
  const timers: (() => void)[] = []
  const clock: Clock = { ...systemClock, now: () => 0, after: (_ms, run) => (timers.push(run), () => {}) }
  const issued = issueTicket(clock)
  const told: unknown[] = []
  issued.race(
    new Promise<void>(() => {}),
    () => {},
    (error) => told.push((error as { code?: string }).code),
  )
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(issued.ticket.expired(), false)
  for (const run of timers) run()
  assert.deepEqual(told, ['unavailable'])
  assert.equal(issued.ticket.expired(), true, 'nothing more of it is sent to be committed')
})
