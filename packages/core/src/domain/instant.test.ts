import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isCalendarDate } from './calendar-date.ts'
import { claimedAt, isInstant } from './instant.ts'

const now = '2026-03-01T10:00:00.000Z'

test('every moment that a clock can tell is an instant', () => {
  const moments = fc.date({ min: new Date('0000-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  fc.assert(
    fc.property(moments, (moment) => {
      assert.ok(isInstant(moment.toISOString()))
      assert.ok(isCalendarDate(moment.toISOString().slice(0, 10)))
    }),
  )
})

test('what only looks like one is none', () => {
  for (const day of [
    '2020-13-45',
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '1900-02-29',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '26-01-01',
    '2026-01-01T',
    '',
  ]) {
    assert.ok(!isCalendarDate(day), day)
    assert.ok(!isInstant(`${day}T10:00:00.000Z`), day)
  }
  for (const time of ['99:99:99.999Z', '24:00:00.000Z', '10:60:00.000Z', '23:59:60.000Z', '10:00:00Z', '10:00:00.000', '10:00:00.000+01:00', '10:00:00.000Z '])
    assert.ok(!isInstant(`2026-03-01T${time}`), time)
  for (const leap of ['2024-02-29', '2000-02-29']) assert.ok(isCalendarDate(leap))
})

test('a device is believed about the last half year, and about nothing later than now', () => {
  assert.equal(claimedAt('2026-02-01T00:00:00.000Z', now), '2026-02-01T00:00:00.000Z')
  assert.equal(claimedAt('2999-01-01T00:00:00.000Z', now), now)
  assert.equal(claimedAt('0001-01-01T00:00:00.000Z', now), '2025-09-02T10:00:00.000Z')
})
