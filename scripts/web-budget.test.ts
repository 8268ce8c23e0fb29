import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

const dist = join(import.meta.dirname, '../apps/web/dist')
const zipped = (path: string) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, path = '']) => path)
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0)

const page = readFileSync(join(dist, 'index.html'), 'utf8')
const styles = all(page, /<link rel="stylesheet"[^>]*href="([^"]+)"/g)

test('what a first visit loads stays in its budget: 100 kB of script, 10 kB of style, 50 kB of font', () => {
  const scripts = [...all(page, /<script[^>]*src="([^"]+)"/g), ...all(page, /<link rel="modulepreload"[^>]*href="([^"]+)"/g)]
  // Every static import of the entry is preloaded by the page, so these are all of them.
  const imported = scripts.flatMap((path) => all(readFileSync(join(dist, path), 'utf8'), /(?:^|[;}])import(?:[^'"()]*from)?\s*["']\.\/([^'"]+)["']/g))
  const missing = imported.filter((name) => !scripts.some((path) => basename(path) === name))
  assert.deepEqual(missing, [])
  const sizes = { script: sum(scripts.map(zipped)), style: sum(styles.map(zipped)) }
  assert.ok(sizes.script > 50_000, 'the scripts were found')
  assert.ok(sizes.script <= 100_000, `${sizes.script} bytes of script: ${scripts.map((path) => `${path} ${zipped(path)}`).join(', ')}`)
  assert.ok(sizes.style <= 10_000, `${sizes.style} bytes of style`)
  const fonts = styles.flatMap((path) => all(readFileSync(join(dist, path), 'utf8'), /url\("?([^")]+\.woff2)"?\)/g))
  assert.equal(fonts.length, 1)
  const font = readFileSync(join(dist, fonts[0] ?? '')).length
  assert.ok(font <= 50_000, `${font} bytes of font`)
})
