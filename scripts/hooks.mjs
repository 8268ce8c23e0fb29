// Points git at the repository's hooks, in a clone; does nothing where there is no git, such as in an unpacked archive.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
if (existsSync(join(root, '.git'))) spawnSync('git', ['config', 'core.hooksPath', 'scripts/git-hooks'], { cwd: root })
