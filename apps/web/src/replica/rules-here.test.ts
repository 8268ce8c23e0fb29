import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rules } from './rules.ts'
import { onRules, rulesCame } from './rules-here.ts'

test('who waits for the rules hears of them once the code that brings them has been evaluated, who comes later at once', async () => {
  const rules = {} as Rules
  const taken: unknown[] = []
  onRules((one) => taken.push(one))
  // As in the middle of a file: what stands below is not there yet.
  rulesCame(rules)
  assert.deepEqual(taken, [])
  onRules((one) => taken.push(one))
  assert.equal(taken.length, 1)
  await Promise.resolve()
  assert.deepEqual(taken, [rules, rules])
})
