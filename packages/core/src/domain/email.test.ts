import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII, domainToUnicode } from 'node:url'
import fc from 'fast-check'
import { limits } from '../contract/limits.ts'
import { foldEmail, formerEmails } from './email.ts'

const idna = { toASCII: domainToASCII, toUnicode: domainToUnicode }
const fold = (email: string) => foldEmail(email, idna)

test('one address, one account: case, composition, width, and both spellings of a domain', () => {
  for (const spelling of [
    'anna@m\u00fcnchen.example',
    'Anna@M\u00dcNCHEN.example',
    'anna@mu\u0308nchen.example',
    'anna@xn--mnchen-3ya.example',
    'ANNA@XN--MNCHEN-3YA.EXAMPLE',
    ' anna@m\u00fcnchen\u3002example ',
    '\uff41nna\uff20m\u00fcnchen.example',
  ])
    assert.equal(fold(spelling), 'anna@xn--mnchen-3ya.example')
})

test('different addresses stay apart', () => {
  const all = [
    'a@example.test',
    'a.b@example.test',
    'a+b@example.test',
    'a@fass.test',
    'a@fa\u00df.test',
    '\u00e4@example.test',
    'a@localhost',
    '\u043c\u0438\u0440@example.test',
  ]
  assert.equal(new Set(all.map(fold)).size, all.length)
  assert.ok(all.every((email) => fold(email) !== undefined))
})

test('what is no address after it was normalised is none', () => {
  for (const email of [
    'foo\ufe6bbar@example.test',
    'a\u00a8b@example.test',
    'a\u200bb@example.test',
    '\u3164@example.test',
    'a b@example.test',
    'a@b@c.test',
    '@example.test',
    'a@',
    'a@.test',
    'a@b..test',
    'a@b.test.',
    'a@b/c.test',
    'a@b%41.test',
    'a@b.test:80',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@0x7f.1',
    'a@1',
    'a@\u2100.test',
    `a@${'x'.repeat(64)}.test`,
    // One code point that compatibility forms make eighteen characters of.
    `${'\ufdfa'.repeat(20)}@example.test`,
    `${'a'.repeat(limits.email)}@example.test`,
    `a@${'\u00fc\u00e4'.repeat(10)}${'.x\u00fc'.repeat(40)}.example`,
  ])
    assert.equal(fold(email), undefined, email)
})

test('what is folded stays, has one @, no space, and is short enough', () => {
  const part = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(part, part, (local, domain) => {
      const address = fold(`${local}@${domain}`)
      if (address === undefined) return
      assert.equal(fold(address), address)
      assert.match(address, /^[^\s@]+@[a-z0-9._-]+$/)
      assert.ok(address.length <= limits.email)
    }),
    { numRuns: 5_000 },
  )
})

test('an account from before is looked for under each spelling that its address may have been recorded in', () => {
  const recorded = 'anna@m\u00fcnchen.example'
  for (const spelling of [recorded, 'anna@xn--mnchen-3ya.example', 'Anna@M\u00fcnchen.example']) assert.ok(formerEmails(spelling, idna).includes(recorded))
  assert.deepEqual(formerEmails('anna@example.test', idna), [])
  assert.deepEqual(formerEmails('foo\ufe6bbar@example.test', idna), ['foo@bar@example.test'])
})
