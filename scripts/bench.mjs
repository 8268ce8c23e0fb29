// Installs and builds what is missing, brings MongoDB where it may, then measures with the product's own Node. Words choose parts.
import { spawn, spawnSync } from 'node:child_process'
import { install, node, root } from './install.mjs'
import { provision } from './provision.mjs'

install()
const build = spawnSync(process.execPath, ['scripts/start.mjs', '--build-only'], { cwd: root, stdio: 'inherit' })
if (build.status !== 0) process.exit(1)
provision()
const bench = spawn(node, ['bench/main.ts', ...process.argv.slice(2)], { stdio: 'inherit', cwd: root })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bench.kill(signal))
bench.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
