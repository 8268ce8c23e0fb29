import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inviteTokenIn } from './invite-token.ts'
import { partAfter } from './part-after.ts'

const token = `01980000-0000-7000-8000-000000000001.${'aZ09-_'.repeat(7)}A`

test('an invitation is found in its link, whatever a mail program left at the end', () => {
  for (const end of ['', '/', '.', ',', ')', '/.', ').', '%3E', '%22', ';', '!', "'", ']', '*', '_', '%20', '/,'])
    assert.equal(inviteTokenIn(`/join/${token}${end}`), token, end)
})

test('what is no invitation is told apart from what is no link to one', () => {
  for (const other of ['/', '/join', '/join/', '/today', '/list/x']) assert.equal(inviteTokenIn(other), undefined, other)
  for (const wrong of ['x', token.slice(0, -1), '%']) assert.equal(inviteTokenIn(`/join/${wrong}`), wrong)
})

test('one part of an address, decoded where it can be', () => {
  assert.equal(partAfter('/list/', '/list/a%20b/'), 'a b')
  assert.equal(partAfter('/list/', '/list/%'), '%')
  for (const other of ['/list/', '/list/a/b', '/space/a']) assert.equal(partAfter('/list/', other), undefined)
})
