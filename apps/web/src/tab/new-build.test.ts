import assert from 'node:assert/strict'
import { mock, test } from 'node:test'

/** What listens to the window. */
const listeners = new Set<() => void>()
let tries = 0
let works = false
let tookOver = () => {}
const registration = { active: null, waiting: null as unknown, installing: null, addEventListener: () => {} }
Object.assign(globalThis, {
  document: { querySelector: () => null, addEventListener: () => {} },
  addEventListener: (_: string, heard: () => void) => void listeners.add(heard),
  removeEventListener: (_: string, heard: () => void) => void listeners.delete(heard),
})
Object.defineProperty(globalThis, 'navigator', {
  value: {
    serviceWorker: {
      addEventListener: (_: string, changed: () => void) => void (tookOver = changed),
      register: async () => {
        tries++
        if (!works) throw new TypeError('the server is away')
        return registration
      },
    },
  },
})
const { takeOver, watchBuilds } = await import('./new-build.ts')
const turn = () => new Promise(setImmediate)

test('a registration that failed is tried again, each time later, and as soon as there is a network', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const watching = watchBuilds()
  await turn()
  const triedAt: number[] = []
  const before = tries
  for (let minute = 1; minute <= 240; minute++) {
    const known = tries
    mock.timers.tick(60_000)
    await turn()
    if (tries > known) triedAt.push(minute)
  }
  assert.equal(before, 1)
  assert.deepEqual(triedAt, [1, 3, 7, 15, 31, 63, 123, 183])
  assert.equal(listeners.size, 1, 'of all that was waited for one thing is left')
  works = true
  for (const heard of listeners) heard()
  await watching
  assert.deepEqual([tries, listeners.size], [10, 0])
  mock.timers.tick(86_400_000)
  await turn()
  assert.equal(tries, 10)
  mock.timers.reset()
})

test('a build that came after the one that was to take over takes over in its place', async () => {
  const told: string[] = []
  const worker = (name: string) => ({ postMessage: ({ say }: { say: string }) => void told.push(`${name} ${say}`) })
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  works = true
  registration.waiting = worker('first')
  const taken = takeOver()
  await turn()
  registration.waiting = worker('second')
  mock.timers.tick(1_000)
  tookOver()
  await taken
  assert.deepEqual(told, ['first take-over', 'second take-over'])
  mock.timers.reset()
})
