import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayText } from '../../../lib/day-text.ts'
import { tasksOf } from './paste.ts'
import { placePasted } from './place-pasted.ts'
import { createOffsets, drawn, rowAt, windowOf } from './windowing.ts'

const offsetsOf = (heights: readonly number[]) => createOffsets<number>()(heights, (one) => one)

test('the window holds every row that is in view, and not many more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(30, 36, 44, 60), { minLength: 1, maxLength: 300 }),
      fc.nat(20_000),
      fc.integer({ min: 1, max: 2_000 }),
      (heights, top, height) => {
        const offsets = offsetsOf(heights)
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
  const offsets = offsetsOf([36, 44, 36])
  assert.deepEqual(
    [-5, 0, 35, 36, 79, 80, 999].map((y) => rowAt(offsets, y)),
    [0, 0, 0, 1, 1, 2, 2],
  )
  assert.equal(rowAt(offsetsOf([]), 10), -1)
})
test('of rows that change their heights are summed up as though for the first time, and only of those that changed', () => {
  const row = fc.record({ height: fc.constantFrom(36, 44, 60) })
  const change = fc.record({ from: fc.nat(40), leave: fc.nat(5), come: fc.array(row, { maxLength: 5 }) })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.array(change, { maxLength: 6 }), (first, changes) => {
      const ofSome = createOffsets<{ readonly height: number }>()
      let asked = 0
      const heightOf = ({ height }: { readonly height: number }) => {
        asked++
        return height
      }
      let rows = first
      ofSome(rows, heightOf)
      for (const { from, leave, come } of changes) {
        rows = rows.toSpliced(from, leave, ...come)
        asked = 0
        const now = ofSome(rows, heightOf)
        assert.ok(asked <= come.length)
        assert.deepEqual([...now], [...offsetsOf(rows.map(({ height }) => height))])
      }
      // Seen by others, none is as it was.
      assert.equal(ofSome(rows, () => 10).at(-1), 10 * rows.length)
    }),
  )
})
test('the focused row stays drawn when it is far away', () => {
  assert.deepEqual(drawn([3, 5], [900, -1, 4]), [3, 4, 5, 900])
})

test('lines become tasks without their bullets, and nothing of a long one is lost', () => {
  assert.deepEqual(tasksOf('- Tea\r\n\n* [ ] Bread\n3. Milk\n[x] Eggs\n2 apples', 9), [
    { title: 'Tea', depth: 0 },
    { title: 'Bread', depth: 0 },
    { title: 'Milk', depth: 0 },
    { title: 'Eggs', depth: 0 },
    { title: '2 apples', depth: 0 },
  ])
  const long = 'x'.repeat(900)
  const [task] = tasksOf(long, 9)
  assert.equal(task?.title.length, 500)
  assert.equal(task?.notes, long)
  // Of a character that the cut goes through nothing is left: half of one is no text.
  assert.equal(tasksOf(`a${'\u{1f600}'.repeat(300)}`, 9)[0]?.title, `a${'\u{1f600}'.repeat(249)}…`)
  assert.equal(tasksOf(`${'\u{1f600}'.repeat(300)}`, 9)[0]?.title, `${'\u{1f600}'.repeat(249)}…`)
})

test('what is indented stands below what it is indented from, as deep as there is room', () => {
  const depths = (text: string, deepest = 9) => tasksOf(text, deepest).map(({ title, depth }) => `${title} ${depth}`)
  assert.deepEqual(depths('a\n  b\n    c\n  d\ne'), ['a 0', 'b 1', 'c 2', 'd 1', 'e 0'])
  assert.deepEqual(depths('\ta\n\t\tb\n        c\n\td'), ['a 0', 'b 1', 'c 1', 'd 0'])
  // Back to where nothing stood, and further left than the first.
  assert.deepEqual(depths('    a\n        b\n      c\n  d\n    e'), ['a 0', 'b 1', 'c 1', 'd 0', 'e 1'])
  assert.deepEqual(depths('a\n\n  b\n\n\n    c', 1), ['a 0', 'b 1', 'c 1'])
  assert.deepEqual(depths('a\n b\n  c', 0), ['a 0', 'b 0', 'c 0'])
  fc.assert(
    fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 40 }), fc.nat(9), (widths, deepest) => {
      const all = tasksOf(widths.map((width, n) => `${' '.repeat(width)}${n}`).join('\n'), deepest)
      assert.equal(all.length, widths.length)
      all.forEach(({ depth }, n) => assert.ok(depth <= deepest && depth <= (n === 0 ? 0 : (all[n - 1]?.depth ?? 0) + 1)))
    }),
  )
})

test('pasted tasks are placed below what they are indented from, in the order in which they stand there', () => {
  let made = 0
  const placed = placePasted(tasksOf('a\n b\n  c\n d\ne', 9), () => `${++made}`.padStart(4, 'x'))
  const titleOf = (id: string | null | undefined) => placed.find((one) => one.id === id)?.title
  assert.deepEqual(
    placed.map(({ title, place }) => [title, titleOf(place?.parentId)]),
    [
      ['a', undefined],
      ['b', 'a'],
      ['c', 'b'],
      ['d', 'a'],
      ['e', undefined],
    ],
  )
  const order = (title: string) => placed.find((one) => one.title === title)?.place?.order ?? ''
  assert.ok(order('b') < order('d'))
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
