import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createTargets } from './targets.ts'

test('a target is entered by so many at once; who waits comes in order as others leave, or goes after a while; nothing is left behind', async () => {
  const { clock, advance, waiting } = createHandClock()
  const targets = createTargets(2, 100, clock)
  const order: string[] = []
  const enter = async (name: string, target = 'slow') => {
    const end = await targets.enter(target)
    order.push(`${name} ${end ? 'in' : 'away'}`)
    return end
  }
  const [first, second] = [await enter('first'), await enter('second')]
  assert.ok(first && second && (await enter('other', 'quick')))
  const third = enter('third')
  await advance(60)
  const fourth = enter('fourth')
  first()
  const inside = await third
  await advance(50)
  second()
  assert.ok(inside && (await fourth))
  const fifth = enter('fifth')
  await advance(100)
  assert.equal(await fifth, undefined)
  assert.deepEqual(order, ['first in', 'second in', 'other in', 'third in', 'fourth in', 'fifth away'])
  inside()
  ;(await fourth)?.()
  assert.equal(targets.count(), 1, 'the other one is inside still')
  assert.equal(waiting(), 0)
})
