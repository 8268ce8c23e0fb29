import assert from 'node:assert/strict'
import { after, mock, test } from 'node:test'
import type { Ask, Told } from './protocol.ts'
import { openReplica } from './replica.ts'

/** A worker as its page sees it. */
class SeenWorker {
  static readonly all: SeenWorker[] = []
  readonly asked: Ask[] = []
  ended = false
  onmessage: (event: { data: Told }) => void = () => {}
  onerror: () => void = () => {}
  constructor() {
    SeenWorker.all.push(this)
  }
  postMessage(message: Ask) {
    this.asked.push(message)
  }
  terminate() {
    this.ended = true
  }
}
Object.assign(globalThis, { Worker: SeenWorker, addEventListener: () => {} })
mock.timers.enable({ apis: ['setTimeout'] })
after(() => mock.timers.reset())

test('a worker that fails before it said anything is ended, and one other takes its place, however often it fails', () => {
  openReplica('00000000-0000-7000-8000-000000000001')
  const [first] = SeenWorker.all
  first?.onerror()
  if (!first?.ended) first?.onerror()
  mock.timers.tick(10_000)
  assert.deepEqual(
    SeenWorker.all.map(({ ended, asked }) => [ended, asked.map((one) => one.do)]),
    [
      [true, ['open']],
      [false, ['open']],
    ],
  )
})
