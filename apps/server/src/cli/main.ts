import { readFileSync } from 'node:fs'
import { Refusal } from '@muster/core/domain/world.ts'
import { readConfig } from '../config.ts'
import { createContext } from '../context.ts'
import { explain } from '../explain.ts'
import { askRunning } from './control.ts'
import { parseCommand, usage } from './parse.ts'

const command = parseCommand(process.argv.slice(2), () => readFileSync(0, 'utf8').split(/\r?\n/)[0] ?? '', process.env.INIT_CWD ?? process.cwd())
if (!command) {
  console.error(usage)
  process.exit(64)
}
try {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  let text = await askRunning(config.dataDir, command)
  if (text === undefined) {
    const context = await createContext(config)
    text = await context.admin.run(command)
    await context.store.close()
  }
  console.log(text)
  process.exit(0)
} catch (error) {
  const sentence = error instanceof Refusal ? error.message : explain(error)
  if (sentence === undefined) throw error
  console.error(sentence)
  process.exit(1)
}
