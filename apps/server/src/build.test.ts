import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { nameBuild } from './build.ts'

test('a build is another one as soon as a file of it is another, and the same wherever the same files lie', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-build-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [one, two] = [join(folder, 'one'), join(folder, 'two')]
  mkdirSync(join(one, 'features'), { recursive: true })
  writeFileSync(join(one, 'main.ts'), 'one')
  writeFileSync(join(one, 'features/rows.ts'), 'two')
  const build = nameBuild([one])
  assert.match(build, /^[A-Za-z0-9_-]{12}$/)
  cpSync(one, two, { recursive: true })
  utimesSync(join(two, 'main.ts'), 1, 1)
  writeFileSync(join(two, 'main.test.ts'), 'of no account')
  assert.equal(nameBuild([two]), build)
  for (const [file, text] of [
    ['features/rows.ts', 'two '],
    ['features/more.ts', ''],
  ] as const) {
    const before = nameBuild([two])
    writeFileSync(join(two, file), text)
    assert.notEqual(nameBuild([two]), before, file)
  }
  assert.equal(nameBuild(), nameBuild())
  assert.notEqual(nameBuild(), build)
})
