import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const docs = join(import.meta.dirname, '../docs')
const page = readFileSync(join(docs, 'security.md'), 'utf8')

test('every test that docs/security.md names is there, and called that', () => {
  const named = [...page.matchAll(/\[[^\]]+\]\((\.\.\/[^)]+\.ts)\)((?: “[^”]+”)*)/g)].map(([, file = '', titles = '']) => ({
    file,
    titles: [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }))
  assert.ok(named.length > 40, `${named.length} files named`)
  const missing = named.flatMap(({ file, titles }) => {
    const path = join(docs, file)
    if (!existsSync(path)) return [file]
    const text = readFileSync(path, 'utf8')
    return titles.filter((title) => !text.includes(title)).map((title) => `${file}: ${title}`)
  })
  assert.deepEqual(missing, [])
  assert.ok(
    named.every(({ file, titles }) => titles.length > 0 || !file.endsWith('.test.ts')),
    'a file of tests is named with one of them',
  )
})
