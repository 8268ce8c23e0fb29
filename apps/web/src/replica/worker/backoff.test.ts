import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedMs, backoffMs } from './backoff.ts'

test('a pause after failures is anything up to a bound that doubles, and stops growing', () => {
  for (const [failures, most] of [
    [0, 500],
    [1, 1_000],
    [4, 8_000],
    [5, 10_000],
    [1_000, 10_000],
  ] as const) {
    assert.equal(
      backoffMs(failures, () => 0),
      0,
    )
    assert.equal(
      backoffMs(failures, () => 1),
      most,
    )
    const some = Array.from({ length: 50 }, () => backoffMs(failures))
    assert.ok(some.every((ms) => ms >= 0 && ms <= most))
    assert.ok(new Set(some).size > 40, 'no two come back together')
  }
})

test('Retry-After names seconds, or a date by the server’s clock; nonsense asks for nothing', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  assert.equal(askedMs('60', now), 60_000)
  assert.equal(askedMs('0', now), 0)
  assert.equal(askedMs('Thu, 01 Jan 2026 00:00:30 GMT', now), 30_000)
  assert.equal(askedMs('Wed, 31 Dec 2025 00:00:00 GMT', now), 0)
  assert.equal(askedMs(null, now), 0)
  assert.equal(askedMs('soon', now), 0)
  assert.equal(askedMs('99999999', now), 3_600_000)
})
