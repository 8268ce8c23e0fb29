import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
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
