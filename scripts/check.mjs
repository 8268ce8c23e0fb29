// Everything that can be said about the code without running it, in one go: all findings of all checks, then one verdict.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { install, node, root } from './install.mjs'

await install()
const bin = (name) => join(root, 'node_modules/.bin', name)

/** Packages that stand in the tree in two versions, and why that is borne. */
const borne = JSON.parse(readFileSync(join(root, 'scripts/duplicate-dependencies.json'), 'utf8'))

const duplicates = () => {
  const versions = new Map()
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  for (const [path, { version, dev, link }] of Object.entries(packages)) {
    const name = path.split('node_modules/').at(-1)
    if (path.includes('node_modules/') && !dev && !link) versions.set(name, new Set(versions.get(name)).add(version))
  }
  return [...versions]
    .filter(([name, found]) => found.size > 1 && !(name in borne))
    .map(([name, found]) => `${name} is in the tree as ${[...found].join(' and ')}`)
}

const run = (name, command, args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` } })
    let said = ''
    child.stdout.on('data', (text) => (said += text))
    child.stderr.on('data', (text) => (said += text))
    child.on('close', (code) => resolve({ name, ok: code === 0, said }))
  })

const tsc = (project) => run(`types of ${project}`, bin('tsc'), ['-p', project])
const results = [
  ...(await Promise.all([run('format', bin('oxfmt'), ['--check', '.']), run('lint with types', bin('oxlint'), ['--type-aware', '--deny-warnings'])])),
  ...(await Promise.all(
    [
      'packages/core',
      'packages/core/tsconfig.test.json',
      'apps/server',
      'apps/web',
      'apps/web/tsconfig.build.json',
      'bench',
      'deploy',
      'scripts/cluster',
      'e2e/cluster',
    ].map(tsc),
  )),
  ...(await Promise.all([run('import laws', node, ['--test', 'scripts/import-laws.test.ts']), run('dead code', bin('knip'), ['--no-progress'])])),
  { name: 'duplicate dependencies', ok: duplicates().length === 0, said: duplicates().join('\n') },
]
for (const { name, ok, said } of results) {
  if (!ok) console.log(said)
  console.log(`${ok ? '✔' : '✖'} ${name}`)
}
process.exit(results.every(({ ok }) => ok) ? 0 : 1)
