import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createHandClock } from '../testing/hand-clock.ts'
import { createShedding, isShed, pressureAfter, unpressed, type Pressure } from './shedding.ts'

const ranks = ['first', 'read', 'write', 'auth'] as const
const after = (looks: readonly number[], from: Pressure = unpressed) => looks.reduce(pressureAfter, from)
const times = (count: number, late: number) => Array.from({ length: count }, () => late)
/** The part of a rank's requests that is turned away. */
const shedOf = (pressure: Pressure) => ranks.map((rank) => Array.from({ length: 100 }, (_, n) => isShed(rank, pressure, 0, n / 100)).filter(Boolean).length)

test('a single long piece of work turns nobody away, however long; being late on and on does', () => {
  assert.deepEqual(after([60_000]), { level: 0, lateFor: 1_000 })
  assert.deepEqual(after([60_000, 0, 60_000, 0]).level, 0)
  assert.equal(after(times(2, 500)).level, 0)
  assert.equal(after(times(3, 500)).level, 0.5)
  assert.ok(after(times(2, 2_000)).level >= 2, 'ten times too much is felt at the second look')
})

test('the first to go are turned away whole before the next, who signs in last, and some of them are let in always', () => {
  assert.deepEqual(shedOf({ level: 0, lateFor: 0 }), [0, 0, 0, 0])
  assert.deepEqual(shedOf({ level: 0.5, lateFor: 0 }), [50, 0, 0, 0])
  assert.deepEqual(shedOf({ level: 1.5, lateFor: 0 }), [100, 50, 0, 0])
  assert.deepEqual(shedOf({ level: 3, lateFor: 0 }), [100, 100, 100, 0])
  assert.deepEqual(shedOf(after(times(1_000, 60_000))), [100, 100, 100, 90])
})

test('between late and in time nothing changes; in time it falls, and to nothing', () => {
  const pressed = after(times(10, 1_000))
  assert.deepEqual(after(times(50, 300), pressed), pressed)
  assert.equal(after([0], pressed).level, pressed.level - 0.25)
  assert.equal(after(times(16, 0), pressed).level, 0)
})

test('whatever happens the pressure has its bounds, and being later never makes it less', () => {
  const late = fc.integer({ min: 0, max: 100_000 })
  fc.assert(
    fc.property(fc.array(late, { maxLength: 50 }), late, late, (looks, one, other) => {
      const pressure = after(looks)
      assert.ok(pressure.level >= 0 && pressure.level <= 3.9 && pressure.lateFor <= 1_500)
      const [less, more] = [pressureAfter(pressure, Math.min(one, other)), pressureAfter(pressure, Math.max(one, other))]
      assert.ok(less.level <= more.level)
    }),
  )
})

test('when too many answers are waited for, each rank is turned away at its part of the most', () => {
  const at = (underWay: number) => ranks.filter((rank) => isShed(rank, unpressed, underWay, 1))
  assert.deepEqual(at(1_999), [])
  assert.deepEqual(at(2_000), ['first'])
  assert.deepEqual(at(3_000), ['first', 'read'])
  assert.deepEqual(at(3_600), ['first', 'read', 'write'])
  assert.deepEqual(at(4_000), ranks)
})

test('nobody looks while nobody asks', () => {
  const time = createHandClock()
  const shedding = createShedding(time.clock)
  assert.equal(time.waiting(), 0)
  for (let n = 0; n < 100; n++) assert.equal(shedding.sheds('first'), false)
  assert.equal(time.waiting(), 1, 'one look, however many ask')
  time.move(200)
  assert.equal(time.waiting(), 0)
})
