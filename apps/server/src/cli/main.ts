import { readFileSync } from 'node:fs'
import { Refusal } from '@muster/core/domain/world.ts'
import { readConfig, type Config } from '../config.ts'
import type { AdminCommand } from '../features/admin/service.ts'
import { createContext, restoreStore } from '../context.ts'
import { explain } from '../explain.ts'
import { askRunning } from './control.ts'
import { parseCommand, usage } from './parse.ts'

/** Runs a command in this process, on a store that no server has; what it opens it closes. */
const runHere = async (config: Config, asked: AdminCommand): Promise<string> => {
  if (asked.command === 'restore') return restoreStore(config, asked.file)
  const context = await createContext(config)
  try {
    return await context.admin.run(asked)
  } finally {
    await context.store.close()
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
