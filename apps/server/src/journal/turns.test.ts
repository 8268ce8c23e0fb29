import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))
const taking = (turns: ReturnType<typeof createTurns>, spaces: readonly string[]) => {
  let end: (() => void) | undefined
  void turns.take(spaces).then((done) => (end = done))
  return { taken: () => end !== undefined, end: () => end?.() }
}

test('a turn of one space holds up nobody who writes to another', async () => {
  const turns = createTurns()
  await turns.take(['a'])
  const [other, same, both] = [taking(turns, ['b']), taking(turns, ['a']), taking(turns, ['c', 'a'])]
  await settle()
  assert.deepEqual([other.taken(), same.taken(), both.taken()], [true, false, false])
})

test('a space is taken by one at a time, in the order they came, and nobody who wants several waits for ever', async () => {
  const turns = createTurns()
  const order: number[] = []
  let inside = 0
  const each = [['a', 'b'], ['b', 'a'], ['a', 'a'], ['a']].map(async (spaces, n) => {
    const end = await turns.take(spaces)
    order.push(n)
    assert.equal(++inside, 1, 'two at once')
    await settle()
    inside--
    end()
  })
  await Promise.all(each)
  assert.deepEqual(order, [0, 1, 2, 3])
})
