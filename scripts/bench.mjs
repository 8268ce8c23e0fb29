// Installs and builds what is missing, brings MongoDB where it may, then measures with the product's own Node. Words choose parts.
import { install, node, root } from './install.mjs'
import { provision } from './provision.mjs'
import { run } from './run.mjs'

await install()
const build = await run(process.execPath, ['scripts/start.mjs', '--build-only'], { cwd: root })
if (build.code !== 0) process.exit(1)
provision()
const { code } = await run(node, ['bench/main.ts', ...process.argv.slice(2)], { cwd: root })
process.exit(code)
