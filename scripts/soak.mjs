// The long forms of the tests: the same files with SOAK set, one after the other. Words choose files, as with npm test.
import { spawnSync } from 'node:child_process'
import { root } from './install.mjs'

const run = spawnSync(process.execPath, ['scripts/test.mjs', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...process.env, SOAK: '1' } })
process.exit(run.status ?? 1)
