import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptsGzip } from './accept-encoding.ts'

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
