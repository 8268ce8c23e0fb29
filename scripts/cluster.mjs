// Plain JavaScript for the machine's own Node: installs, builds and brings what is missing, then starts a cluster on this machine, or asks the one that runs.
import { spawn, spawnSync } from 'node:child_process'
import { install, node, root } from './install.mjs'
import { provision } from './provision.mjs'

const words = process.argv.slice(2)
const asks = ['status', 'reload', 'kill', 'scale'].includes(words[0])
if (!asks) {
  install()
  const build = spawnSync(process.execPath, ['scripts/start.mjs', '--build-only'], { cwd: root, stdio: 'inherit' })
  if (build.status !== 0) process.exit(1)
  const missing = provision(['MongoDB', 'Redis', 'nginx'])
  for (const { name, command } of missing) console.error(`${name} is missing. Get it with: ${command}`)
  if (missing.length > 0) process.exit(78)
}
const child = spawn(node, ['scripts/cluster/main.ts', ...words], { cwd: root, stdio: 'inherit', env: process.env })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
