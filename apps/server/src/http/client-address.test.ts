import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import { createAddresses, proxyOf } from './client-address.ts'

const requestOf = (peer: string | undefined, forwarded?: string) =>
  ({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, raw: { socket: { remoteAddress: peer } } }) as unknown as FastifyRequest
const proxies = ['127.0.0.1', '10.0.3.0/24', 'fd00:3::/64', '::ffff:10.9.9.9']
const from = (peer: string | undefined, forwarded?: string, trusted = proxies) => createAddresses(trusted)(requestOf(peer, forwarded))
const one = (network: string) => ({ network, crowd: false })
const many = (network: string) => ({ network, crowd: true })

test('without proxies named no header is believed, and whoever is connected may be many', () => {
  assert.deepEqual(from('127.0.0.1', '203.0.113.7', []), many('127.0.0.1'))
  assert.deepEqual(from('::ffff:127.0.0.1', '203.0.113.7', []), many('127.0.0.1'))
})

test('who is connected and is no proxy of ours is who they are, whatever they claim', () => {
  for (const claimed of [undefined, '198.51.100.1', '127.0.0.1', '10.0.3.1, 127.0.0.1']) {
    assert.deepEqual(from('203.0.113.7', claimed), one('203.0.113.7'))
    assert.deepEqual(from('10.0.4.1', claimed), one('10.0.4.1'), 'a network ends where it was said to')
  }
})

test('behind our proxies it is the rightmost address that is none of theirs', () => {
  assert.deepEqual(from('127.0.0.1', '203.0.113.7'), one('203.0.113.7'))
  assert.deepEqual(from('127.0.0.1', '198.51.100.1, 203.0.113.7'), one('203.0.113.7'), 'what is left of it is claimed')
  assert.deepEqual(from('127.0.0.1', '198.51.100.1, 203.0.113.7,10.0.3.200 ,fd00:3::5'), one('203.0.113.7'))
  assert.deepEqual(from('::ffff:10.9.9.9', '203.0.113.7'), one('203.0.113.7'))
  assert.deepEqual(from('fd00:3::1', '::ffff:203.0.113.7'), one('203.0.113.7'))
  assert.deepEqual(from('127.0.0.1', '::ffff:cb00:7107'), one('203.0.113.7'), 'spelled in hexadecimal')
})

test('of IPv6 the first 64 bits count, however they are spelled', () => {
  for (const spelling of ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::9', '2001:0db8:0001:0002:0:0:0:1', '2001:db8:1:2:a:b:c:d'])
    assert.deepEqual(from('127.0.0.1', spelling), one('2001:db8:1:2::/64'), spelling)
  assert.deepEqual(from('127.0.0.1', '2001:db8::1:0:0:1'), one('2001:db8:0:0::/64'))
  assert.deepEqual(from('127.0.0.1', '::1'), one('0:0:0:0::/64'))
  assert.deepEqual(from('127.0.0.1', '2001:db8:1:3::1'), one('2001:db8:1:3::/64'))
})

test('what is no address is nobody’s: then it is whoever of ours passed it on', () => {
  for (const hostile of [
    '',
    ' ',
    ',',
    'unknown',
    '_hidden',
    'localhost',
    '1',
    '0x7f.1',
    '127.1',
    '203.0.113.7:80',
    '[2001:db8::1]',
    '203.0.113.7;',
    'fe80::1%eth0',
    '٣',
    '"203.0.113.7"',
  ])
    assert.deepEqual(from('127.0.0.1', `203.0.113.7, ${hostile}`), many('127.0.0.1'), hostile)
  assert.deepEqual(from('127.0.0.1'), many('127.0.0.1'))
  assert.deepEqual(from('127.0.0.1', '10.0.3.7'), many('10.0.3.7'), 'only ours')
  assert.deepEqual(from(undefined), many('unknown'))
  assert.deepEqual(
    from('127.0.0.1', `203.0.113.7, ${Array.from({ length: 200 }, () => '10.0.3.1').join(', ')}`),
    many('10.0.3.1'),
    'so many look at nothing more',
  )
})

test('whatever is claimed on the left, nobody chooses where they come from; an address that came is never believed without a proxy of ours', () => {
  const claim = fc.oneof(fc.string({ maxLength: 30 }), fc.ipV4(), fc.ipV6())
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 20 }), fc.ipV4(), (claims, real) => {
      fc.pre(!real.startsWith('127.') && !real.startsWith('10.'))
      assert.deepEqual(from('127.0.0.1', [...claims, real].join(', ')), one(real))
      assert.deepEqual(from(real, claims.join(', ')), one(real))
    }),
  )
})

test('a proxy is named by its address or its network', () => {
  assert.deepEqual(proxyOf('10.0.3.0/24'), { address: '10.0.3.0', bits: 24 })
  assert.deepEqual(proxyOf('fd00:3:0::/64'), { address: 'fd00:3::', bits: 64 })
  assert.deepEqual(proxyOf('::ffff:10.9.9.9'), { address: '10.9.9.9', bits: 32 })
  for (const none of ['', '/', '1', 'localhost', '10.0.0.0/0', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/-1', '::/129', 'fe80::1%lo', '::ffff:10.0.0.0/104'])
    assert.equal(proxyOf(none), undefined, none)
})
