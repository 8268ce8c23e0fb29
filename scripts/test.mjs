// Installs what is missing, runs every test with the product's own Node, and closes with the runner's counts.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { install, node, root } from './install.mjs'
import { provision } from './provision.mjs'

install()
if (!process.argv.includes('--inside')) {
  const build = spawnSync(process.execPath, ['scripts/start.mjs', '--build-only'], { cwd: root, stdio: 'inherit' })
  if (build.status !== 0) process.exit(1)
  const missing = provision()
  const again = spawnSync(node, ['scripts/test.mjs', '--inside', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  for (const sentence of missing) console.error(sentence)
  process.exit(again.status || (process.env.CI && missing.length > 0) ? 1 : 0)
}

const filters = process.argv.slice(2).filter((word) => word !== '--inside')
const files = ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts']
  .flatMap((pattern) => fs.globSync(pattern, { cwd: root }))
  .filter((file) => filters.length === 0 || filters.some((word) => file.includes(word)))
  .sort()
if (files.length === 0) {
  console.error('No test file matches.')
  process.exit(1)
}
const run = spawnSync(node, ['--test', '--test-concurrency=2', '--test-timeout=300000', '--test-reporter=spec', ...files], {
  cwd: root,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 256 * 1024 * 1024,
})
process.stdout.write(run.stdout)
const count = (name) => Number(new RegExp(`^\\S+ ${name} (\\d+)$`, 'm').exec(run.stdout)?.[1] ?? 0)
const passed = count('pass')
const failed = count('fail') + count('cancelled')
const skipped = count('skipped') + count('todo')
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
const skipIsFailure = Boolean(process.env.CI) && skipped > 0
if (skipIsFailure) console.error('A test was skipped, and in CI a skip is a failure.')
process.exit(run.status !== 0 || failed > 0 || passed === 0 || skipIsFailure ? 1 : 0)
