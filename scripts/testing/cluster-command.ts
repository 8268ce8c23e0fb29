import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../cluster/main.ts')

/** `npm run cluster` on a folder, once it says that it is ready; and what it said by then. */
export const startClusterCommand = async (
  folder: string,
  base: number,
  words: readonly string[],
): Promise<{ readonly command: ChildProcess; readonly said: string }> => {
  const command = spawn(process.execPath, [main, '--folder', folder, '--base-port', String(base), ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  command.stdout.on('data', (text: Buffer) => (said += text.toString()))
  while (!said.includes('Muster is ready')) {
    const ended = await Promise.race([once(command.stdout, 'data').then(() => false), once(command, 'exit').then(() => true)])
    assert.ok(!ended, said)
  }
  return { command, said }
}

/** `npm run cluster -- …` for the one that runs on a folder: its exit code and what it says. */
export const askByCommand = (folder: string, ...words: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, '--folder', folder, ...words], { encoding: 'utf8' })
  return { status, stdout, stderr }
}
