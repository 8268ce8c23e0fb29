import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { patches } from './patches.ts'

const root = join(import.meta.dirname, '../..')

test('every patch of npm run sabotage fits the code as it is, exactly once', () => {
  const misfits = patches.filter(({ file, find, put }) => readFileSync(join(root, file), 'utf8').split(find).length !== 2 || find === put)
  assert.deepEqual(
    misfits.map(({ breaks }) => breaks),
    [],
  )
})
