import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRunner } from './runner.ts'

const until = async (seen: () => boolean) => {
  while (!seen()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('what waits is sent before anything is pulled; the first poke pulls at once, many more are one pull', async () => {
  const log: string[] = []
  let rounds = 0
  const runner = createRunner({
    leads: () => true,
    push: async () => void log.push('push'),
    pull: async () => void log.push('pull'),
    done: () => void rounds++,
    failed: async () => 'stop',
  })
  runner.poke(false)
  await until(() => rounds === 1)
  assert.deepEqual(log, ['push', 'pull'])
  for (let n = 0; n < 20; n++) runner.poke(false)
  await until(() => rounds === 2)
  // Sent at once; what came while the pull was held back is sent before it, too.
  assert.deepEqual(log.slice(2), ['push', 'push', 'pull'])
  runner.poke(false)
  await until(() => rounds === 3)
  assert.equal(log.filter((one) => one === 'pull').length, 3)
})

test('nothing is pulled while a push has no answer, and nothing more is sent once the lead is lost', async () => {
  let failures = 0
  let pulls = 0
  let pushes = 0
  let leads = true
  const runner = createRunner({
    leads: () => leads,
    push: async () => {
      pushes++
      if (failures < 3) throw new TypeError('no answer')
    },
    pull: async () => void pulls++,
    done: () => {},
    failed: async () => {
      failures++
      assert.equal(pulls, 0)
      return 0
    },
  })
  runner.poke(false)
  // Each ends a pause that grows.
  while (failures < 3) {
    const before = failures
    await until(() => failures > before || pulls > 0)
    runner.poke(true)
  }
  await until(() => pulls === 1)
  const sent = pushes
  leads = false
  for (let n = 0; n < 5; n++) runner.poke(true)
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.ok(pushes <= sent + 1)
  assert.equal(pulls, 1)
})

test('what is told while something is fetched is sent at once; what was fetched is applied once all of it is answered', async () => {
  const log: string[] = []
  let fetched = () => {}
  let answer = () => {}
  let waiting = 0
  const runner = createRunner({
    leads: () => true,
    push: async () => {
      if (waiting === 0) return
      waiting = 0
      log.push('sent')
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      log.push('answered')
    },
    pull: async (pushed) => {
      log.push('fetch')
      await new Promise<void>((resolve) => {
        fetched = resolve
      })
      await pushed()
      log.push('apply')
    },
    done: () => {},
    failed: async () => 'stop',
  })
  runner.poke(false)
  await until(() => log.includes('fetch'))
  waiting = 1
  runner.poke(false)
  await until(() => log.includes('sent'))
  fetched()
  // Another one comes while the first has no answer.
  waiting = 1
  runner.poke(false)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual(log, ['fetch', 'sent'])
  answer()
  await until(() => log.length === 4)
  assert.deepEqual(log.slice(2), ['answered', 'sent'])
  answer()
  await until(() => log.includes('apply'))
  assert.deepEqual(log.slice(4, 6), ['answered', 'apply'])
})

test('a server that asks to wait is left alone, whoever calls; nothing is sent beside a fetch once that failed', async () => {
  const long = 3_600_000
  let [pushes, held, leads] = [0, 0, true]
  const runner = createRunner({
    leads: () => leads,
    heldMs: () => held,
    push: async () => void pushes++,
    pull: async () => {
      throw new Error('busy')
    },
    done: () => {},
    failed: async () => long,
  })
  runner.poke(true)
  await until(() => pushes === 1)
  for (let n = 0; n < 20; n++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    runner.poke(true)
  }
  assert.equal(pushes, 1)
  leads = false
  runner.stop()
  // Another space was asked to wait: this one waits, too.
  const beside = createRunner({
    leads: () => !leads,
    heldMs: () => held,
    push: async () => void pushes++,
    pull: async () => {},
    done: () => {},
    failed: async () => 'stop',
  })
  held = long
  for (let n = 0; n < 20; n++) {
    beside.poke(true)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.equal(pushes, 1)
  leads = true
  beside.stop()
})
