import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkAt, checksBetween, withCheck } from './check-line.ts'

/** Sets the box that stands in a text where `^` does. */
const set = (marked: string, on: boolean, now?: string) => {
  const at = marked.indexOf('^')
  const text = marked.replace('^', '')
  const check = checkAt(text, at, on)
  return check && withCheck(now ?? text, check)
}

test('a box is set in the line that it was seen in, wherever that stands by now', () => {
  assert.equal(set('- [^ ] a\n- [ ] b', true), '- [x] a\n- [ ] b')
  assert.equal(set('- [ ] a\n- [^ ] b', true, '- [x] a\n- [ ] b'), '- [x] a\n- [x] b')
  assert.equal(set('- [ ] a\n- [^ ] b', true, 'Milk\n\n- [x] new\n- [ ] b\n- [ ] a'), 'Milk\n\n- [x] new\n- [x] b\n- [ ] a')
  assert.equal(set('[^1]: - [^ ] a'.replace('[^1]', '[~1]'), true), '[~1]: - [x] a')
  assert.equal(set('> 1. [^X] a [ ] b', false), '> 1. [ ] a [ ] b')
  assert.equal(set('a\r\n- [^ ] b\r\n', true), 'a\n- [x] b\n')
})

test('of lines that read the same the one is set that was clicked, or the last where there are fewer by now', () => {
  assert.equal(set('- [ ] a\n- [x] a\n- [^ ] a', true), '- [ ] a\n- [x] a\n- [x] a')
  assert.equal(set('- [ ] a\n- [^ ] a\n- [ ] a', true, '- [x] a\n- [ ] a\n- [ ] a'), '- [x] a\n- [x] a\n- [ ] a')
  assert.equal(set('- [ ] a\n- [ ] a\n- [^ ] a', true, '- [ ] a\nb'), '- [x] a\nb')
})

test('a box whose line has gone is not set, and one that is set already stays', () => {
  assert.equal(set('- [^ ] a', true, '- [ ] b'), undefined)
  assert.equal(set('- [^ ] a', true, ''), undefined)
  assert.equal(set('- [^ ] a', true, '- [X] a'), '- [X] a')
  assert.equal(checkAt('no box', 1, true), undefined)
  assert.equal(checkAt('- [ ] a [ ] b', 9, true), undefined)
  assert.equal(withCheck('a', { line: 'a', nth: 0, on: true }), undefined)
})

test('two texts that differ in boxes alone are made of one another by setting those, and no others are', () => {
  const line = fc.constantFrom('- [ ] a', '- [x] a', '- [X] a', '- [ ] b', '- [x] b [ ]', 'text')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 8 }), (one, other) => {
      for (const to of [other, one.map((text, at) => (at % 2 === 0 ? text.replace(/\[.\]/, at % 4 === 0 ? '[x]' : '[ ]') : text))]) {
        const checks = checksBetween(one.join('\n'), to.join('\n'), 10)
        if (!checks) continue
        assert.equal(
          checks.reduce<string | undefined>((text, check) => (text === undefined ? text : withCheck(text, check)), one.join('\n')),
          to.join('\n'),
        )
      }
    }),
  )
  assert.equal(checksBetween('- [ ] a', '- [ ] b', 10), undefined)
  assert.equal(checksBetween('- [ ] a', '- [X] a', 10), undefined)
  assert.deepEqual(checksBetween('- [ ] a\n- [ ] a', '- [ ] a\n- [x] a', 10), [{ line: '- [ ] a', nth: 1, on: true }])
  assert.equal(checksBetween('- [ ] a\n- [ ] a', '- [x] a\n- [x] a', 1), undefined)
})
