import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptsGzip, codingFor } from './accept-encoding.ts'

test('gzip goes to who names it, or anything, with a weight above nothing', () => {
  const taken = [
    'gzip',
    'GZIP',
    'br, gzip',
    'gzip;q=0.5',
    'gzip ; Q=1',
    'deflate, gzip;q=1.0, *;q=0.5',
    '*',
    'br;q=0, *',
    'x-gzip',
    'gzip;q=0.001',
    'br,\tgzip',
  ]
  for (const header of taken) assert.equal(acceptsGzip(header), true, header)
  const refused = [
    '',
    'identity',
    'br',
    'gzip;q=0',
    'gzip; q=0.0, br',
    'gzip;q=0.000',
    'gzip;q=0, *',
    '*;q=0',
    'xgzip',
    'gzipped',
    'br;q=1.0, gzip ;q=0',
    'gzip-9',
  ]
  for (const header of refused) assert.equal(acceptsGzip(header), false, header)
  assert.equal(acceptsGzip(undefined), false)
  assert.equal(acceptsGzip(['br', 'gzip']), true)
})

test('what is there in several codings goes out in the one with the highest weight, the smallest of equal ones', () => {
  for (const [header, wanted] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['x-gzip', 'gzip'],
    ['br', 'br'],
    ['BR', 'br'],
    ['*', 'br'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0.8, gzip;q=0.8', 'br'],
    ['br;q=0, *', 'gzip'],
    ['br;q=0, gzip;q=0, *', 'identity'],
    ['gzip;q=0.001', 'gzip'],
    ['identity, br;q=0.5', 'identity'],
    ['identity;q=0.3, br;q=0.5', 'br'],
    ['identity;q=0.5, *;q=0.5', 'br'],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
    ['identity;q=0', 'identity'],
    ['*;q=0', 'identity'],
    ['deflate, zstd', 'identity'],
    ['br;q=1.5', 'br'],
    ['', 'identity'],
  ] as const)
    assert.equal(codingFor(header, ['br', 'gzip']), wanted, header)
  assert.equal(codingFor(undefined, ['br', 'gzip']), 'identity')
  assert.equal(codingFor('br', ['gzip']), 'identity')
  assert.equal(codingFor('br, gzip', []), 'identity')
  assert.equal(codingFor(['gzip', 'br'], ['br', 'gzip']), 'br')
})
