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

test('no line that either side wrote vanishes', () => {
  fc.assert(
    fc.property(note, note, note, (base, mine, theirs) => {
      const merged = new Set(mergeNotes(base, mine, theirs).split('\n'))
      const old = new Set(base.split('\n'))
      for (const text of [mine, theirs]) for (const written of text.split('\n')) if (!old.has(written)) assert.ok(merged.has(written), written)
    }),
  )
})
