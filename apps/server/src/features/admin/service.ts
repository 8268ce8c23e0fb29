import { randomBytes } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { createAccountRecords, credentialVersionOf, type UserRecord } from '../../accounts/records.ts'
import type { Store } from '../../ports/store.ts'
import { row } from './row.ts'
import { createWork } from './work.ts'

/** What may be asked at the machine itself. Whoever may open the control socket, or the data folder, is the owner. */
export type AdminCommand =
  | { readonly command: 'user list' }
  | { readonly command: 'user add'; readonly email: string; readonly name: string; readonly password?: string }
  | { readonly command: 'user password'; readonly email: string; readonly password?: string }
  | { readonly command: 'user disable' | 'user enable' | 'user second-factor-off'; readonly email: string }
  | { readonly command: 'backup' | 'restore'; readonly file: string }
  | { readonly command: 'jobs' }
  /** Names a dead letter as `jobs` prints it. */
  | { readonly command: 'jobs retry' | 'jobs drop'; readonly letter: string }
  | { readonly command: 'secrets accept' }

const pageSize = 500
/** A password that nobody chose. */
const drawn = () => randomBytes(15).toString('base64url')

/** Accounts, backups and work after commits for the owner of the machine. Each command answers with the text to print; refusals are coded. */
export const createAdmin = (deps: {
  readonly store: Pick<Store, 'record' | 'records' | 'replace' | 'list' | 'longestPending' | 'withLetters' | 'retryLetter' | 'dropLetter'>
  readonly now: () => Date
  readonly hashPassword: (password: string, about: { readonly email: string }) => Promise<string>
  readonly createAccount: (input: { email: string; password: string; name: string }) => Promise<UserRecord>
  /** Called after sessions were ended, so that nothing read before counts any more. */
  readonly sessionsEnded: () => void
  /** Undefined when the store brings its own tools for that. */
  readonly backup: ((file: string) => Promise<void>) | undefined
}) => {
  const { store, now } = deps
  const accounts = createAccountRecords(store)

  const change = async (email: string, fields: (user: UserRecord) => Partial<UserRecord>): Promise<void> => {
    const found = await accounts.userByEmail(email)
    if (!found || !(await accounts.changeUser(found.value.id, fields))) refuse('not_found', `There is no account for ${email}.`)
  }
  /** By one change of one row, however many sessions there are, and those that are just beginning too. */
  const changeAndEndSessions = async (email: string, fields: Partial<UserRecord>): Promise<void> => {
    await change(email, (user) => ({ ...fields, credentialVersion: credentialVersionOf(user) + 1 }))
    deps.sessionsEnded()
  }
  const told = (password: string, given: string | undefined) =>
    given === undefined ? `Their password is ${password} until they change it.` : 'Their password is the one you gave.'

  const work = createWork(store)

  return {
    run: async (input: AdminCommand): Promise<string> => {
      switch (input.command) {
        case 'user list': {
          const lines: string[] = []
          for (let after = ''; ;) {
            const page = await store.list('users', after, pageSize)
            for (const { value } of page) {
              const { email, name, createdAt, instanceOwner, disabledAt } = value as UserRecord
              lines.push(row([email, name, createdAt.slice(0, 10), instanceOwner ? 'owner' : 'member', disabledAt === null ? 'active' : 'disabled']))
            }
            if (page.length < pageSize) break
            after = page.at(-1)?.key ?? ''
          }
          return lines.length === 0 ? 'No accounts yet.' : lines.join('\n')
        }
        case 'user add': {
          const password = input.password ?? drawn()
          if (tidyLine(input.name) === '' || input.name.length > limits.name)
            refuse('invalid', `A name has 1 to ${limits.name} characters, of which one can be seen.`)
          const { email } = await deps.createAccount({ email: input.email, name: tidyLine(input.name), password })
          return `${email} can sign in. ${told(password, input.password)}`
        }
        case 'user password': {
          const password = input.password ?? drawn()
          await changeAndEndSessions(input.email, { passwordHash: await deps.hashPassword(password, input) })
          return `All sessions of ${input.email} have ended. ${told(password, input.password)}`
        }
        case 'user disable': {
          await changeAndEndSessions(input.email, { disabledAt: now().toISOString() })
          return `${input.email} is signed out and cannot sign in. What they wrote stays. To undo: npx muster user enable ${input.email}`
        }
        case 'user enable':
          await change(input.email, () => ({ disabledAt: null }))
          return `${input.email} can sign in again.`
        case 'user second-factor-off':
          await changeAndEndSessions(input.email, { secondFactor: null })
          return `${input.email} signs in with the password alone, and has been signed out everywhere.`
        case 'backup':
          if (!deps.backup) return refuse('invalid', 'With MongoDB, back up with mongodump or your provider.')
          await deps.backup(input.file)
          return `Everything up to now is in ${input.file}. To restore: stop Muster, npx muster restore ${input.file}, start.`
        case 'jobs':
          return work.list()
        case 'jobs retry':
          return work.retry(input.letter)
        case 'jobs drop':
          return work.drop(input.letter)
        case 'restore':
          return refuse('invalid', 'Muster is running. Stop it, restore, and start it again.')
        case 'secrets accept':
          return refuse('invalid', 'Muster is running. Stop all of its processes, accept the new key, and start them again.')
      }
    },
  }
}
export type Admin = ReturnType<typeof createAdmin>
