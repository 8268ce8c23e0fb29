import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGate } from './gate.ts'

test('people take turns, and no one person fills the line', async () => {
  const inTurn = createGate({ most: 1, line: 5, each: 3 })
  const done: string[] = []
  let open = (): void => {}
  const first = inTurn('one', () => new Promise<void>((resolve) => (open = resolve)))
  const wait = (who: string) => inTurn(who, async () => void done.push(who))
  const waiting = ['one', 'one', 'one', 'two', 'three'].map(wait)
  await assert.rejects(wait('one'), { code: 'busy' })
  await assert.rejects(wait('four'), { code: 'busy' })
  open()
  await Promise.all([first, ...waiting])
  assert.deepEqual(done, ['one', 'two', 'three', 'one', 'one'])
  await wait('four')
  assert.equal(done.at(-1), 'four')
})

test('one person is refused before the line is full, so that another finds room in it', async () => {
  const inTurn = createGate({ most: 1, line: 5, each: 3 })
  let open = (): void => {}
  const first = inTurn('one', () => new Promise<void>((resolve) => (open = resolve)))
  const results = [1, 2, 3].map(() => inTurn('one', async () => 'done'))
  await assert.rejects(
    inTurn('one', async () => 'done'),
    { code: 'busy' },
  )
  const other = inTurn('two', async () => 'done')
  open()
  await first
  assert.deepEqual(await Promise.all([...results, other]), ['done', 'done', 'done', 'done'])
})
