// Plain JavaScript for the machine's own Node: installs and builds what is missing, then runs the server.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install, node, root } from './install.mjs'

install()

const filesBelow = (folder) =>
  readdirSync(folder)
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .flatMap((name) => (statSync(join(folder, name)).isDirectory() ? filesBelow(join(folder, name)) : [join(folder, name)]))
    .sort((a, b) => (a < b ? -1 : 1))

const hash = createHash('sha256')
for (const folder of ['apps/web', 'packages/core']) for (const file of filesBelow(join(root, folder))) hash.update(file).update(readFileSync(file))
const wanted = hash.digest('hex')
const stamp = join(root, 'apps/web/dist/.built')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.log('Building the web pages …')
  // A build that comes to no end has overwritten some of the one before.
  rmSync(stamp, { force: true })
  const vite = spawnSync(node, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], { cwd: join(root, 'apps/web'), encoding: 'utf8' })
  if (vite.status !== 0) {
    console.error(vite.stdout, vite.stderr)
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
if (process.argv.includes('--build-only')) process.exit(0)

// Compiled code is kept from the first file on: the part of Node that takes types off is then not even loaded.
const env = { NODE_COMPILE_CACHE: join(root, '.cache/compiled'), ...process.env }
const server = spawn(node, [join(root, 'apps/server/src/main.ts')], { stdio: 'inherit', cwd: root, env })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
