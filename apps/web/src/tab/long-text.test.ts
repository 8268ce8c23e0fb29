import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { recall } from '../lib/browser-storage.ts'
import { setPageOwner } from '../lib/page-owner.ts'
import { keepLong } from './long-text.ts'

Object.defineProperty(globalThis, 'localStorage', { value: sessionStorage, configurable: true })
beforeEach(() => {
  sessionStorage.clear()
  setPageOwner('somebody')
})
const [short, long, longer] = ['abc', 'abcdef', 'abcdefg']

test('what is too long is kept until it is shortened or taken back, and is there for the next field', () => {
  const field = keepLong('title-1', 5)
  field.write(short)
  assert.equal(field.isKept(), false)
  field.write(long)
  field.write(longer)
  assert.equal(field.isKept(), true)
  const next = keepLong('title-1', 5)
  assert.equal(next.text, longer)
  assert.equal(next.isKept(), false, 'nothing was written in it')
  next.write(short)
  assert.equal(recall('title-1'), null)
  assert.equal(field.isKept(), false, 'nobody is told that it is kept')
})

test('a field forgets nothing that another one keeps', () => {
  const panel = keepLong('title-1', 5)
  const row = keepLong('title-1', 5)
  row.write(long)
  panel.write(short)
  panel.write(null)
  assert.equal(recall('title-1'), long)
  assert.equal(row.isKept(), true)
  row.write(null)
  assert.equal(recall('title-1'), null)
})

test('what somebody else at this browser kept is nobody else’s to see', () => {
  keepLong('title-1', 5).write(long)
  setPageOwner('another')
  assert.equal(keepLong('title-1', 5).text, null)
  setPageOwner(undefined)
  const nobody = keepLong('title-1', 5)
  nobody.write(long)
  assert.equal(nobody.isKept(), false)
})
