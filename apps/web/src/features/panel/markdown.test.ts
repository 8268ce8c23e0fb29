import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import { markdownToHtml } from './markdown.ts'

/** The texts of the check boxes, in the order in which they are shown, each with what stands where it says it does. */
const boxes = (text: string) => {
  const html = markdownToHtml(text) ?? ''
  return [...html.matchAll(/<input type="checkbox" data-at="(\d+)" (checked="" )?\/> ?([^<\r\n]*)/g)].map(([, at, on, label]) => ({
    label,
    on: on !== undefined,
    found: text.slice(Number(at) - 1, Number(at) + 2),
    before: text.slice(0, Number(at)).split('\n').length - 1,
  }))
}

test('a check box knows where it stands in the text, wherever it is shown', () => {
  assert.deepEqual(boxes('- [ ] a\n- [x] b\n  - [ ] c\n> 1. [X] d'), [
    { label: 'a', on: false, found: '[ ]', before: 0 },
    { label: 'b', on: true, found: '[x]', before: 1 },
    { label: 'c', on: false, found: '[ ]', before: 2 },
    { label: 'd', on: true, found: '[X]', before: 3 },
  ])
  // Notes at the foot come last, and those that nobody names not at all.
  assert.deepEqual(boxes('[^1]: - [ ] a\n\n- [ ] b'), [{ label: 'b', on: false, found: '[ ]', before: 2 }])
  assert.deepEqual(boxes('[^1]: - [ ] a\n\n- [ ] b[^1]'), [
    { label: 'b', on: false, found: '[ ]', before: 2 },
    { label: 'a', on: false, found: '[ ]', before: 0 },
  ])
  assert.deepEqual(boxes('\uFEFF- [ ] a\r\n\t- [x] b\n'), [
    { label: 'a', on: false, found: '[ ]', before: 0 },
    { label: 'b', on: true, found: '[x]', before: 1 },
  ])
})

test('HTML and pictures are text, and named characters are what they name', () => {
  assert.equal(markdownToHtml('<b>bold</b> ![a](https://example.test/a.png)'), '<p>&lt;b&gt;bold&lt;/b&gt; !<a href="https://example.test/a.png">a</a></p>')
  assert.equal(markdownToHtml('AT&amp;T &hellip; &nosuch;'), '<p>AT&amp;T … &amp;nosuch;</p>')
})

test('a text that asks for more elements than a page should hold is not laid out', () => {
  const columns = 500
  const table = `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${'b\n'.repeat(columns)}`
  assert.ok(table.length < limits.notes)
  assert.equal(markdownToHtml(table), null)
  assert.equal(markdownToHtml('a\n\n'.repeat(10_001)), null)
  assert.notEqual(markdownToHtml('- [ ] a\n'.repeat(3_000)), null)
})
