// Breaks the laws of the stores, the journal and the domain on purpose, one small patch at a time in a copy of the tree, and expects the
// test that stands for each to fail. A test that stays green, or a patch that fits no more, is a failure. Words choose patches: by what they
// break, by the name of the test, by either's path.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Patch } from './sabotage/patch.ts'
import { patches } from './sabotage/patches.ts'
import { findMongod, startReplicaSet } from './testing/replica-set.ts'

const root = join(import.meta.dirname, '..')

/** A copy of what the tests need. Its packages are the root's, but for our own, which must be the copy's. */
const copyTree = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'muster-sabotage-'))
  for (const path of [
    'package.json',
    'apps/server/package.json',
    'apps/server/src',
    'apps/web/package.json',
    'apps/web/src',
    'apps/web/dist',
    'packages/core/package.json',
    'packages/core/src',
    'deploy',
    'e2e/cluster',
    'scripts/cluster',
    'scripts/testing',
  ])
    cpSync(join(root, path), join(copy, path), { recursive: true })
  const modules = join(copy, 'node_modules')
  mkdirSync(join(modules, '@muster'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) if (name !== '@muster') symlinkSync(join(root, 'node_modules', name), join(modules, name))
  symlinkSync(join(copy, 'packages/core'), join(modules, '@muster/core'))
  return copy
}

/** How many tests of that name passed and failed. */
const run = (copy: string, { test, named }: Patch, env: Readonly<Record<string, string>>): Promise<{ readonly passed: number; readonly failed: number }> =>
  new Promise((resolve) => {
    const pattern = named.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    const child = spawn(
      process.execPath,
      ['--test', '--test-timeout=60000', '--test-force-exit', '--test-reporter=tap', `--test-name-pattern=${pattern}`, test],
      {
        cwd: copy,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, ...env },
      },
    )
    let said = ''
    child.stdout.on('data', (text) => (said += String(text)))
    child.on('close', () => {
      const count = (how: string) => said.split('\n').filter((line) => line.trim().startsWith(`${how} `) && line.includes(named)).length
      resolve({ passed: count('ok'), failed: count('not ok') })
    })
  })

const words = process.argv.slice(2)
const chosen = patches.filter(({ breaks, named, file, test }) => words.every((word) => `${breaks} ${named} ${file} ${test}`.includes(word)))
const mongod = findMongod()
const set = mongod && !process.env['MONGODB_TEST_URI'] ? await startReplicaSet(mongod) : undefined
const uri = process.env['MONGODB_TEST_URI'] ?? set?.uri('')
const copy = copyTree()
let bad = 0
const say = (verdict: string, patch: Patch, ok: boolean) => {
  if (!ok) bad++
  console.log(`${ok ? '✔' : '✖'} ${verdict.padEnd(12)} ${patch.breaks.padEnd(62)} ${patch.named}`)
}

for (const patch of chosen) {
  if (uri === undefined && patch.test.includes('/mongo/')) {
    say('no MongoDB', patch, false)
    continue
  }
  const file = join(copy, patch.file)
  const sound = readFileSync(file, 'utf8')
  if (sound.split(patch.find).length !== 2) {
    say('fits no more', patch, false)
    continue
  }
  // The copy does not hold the mongod that was brought here.
  const path = mongod ? { PATH: `${dirname(mongod)}${delimiter}${process.env['PATH'] ?? ''}` } : {}
  const env: Record<string, string> = { ...path, ...(uri === undefined ? {} : { MONGODB_TEST_URI: uri }) }
  const before = await run(copy, patch, env)
  writeFileSync(
    file,
    sound.replace(patch.find, () => patch.put),
  )
  const after = await run(copy, patch, env)
  writeFileSync(file, sound)
  if (before.passed === 0 || before.failed > 0) say('red before', patch, false)
  else if (after.failed === 0) say('still green', patch, false)
  else say('red', patch, true)
}
rmSync(copy, { recursive: true, force: true })
await set?.close()
if (uri === undefined) console.error('MongoDB is missing: npm test brings it.')
console.log(`${chosen.length - bad} of ${chosen.length} broken laws were seen`)
process.exit(bad > 0 || chosen.length === 0 ? 1 : 0)
