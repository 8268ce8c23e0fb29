import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { namedEndpoints, policies, ruleOf } from './policies.ts'

test('whatever can be asked for is counted, but for whether we live', () => {
  const uncounted = endpoints.filter((endpoint) => ruleOf(endpoint) === null).map(({ key }) => key)
  assert.deepEqual(uncounted.toSorted(), ['healthz', 'readyz'])
})

test('each name in the table is an endpoint’s, and who is not signed in is counted as what is known of them', () => {
  const keys = new Set(endpoints.map(({ key }) => key))
  for (const name of namedEndpoints) assert.ok(keys.has(name), name)
  for (const endpoint of endpoints) {
    const rule = ruleOf(endpoint)
    if (rule) assert.equal(rule.by === 'person', endpoint.auth === 'session', endpoint.key)
  }
})

test('policies are told apart by name, last whole seconds, and let the largest request pass', () => {
  const all = Object.values(policies)
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length)
  for (const policy of all) {
    const { name, points, seconds } = policy
    if ('ahead' in policy) assert.ok(policy.ahead * 100 <= points, `${name}: what is taken ahead is little of it`)
    assert.match(name, /^[a-z-]+$/)
    assert.ok(Number.isSafeInteger(points) && points > 0 && Number.isSafeInteger(seconds) && seconds > 0, name)
  }
  assert.equal(policies.write.atOnce, limits.pushMutations)
  assert.ok(policies.write.points >= 100 * limits.pushMutations, 'an import goes through')
})
