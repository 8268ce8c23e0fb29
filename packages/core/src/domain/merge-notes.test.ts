import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { limits } from '../contract/limits.ts'
import { mergeNotes } from './merge-notes.ts'

const line = fc.constantFrom('milk', 'bread', 'eggs', 'tea', 'rice', 'salt')
const note = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'))

test('lines changed in different places both stay', () => {
  assert.equal(mergeNotes('a\nb\nc', 'A\nb\nc', 'a\nb\nC'), 'A\nb\nC')
})

test('lines changed in the same place both stay', () => {
  const merged = mergeNotes('a', 'mine', 'theirs').split('\n')
  assert.ok(merged.includes('mine') && merged.includes('theirs'))
})

test('what one side took away is gone, unless the other wrote there', () => {
  assert.equal(mergeNotes('a\nb\nc', 'a\nc', 'a\nb\nc\nd'), 'a\nc\nd')
  assert.equal(mergeNotes('a\nb\nc', 'a\nb\nc\nd', 'a\nc'), 'a\nc\nd')
  assert.equal(mergeNotes('a\nb\nc', 'a\nc', 'a\nB\nc'), 'a\nB\nc')
})

test('however lines are broken, they are the same lines', () => {
  const [base, mine, theirs] = ['a\nb\nc', 'A\nb\nc', 'a\nb\nC']
  for (const broken of ['\r\n', '\r']) {
    const other = (text: string) => text.replaceAll('\n', broken)
    for (const [one, two, three] of [
      [other(base), mine, theirs],
      [base, other(mine), theirs],
      [base, mine, other(theirs)],
      [other(base), other(mine), other(theirs)],
    ] as const)
      assert.equal(mergeNotes(one, two, three), 'A\nb\nC')
    assert.equal(mergeNotes(base, other(base), theirs), theirs)
    assert.equal(mergeNotes('', other(mine), ''), mine)
  }
})

const countOf = (text: string) => {
  const counts = new Map<string, number>()
  for (const written of text.split('\n')) counts.set(written, (counts.get(written) ?? 0) + 1)
  return counts
}

test('no line that either side wrote vanishes, however many of one kind', () => {
  fc.assert(
    fc.property(note, note, note, (base, mine, theirs) => {
      const [merged, old] = [countOf(mergeNotes(base, mine, theirs)), countOf(base)]
      for (const text of [mine, theirs])
        for (const [written, count] of countOf(text)) assert.ok((merged.get(written) ?? 0) >= count - (old.get(written) ?? 0), written)
    }),
    { numRuns: 2_000 },
  )
})

test('who wrote last changes the order of two versions, and no line', () => {
  fc.assert(
    fc.property(note, note, note, (base, mine, theirs) => {
      const [one, other] = [mergeNotes(base, mine, theirs), mergeNotes(base, theirs, mine)]
      assert.deepEqual(one.split('\n').sort(), other.split('\n').sort())
    }),
  )
})

test('where only one side wrote, its text stands as it is', () => {
  fc.assert(
    fc.property(note, note, (base, text) => {
      assert.equal(mergeNotes(base, text, base), text)
      assert.equal(mergeNotes(base, base, text), text)
      assert.equal(mergeNotes(base, text, text), text)
    }),
  )
})

/** A note of thousands of lines, of which few are distinct, and two versions that grew from it. */
const longNotes = fc
  .record({
    lines: fc.array(fc.constantFrom<string>('', '', '- [ ] milk', '- [x] bread', '## Shop', 'eggs'), { minLength: 2_000, maxLength: 6_000, size: 'max' }),
    edits: fc.array(
      fc.record({
        mine: fc.boolean(),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        drop: fc.nat({ max: 40 }),
        add: fc.array(fc.constantFrom<string>('', 'eggs', 'tea')),
      }),
      {
        maxLength: 30,
      },
    ),
  })
  .map(({ lines, edits }) => {
    const [mine, theirs] = [[...lines], [...lines]]
    for (const edit of edits) {
      const side = edit.mine ? mine : theirs
      side.splice(Math.floor(edit.at * side.length), edit.drop, ...edit.add)
    }
    return [lines, mine, theirs].map((of) => of.join('\n')) as [string, string, string]
  })

test('of notes of thousands of lines none vanishes, and it does not matter who wrote last', () => {
  fc.assert(
    fc.property(longNotes, ([base, mine, theirs]) => {
      const [work, again] = [{ steps: 0 }, { steps: 0 }]
      const [text, swapped] = [mergeNotes(base, mine, theirs, work), mergeNotes(base, theirs, mine, again)]
      const [merged, old] = [countOf(text), countOf(base)]
      for (const side of [mine, theirs])
        for (const [written, count] of countOf(side)) assert.ok((merged.get(written) ?? 0) >= count - (old.get(written) ?? 0), written)
      assert.deepEqual(text.split('\n').sort(), swapped.split('\n').sort())
      assert.equal(mergeNotes(base, mine, theirs), text)
      assert.deepEqual(work, again)
    }),
    { numRuns: 60 },
  )
})

/** Deterministic noise: every run, and every device, has the same. */
const noise = (count: number, kinds: number, seed: number) => {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return 'abcdefghijklmnop'[(state >>> 16) % kinds]
  }).join('\n')
}
const breaks = (count: number) => '\n'.repeat(count)
const worst: Readonly<Record<string, readonly [string, string, string]>> = {
  'line breaks alone': [breaks(limits.notes - 2_000), `${breaks(limits.notes - 1)}x`, `y${breaks(limits.notes - 1_500)}`],
  'line breaks between two other lines': [breaks(limits.notes - 2), `x${breaks(limits.notes - 2)}x`, `x${breaks(limits.notes - 9)}x\nz`],
  'two kinds of lines, without order': [noise(32_000, 2, 1), noise(32_000, 2, 2), noise(32_000, 2, 3)],
  'sixteen kinds of lines, without order': [noise(32_000, 16, 1), noise(32_000, 16, 2), noise(32_000, 16, 3)],
  'two lines by turns, the other way round': ['a\nb\n'.repeat(16_000), 'b\na\n'.repeat(16_000), 'a\na\nb\n'.repeat(10_000)],
  'one line only': ['x'.repeat(limits.notes), 'y'.repeat(limits.notes), 'z'.repeat(limits.notes)],
}
for (const [name, [base, mine, theirs]] of Object.entries(worst))
  test(`a merge stops at its bound, and loses nothing: ${name}`, () => {
    const work = { steps: 0 }
    const text = mergeNotes(base, mine, theirs, work)
    // Each of the two comparisons may end a run of equal lines that it is in; and each text is looked at line by line.
    assert.ok(work.steps <= limits.mergeSteps + 5 * (limits.notes + 1), `${work.steps} steps`)
    const [merged, old] = [countOf(text), countOf(base)]
    for (const side of [mine, theirs]) for (const [written, count] of countOf(side)) assert.ok((merged.get(written) ?? 0) >= count - (old.get(written) ?? 0))
    assert.equal(mergeNotes(base, mine, theirs), text)
  })

test('beyond the bound both texts stay whole, the second under the mark', () => {
  const [base, mine, theirs] = [noise(20_000, 2, 1), noise(20_000, 2, 2), noise(20_000, 2, 3)]
  assert.equal(mergeNotes(base, `top\n${mine}\nend`, `top!\n${theirs}\nend!`), `top!\n${theirs}\nend!\nAlso written at the same time:\ntop\n${mine}\nend`)
})
