// Plain JavaScript for the machine's own Node: installs and builds what is missing, then runs the server.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install, node, root } from './install.mjs'
import { run } from './run.mjs'

await install()

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
  const { code, said } = await run(node, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], { quiet: true, cwd: join(root, 'apps/web') })
  if (code !== 0) {
    console.error(said)
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
if (process.argv.includes('--build-only')) process.exit(0)

// Compiled code is kept from the first file on: the part of Node that takes types off is then not even loaded.
const env = { NODE_COMPILE_CACHE: join(root, '.cache/compiled'), ...process.env }
const { code } = await run(node, [join(root, 'apps/server/src/main.ts')], { cwd: root, env })
process.exit(code)
