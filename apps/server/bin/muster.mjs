#!/usr/bin/env node
// Runs the command line with the product's own Node, from the folder that npm start serves from.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const cli = join(root, 'apps/server/src/cli/main.ts')
const run = spawnSync(join(root, 'node_modules/.bin/node'), [cli, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, INIT_CWD: process.env.INIT_CWD ?? process.cwd() },
})
process.exit(run.status ?? 1)
