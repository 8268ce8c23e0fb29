import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { codes } from '@muster/core/contract/codes.ts'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/api.md'), 'utf8')

test('docs/api.md tells of every problem code, with its status and title, and of no other', () => {
  const told = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+) \|$/gm)].map(([, code, status, title]) => [code, { status: Number(status), title }])
  assert.deepEqual(
    told,
    Object.entries(codes).map(([code, { status, title }]) => [code, { status, title }]),
  )
})

test('docs/api.md knows every address of the API by its last word', () => {
  for (const { path } of endpoints.filter((endpoint) => endpoint.path.startsWith('/api/'))) {
    const last = path.split('/').findLast((part) => part !== '' && !part.startsWith(':')) ?? ''
    assert.ok(page.includes(`/${last}`), path)
  }
})
