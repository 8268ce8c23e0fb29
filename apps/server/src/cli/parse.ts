import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AdminCommand } from '../features/admin/service.ts'

export const usage = `npx muster user list
npx muster user add EMAIL --name NAME [--password-stdin]
npx muster user password EMAIL [--password-stdin]
npx muster user disable EMAIL
npx muster user enable EMAIL
npx muster user second-factor-off EMAIL
npx muster backup FILE
npx muster restore FILE
npx muster jobs
npx muster jobs retry LETTER
npx muster jobs drop LETTER
npx muster secrets accept

Without --password-stdin a password is made and printed. Works while Muster runs, and while it does not;
restore only while it does not, and secrets accept (another key, over MongoDB) while no process does.
What changes leave to be done and fails for good becomes a letter: jobs lists them.
DATA_DIR and STORE_URL choose which Muster, as with npm start.`

/**
 * Reads the words of a command line.
 * @param readPassword reads one line from standard input
 * @param cwd the folder that a relative FILE is seen from
 * @returns undefined when the words make no command: print the usage
 */
export const parseCommand = (words: readonly string[], readPassword: () => string, cwd: string): AdminCommand | undefined => {
  let parsed
  try {
    parsed = parseArgs({ args: [...words], allowPositionals: true, options: { name: { type: 'string' }, 'password-stdin': { type: 'boolean' } } })
  } catch {
    return undefined
  }
  const { positionals, values } = parsed
  const [first, second, third, ...rest] = positionals
  if (rest.length > 0) return undefined
  if (first === 'backup' || first === 'restore') return second && third === undefined ? { command: first, file: resolve(cwd, second) } : undefined
  if (first === 'jobs' && second === undefined) return { command: 'jobs' }
  if (first === 'jobs' && (second === 'retry' || second === 'drop')) return third === undefined ? undefined : { command: `jobs ${second}`, letter: third }
  if (first === 'secrets') return second === 'accept' && third === undefined ? { command: 'secrets accept' } : undefined
  if (first !== 'user') return undefined
  if (second === 'list') return third === undefined ? { command: 'user list' } : undefined
  if (!third?.includes('@')) return undefined
  const password = values['password-stdin'] ? { password: readPassword() } : {}
  if (second === 'add') return values.name ? { command: 'user add', email: third, name: values.name, ...password } : undefined
  if (second === 'password') return { command: 'user password', email: third, ...password }
  if (second === 'disable' || second === 'enable' || second === 'second-factor-off') return { command: `user ${second}`, email: third }
  return undefined
}
