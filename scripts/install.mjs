// Plain JavaScript for the machine's own Node: brings the tree to what package-lock.json says, and does nothing when it is there.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.mjs'

export const root = join(fileURLToPath(new URL('.', import.meta.url)), '..')
const stamp = join(root, 'node_modules/.muster-installed')

/** Path of the Node that runs the product: it arrives as an npm package, so every machine runs the same one. */
export const node = join(root, 'node_modules/.bin/node')

/** Installs when package-lock.json differs from what was installed last. Ends the process with npm's own words when that fails. */
export const install = async () => {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && existsSync(node) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('Installing what Muster needs (once, about half a minute) …')
  const { code, said } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true, cwd: root })
  if (code !== 0) {
    console.error(said)
    console.error('Installing failed. Check the network and that npm is there (npm --version), then try again.')
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
