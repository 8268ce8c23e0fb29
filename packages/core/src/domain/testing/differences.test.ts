import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from './differences.ts'

const rows = () => new Map([['task:1', { title: 'Tea', labelIds: ['a', 'b'], due: null as object | null }]])

test('what is alike in all of its parts, in whatever order, differs in nothing', () => {
  assert.deepEqual(differences(rows(), rows()), [])
  assert.deepEqual(differences({ a: 1, b: [Number.NaN] }, { b: [Number.NaN], a: 1 }), [])
})

test('each part that is other, too much or missing is told by its path, and no more than a log can bear', () => {
  const others = new Map([['task:1', { title: 'Coffee', labelIds: ['a'], due: { date: '2026-01-01' } }]])
  assert.deepEqual(differences(others, rows()), [
    '/task:1/title is "Coffee", not "Tea"',
    '/task:1/labelIds/1 is missing: "b"',
    '/task:1/due is {"date":"2026-01-01"}, not null',
  ])
  assert.deepEqual(differences(rows(), new Map()), ['/task:1 is too much: {"title":"Tea","labelIds":["a","b"],"due":null}'])
  assert.deepEqual(differences({ a: undefined }, {}), ['/a is too much: undefined'])
  assert.deepEqual(differences([], {}), [' is [], not {}'])
  assert.deepEqual(differences(new Date(0), new Date(1)).length, 1)
  assert.deepEqual(differences(0, -0), [' is 0, not 0'])
  const many = Array.from({ length: 1_000 }, () => 'x'.repeat(1_000))
  assert.ok(differences(many, []).join('\n').length < 5_000)
})
