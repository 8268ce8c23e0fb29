import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bus } from '../../ports/bus.ts'

/** The exam that every bus sits: what holds within one process. */
export const examineBus = (name: string, skip: string | false, make: () => Promise<Bus>) => {
  test(`${name}: who rings is heard at once in its own process, in order, and not as another`, { skip }, async () => {
    const bus = await make()
    const heard: unknown[] = []
    bus.listen({ here: (...ring) => void heard.push(ring), elsewhere: (spaces) => void heard.push(spaces) })
    bus.ring('s1', 1)
    bus.ring('s2', 7)
    bus.ring('s1', 2)
    assert.deepEqual(heard, [
      ['s1', 1],
      ['s2', 7],
      ['s1', 2],
    ])
    await new Promise((resolve) => setImmediate(resolve))
    await bus.close()
    assert.equal(heard.length, 3)
  })

  test(`${name}: a listener that fails keeps nobody from hearing, nor whoever rings from going on`, { skip }, async () => {
    const bus = await make()
    const heard: number[] = []
    const fails = () => {
      throw new Error('made by a test')
    }
    bus.listen({ here: fails, elsewhere: fails })
    bus.listen({ here: (_space, rev) => void heard.push(rev), elsewhere: () => {} })
    bus.ring('s1', 1)
    assert.deepEqual(heard, [1])
    await bus.close()
  })

  test(`${name}: once closed it says nothing, and can be rung all the same`, { skip }, async () => {
    const bus = await make()
    let heard = 0
    bus.listen({ here: () => heard++, elsewhere: () => heard++ })
    await bus.close()
    bus.ring('s1', 1)
    assert.equal(heard, 0)
  })
}
