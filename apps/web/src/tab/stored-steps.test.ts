import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { setPageOwner } from '../lib/page-owner.ts'
import { openStoredSteps, type Kept } from './stored-steps.ts'

const step = (label: string, length: number): Kept => ({
  label,
  parts: [
    { space: 's', name: 'undo.apply@2', args: { changes: [{ kind: 'task', id: 't', fields: { title: { expect: 'a', set: 'x'.repeat(length) } } }] } } as never,
  ],
})
const steps = (count: number, length = 100) => Array.from({ length: count }, (_, n) => step(`Step ${n}`, length))
const labels = (some: readonly Kept[]) => some.map(({ label }) => label)
const stored = () => Object.fromEntries(Object.keys(sessionStorage).map((key) => [key, sessionStorage.getItem(key)?.length ?? 0]))
beforeEach(() => {
  sessionStorage.clear()
  setPageOwner('somebody')
})

test('fifty steps are there again after a reload, and one more writes itself and a short list', () => {
  const tab = openStoredSteps()
  const undo = steps(50, 4_000)
  tab.save({ undo, redo: [] })
  const before = stored()
  const redo = [step('Undone', 4_000)]
  tab.save({ undo: [...undo.slice(1), step('One more', 4_000)], redo })
  const written = Object.entries(stored()).filter(([key]) => !(key in before))
  assert.equal(written.length, 2)
  assert.equal(Object.keys(before).filter((key) => !(key in stored())).length, 1, 'the oldest is gone')
  assert.ok((stored()['muster/somebody/steps'] ?? Infinity) < 400)
  const again = openStoredSteps().recalled()
  assert.deepEqual(labels(again.undo), [...labels(undo.slice(1)), 'One more'])
  assert.deepEqual(again.redo, redo)
})

test('what was stored before a reload leaves with its step, and numbers go on', () => {
  openStoredSteps().save({ undo: steps(3), redo: steps(1) })
  const tab = openStoredSteps()
  const { undo } = tab.recalled()
  tab.save({ undo: [...undo.slice(1), step('Later', 10)], redo: [] })
  assert.deepEqual(labels(openStoredSteps().recalled().undo), ['Step 1', 'Step 2', 'Later'])
  assert.equal(Object.keys(stored()).length, 4)
})

test('of more than fits the latest are stored; what the release before stored is read, and what nobody can read is nothing', () => {
  const tab = openStoredSteps()
  tab.save({ undo: steps(5, 100_000), redo: [step('Undone', 100_000)] })
  const found = openStoredSteps().recalled()
  assert.deepEqual([labels(found.undo), found.redo], [['Step 3', 'Step 4'], []])
  assert.equal(Object.keys(stored()).length, 3)
  sessionStorage.setItem('muster/somebody/steps', JSON.stringify({ v: 1, undo: steps(2), redo: steps(1) }))
  const old = openStoredSteps().recalled()
  assert.deepEqual([old.undo.length, old.redo.length], [2, 1])
  sessionStorage.setItem('muster/somebody/steps', '{')
  assert.deepEqual(openStoredSteps().recalled(), { undo: [], redo: [] })
})
