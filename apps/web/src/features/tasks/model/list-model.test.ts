import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayText } from '../../../lib/day-text.ts'
import { tasksOf } from './paste.ts'
import { drawn, offsetsOf, rowAt, windowOf } from './windowing.ts'

test('the window holds every row that is in view, and not many more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(30, 36, 44, 60), { minLength: 1, maxLength: 300 }),
      fc.nat(20_000),
      fc.integer({ min: 1, max: 2_000 }),
      (heights, top, height) => {
        const offsets = offsetsOf(heights, (one) => one)
        const [first, last] = windowOf(offsets, top, height, 0)
        heights.forEach((one, index) => {
          const from = offsets[index] ?? 0
          if (from + one > top && from < top + height) assert.ok(index >= first && index <= last)
        })
        assert.ok(last - first <= height / 30 + 2)
      },
    ),
  )
})
test('the row at a height, at the ends too', () => {
  const offsets = offsetsOf([36, 44, 36], (one) => one)
  assert.deepEqual(
    [-5, 0, 35, 36, 79, 80, 999].map((y) => rowAt(offsets, y)),
    [0, 0, 0, 1, 1, 2, 2],
  )
  assert.equal(
    rowAt(
      offsetsOf([], () => 1),
      10,
    ),
    -1,
  )
})
test('the focused row stays drawn when it is far away', () => {
  assert.deepEqual(drawn([3, 5], [900, -1, 4]), [3, 4, 5, 900])
})

test('lines become tasks without their bullets, and nothing of a long one is lost', () => {
  assert.deepEqual(tasksOf('- Tea\r\n\n* [ ] Bread\n  3. Milk\n[x] Eggs\n2 apples'), [
    { title: 'Tea' },
    { title: 'Bread' },
    { title: 'Milk' },
    { title: 'Eggs' },
    { title: '2 apples' },
  ])
  const long = 'x'.repeat(900)
  const [task] = tasksOf(long)
  assert.equal(task?.title.length, 500)
  assert.equal(task?.notes, long)
  // Of a character that the cut goes through nothing is left: half of one is no text.
  assert.equal(tasksOf(`a${'\u{1f600}'.repeat(300)}`)[0]?.title, `a${'\u{1f600}'.repeat(249)}…`)
  assert.equal(tasksOf(`${'\u{1f600}'.repeat(300)}`)[0]?.title, `${'\u{1f600}'.repeat(249)}…`)
})

test('days are said as people say them, with their time', () => {
  const say = (date: string, time?: string) => dayText(time ? { date, time } : { date }, '2026-11-24', 'en-GB').text
  assert.equal(say('2026-11-24'), 'Today')
  assert.equal(say('2026-11-24', '14:30'), 'Today 14:30')
  assert.equal(say('2026-11-25'), 'Tomorrow')
  assert.equal(say('2026-11-27'), 'Friday')
  assert.equal(say('2026-11-23'), 'since yesterday')
  assert.equal(say('2026-11-19'), 'since Thursday')
  assert.equal(say('2026-12-24'), '24 Dec')
  assert.equal(say('2025-12-24'), 'since 24 Dec 2025')
})
