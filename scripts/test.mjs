// Installs what is missing, runs every test with the product's own Node, and closes with the runner's counts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { install, node, root } from './install.mjs'
import { provision } from './provision.mjs'
import { run } from './run.mjs'

await install()
if (!process.argv.includes('--inside')) {
  const build = await run(process.execPath, ['scripts/start.mjs', '--build-only'], { cwd: root })
  if (build.code !== 0) process.exit(1)
  const missing = provision()
  const again = await run(node, ['scripts/test.mjs', '--inside', ...process.argv.slice(2)], { cwd: root })
  for (const { name, command } of missing) console.error(`${name} is missing: its tests were skipped. Get it with: ${command}`)
  process.exit(again.code || (process.env.CI && missing.length > 0) ? 1 : 0)
}

/** One replica set serves the whole run; without a mongod its tests name what is missing and are skipped. */
const startMongo = async () => {
  const { findMongod } = await import('./testing/replica-set.ts')
  if (process.env.MONGODB_TEST_URI || !findMongod()) return async () => {}
  const child = spawn(node, ['scripts/testing/serve-replica-set.ts'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  process.env.MONGODB_TEST_URI = String(line).trim()
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}

const filters = process.argv.slice(2).filter((word) => word !== '--inside')
const filesOf = (...patterns) =>
  patterns
    .flatMap((pattern) => fs.globSync(pattern, { cwd: root }))
    .filter((file) => filters.length === 0 || filters.some((word) => file.includes(word)))
    .sort((a, b) => (a < b ? -1 : 1))

let running
const runner = (name, files, env, atOnce) =>
  new Promise((resolve) => {
    console.log(`\n${name}`)
    const child = spawn(
      node,
      [
        '--test',
        `--test-concurrency=${atOnce}`,
        `--test-timeout=${process.env.SOAK ? 7_200_000 : 300_000}`,
        '--test-force-exit',
        '--test-reporter=spec',
        ...files,
      ],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { NODE_COMPILE_CACHE: join(root, '.cache/compiled'), ...process.env, ...env },
      },
    )
    running = child
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
      process.stdout.write(text)
    })
    child.on('close', (code, signal) => {
      const count = (what) => Number(new RegExp(`^\\S+ ${what} (\\d+)$`, 'm').exec(said)?.[1] ?? 0)
      // The spec reporter's own list of what failed: said once more at the very end, where a long log is cut off last.
      const failures = /^✖ failing tests:\n[^]*/m.exec(said)?.[0] ?? ''
      if (!/^\S+ tests \d+$/m.test(said)) console.error(`${name}: the runner ended before it had counted (${signal ?? code}).`)
      resolve({ name, code, failures, passed: count('pass'), failed: count('fail') + count('cancelled'), skipped: count('skipped') + count('todo') })
    })
  })

const stopMongo = await startMongo()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    running?.kill(signal)
    void stopMongo().then(() => process.exit(1))
  })
/** Thousands of requests each, of which the store sees little: over MongoDB in the long forms. `permissions.test.ts` asks it who may do what. */
const largest = /\/http\/(?:authorisation|forgery|fuzz|oracles)\.test\.ts$/
const parts = [
  {
    name: 'Everything on SQLite, each store alone, and Chromium',
    files: filesOf(
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'deploy/**/*.test.ts',
      'bench/**/*.test.ts',
      'e2e/**/*.test.ts',
    ),
    env: {},
  },
  ...(process.env.MONGODB_TEST_URI
    ? [
        {
          name: 'The server over a MongoDB replica set',
          files: filesOf(
            'apps/server/src/features/**/*.test.ts',
            'apps/server/src/{http,cache,live}/*.test.ts',
            'apps/server/src/journal/across.test.ts',
          ).filter((file) => process.env.SOAK || !largest.test(file)),
          env: { TEST_STORE: 'mongodb' },
          // They wait for the store most of the time.
          atOnce: 3,
        },
      ]
    : []),
].filter(({ files }) => files.length > 0)
if (parts.length === 0) console.error('No test file matches.')
const results = []
for (const { name, files, env, atOnce = 2 } of parts) results.push(await runner(name, files, env, atOnce))
await stopMongo()
for (const { name, failures } of results) if (failures) console.log(`\n${name}: ${failures}`)
for (const { name, passed, failed, skipped } of results) console.log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
const sum = (what) => results.reduce((total, result) => total + result[what], 0)
console.log(`${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`)
const skipIsFailure = Boolean(process.env.CI) && sum('skipped') > 0
if (skipIsFailure) console.error('A test was skipped, and in CI a skip is a failure.')
process.exit(parts.length === 0 || results.some(({ code, passed }) => code !== 0 || passed === 0) || sum('failed') > 0 || skipIsFailure ? 1 : 0)
