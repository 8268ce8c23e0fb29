// Plain JavaScript for the machine's own Node: installs, builds and brings what is missing, then starts a cluster on this machine, or asks the one that runs.
import { install, node, root } from './install.mjs'
import { provision } from './provision.mjs'
import { run } from './run.mjs'

const words = process.argv.slice(2)
const asks = ['status', 'reload', 'kill', 'scale'].includes(words[0])
if (!asks) {
  await install()
  const build = await run(process.execPath, ['scripts/start.mjs', '--build-only'], { cwd: root })
  if (build.code !== 0) process.exit(1)
  const missing = provision(['MongoDB', 'Redis', 'nginx'])
  for (const { name, command } of missing) console.error(`${name} is missing. Get it with: ${command}`)
  if (missing.length > 0) process.exit(78)
}
const { code } = await run(node, ['scripts/cluster/main.ts', ...words], { cwd: root })
process.exit(code)
