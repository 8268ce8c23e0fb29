import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carryCaret } from './carry-caret.ts'

/** The caret stands where the bar is. */
const carried = (before: string, after: string) => {
  const caret = carryCaret(before.replace('|', ''), after, before.indexOf('|'))
  return `${after.slice(0, caret)}|${after.slice(caret)}`
}

test('the caret stays in its line, at its column', () => {
  assert.equal(carried('milk\nbr|ead', 'tea\nmilk\nbread'), 'tea\nmilk\nbr|ead')
  assert.equal(carried('milk\nbr|ead\neggs', 'bread\neggs'), 'br|ead\neggs')
  assert.equal(carried('|', 'milk'), '|milk')
})

test('in a line that changed it stays as far behind the nearest line above that did not', () => {
  assert.equal(carried('milk\nbr|ead', 'milk\nbutter'), 'milk\nbu|tter')
  assert.equal(carried('milk\nbread|', 'tea\nmilk\nrye'), 'tea\nmilk\nrye|')
})

test('it finds its line among thousands that are alike', () => {
  const many = '\n'.repeat(20_000)
  assert.equal(carryCaret(`a${many}b${many}c`, `x\na${many}b${many}d`, 1 + many.length), 3 + many.length)
})
