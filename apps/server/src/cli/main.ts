import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import { readConfig, type Config } from '../config.ts'
import type { AdminCommand } from '../features/admin/service.ts'
import { acceptSecretsOf, createContext, restoreStore } from '../context.ts'
import { explain } from '../explain.ts'
import { askRunning } from './control.ts'
import { parseCommand, usage } from './parse.ts'

/** Refuses a backup of a Muster that never was: the folder is mistyped, and a copy of nothing would be taken for one of all. */
const mustBeThere = ({ storeUrl, dataDir }: Config): void => {
  const file = storeUrl.startsWith('sqlite:') ? storeUrl.slice('sqlite:'.length) : undefined
  // What is missing where one has been is told when it is opened.
  if (file !== undefined && !existsSync(file) && !existsSync(join(dataDir, 'secrets')))
    refuse('not_found', `There is no Muster at ${file}. Name its folder: DATA_DIR=/srv/muster npx muster …`)
}

/** Runs a command in this process, on a store that no server has; what it opens it closes. */
const runHere = async (config: Config, asked: AdminCommand): Promise<string> => {
  if (asked.command === 'restore') return restoreStore(config, asked.file)
  if (asked.command === 'secrets accept') return acceptSecretsOf(config)
  if (asked.command === 'backup') mustBeThere(config)
  const context = await createContext(config)
  try {
    return await context.admin.run(asked)
  } finally {
    await context.close()
  }
}

const command = parseCommand(process.argv.slice(2), () => readFileSync(0, 'utf8').split(/\r?\n/)[0] ?? '', process.env.INIT_CWD ?? process.cwd())
if (!command) {
  console.error(usage)
  process.exit(64)
}
try {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  console.log((await askRunning(config.dataDir, command)) ?? (await runHere(config, command)))
} catch (error) {
  const sentence = error instanceof Refusal ? error.message : explain(error)
  if (sentence === undefined) throw error
  console.error(sentence)
  process.exitCode = 1
}
