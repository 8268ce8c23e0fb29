import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import fc from 'fast-check'
import { briefly } from './briefly.ts'

const long = fc.array(fc.constant('x'.repeat(1_000)), { minLength: 1_000, maxLength: 1_000, size: 'max' })

test('a property that fails tells its seed first, then what it found, and is cut', () => {
  const sees = fc.property(long, (lines) => assert.deepEqual(lines, []))
  assert.throws(
    () => fc.assert(sees, { seed: 4711, endOnFailure: true, reporter: briefly }),
    (error) => {
      const said = inspect(error)
      assert.ok(said.length < 10_000, `${said.length} characters`)
      assert.match(said.slice(0, 200), /Property failed after 1 tests\n\s*\{ seed: 4711, path: "0"/)
      assert.match(said, /Counterexample: \[\["x/)
      assert.match(said, /Expected values to be strictly deep-equal/)
      return true
    },
  )
})

test('of what was interrupted, or discarded, it tells as well; what holds passes', async () => {
  assert.throws(() => fc.assert(fc.property(fc.nat(), fc.pre.bind(undefined, false)), { reporter: briefly }), /too many pre-condition failures/)
  const slow = fc.asyncProperty(fc.nat(), () => new Promise<void>((resolve) => setTimeout(resolve, 50)))
  await assert.rejects(fc.assert(slow, { interruptAfterTimeLimit: 1, markInterruptAsFailure: true, reporter: briefly }), /interrupted/)
  assert.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.nat(), (n) => n >= 0),
      { reporter: briefly },
    ),
  )
})
