import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgottenBefore, isForgotten, isTooOld } from './horizon.ts'

const now = new Date('2026-07-01T00:00:00.000Z')
const [lately, longAgo] = ['2026-06-30T00:00:00.000Z', '2026-01-01T00:00:00.000Z']

test('a change that is not known is too old when what was made on its base may be forgotten', () => {
  assert.equal(isTooOld({ base: 5, clientAt: longAgo }, undefined, now), false, 'nothing is forgotten')
  assert.equal(isTooOld({ base: 5, clientAt: longAgo }, 5, now), false, 'it would have been the sixth, which is there')
  assert.equal(isTooOld({ base: 4, clientAt: longAgo }, 5, now), true)
  assert.equal(isTooOld({ base: 4, clientAt: lately }, 5, now), true, 'where it was made counts, not what a clock says')
})

test('who did not know where they stood, and who asks for something now, is judged by when it was made', () => {
  assert.equal(isTooOld({ base: 0, clientAt: lately }, 5, now), false)
  assert.equal(isTooOld({ base: 0, clientAt: forgottenBefore(now) }, 5, now), false, 'what was written at that instant is kept')
  assert.equal(isTooOld({ base: 0, clientAt: longAgo }, 5, now), true)
  assert.equal(isTooOld({ base: 0, clientAt: longAgo }, undefined, now), false)
})

test('a replica below the horizon lacks what nobody can tell; one that holds nothing lacks nothing', () => {
  assert.equal(isForgotten(4, 5), true)
  assert.equal(isForgotten(5, 5), false)
  assert.equal(isForgotten(4, undefined), false)
  assert.equal(isForgotten(0, 5), false)
})
