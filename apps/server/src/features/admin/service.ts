import { randomBytes } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Store } from '../../ports/store.ts'

interface Account {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  readonly createdAt: string
  readonly instanceOwner: boolean
  readonly disabledAt: string | null
}

/** What may be asked at the machine itself. Whoever may open the control socket, or the data folder, is the owner. */
export type AdminCommand =
  | { readonly command: 'user list' }
  | { readonly command: 'user add'; readonly email: string; readonly name: string; readonly password?: string }
  | { readonly command: 'user password'; readonly email: string; readonly password?: string }
  | { readonly command: 'user disable' | 'user enable'; readonly email: string }
  | { readonly command: 'backup' | 'restore'; readonly file: string }

const pageSize = 500
const row = (cells: readonly string[]) => cells.join('\t')

/** Accounts and backups for the owner of the machine. Each command answers with the text to print; refusals are coded. */
export const createAdmin = (deps: {
  readonly store: Pick<Store, 'record' | 'replace' | 'list' | 'owned'>
  readonly now: () => Date
  readonly foldEmail: (email: string) => string
  readonly hashPassword: (password: string) => Promise<string>
  readonly createAccount: (input: { email: string; password: string; name: string }) => Promise<unknown>
  /** Called after sessions were ended, so that nothing read before counts any more. */
  readonly sessionsEnded: () => void
  /** Undefined when the store brings its own tools for that. */
  readonly backup: ((file: string) => Promise<void>) | undefined
}) => {
  const { store, now } = deps

  const accountOf = async (email: string) => {
    const named = await store.record('emails', deps.foldEmail(email))
    const found = named && (await store.record('users', (named.value as { userId: string }).userId))
    return found ? { account: found.value as Account, version: found.version } : refuse('not_found', `There is no account for ${email}.`)
  }
  /** Writes over what was read; somebody else's write in between is read again. */
  const change = async (email: string, fields: Partial<Account>): Promise<Account> => {
    for (;;) {
      const { account, version } = await accountOf(email)
      if (await store.replace('users', account.id, version, { ...account, ...fields })) return account
    }
  }
  const endSessions = async (userId: string) => {
    for (const { key, version, value } of await store.owned('sessions', userId))
      await store.replace('sessions', key, version, { ...(value as object), revokedAt: now().toISOString() })
    deps.sessionsEnded()
  }
  const chosen = (password: string | undefined) => {
    if (password === undefined) return randomBytes(15).toString('base64url')
    if (password.length < limits.passwordMin || password.length > limits.passwordMax)
      refuse('invalid', `A password has ${limits.passwordMin} to ${limits.passwordMax} characters.`)
    return password
  }
  const told = (password: string, given: string | undefined) =>
    given === undefined ? `Their password is ${password} until they change it.` : 'Their password is the one you gave.'

  return {
    run: async (input: AdminCommand): Promise<string> => {
      switch (input.command) {
        case 'user list': {
          const lines: string[] = []
          for (let after = ''; ;) {
            const page = await store.list('users', after, pageSize)
            for (const { value } of page) {
              const { email, name, createdAt, instanceOwner, disabledAt } = value as Account
              lines.push(row([email, name, createdAt.slice(0, 10), instanceOwner ? 'owner' : 'member', disabledAt === null ? 'active' : 'disabled']))
            }
            if (page.length < pageSize) break
            after = page.at(-1)?.key ?? ''
          }
          return lines.length === 0 ? 'No accounts yet.' : lines.join('\n')
        }
        case 'user add': {
          const password = chosen(input.password)
          if (input.email.length > limits.email || /\s/.test(input.email)) refuse('invalid', 'That is no e-mail address.')
          if (input.name.trim() === '' || input.name.length > limits.name) refuse('invalid', `A name has 1 to ${limits.name} characters.`)
          await deps.createAccount({ email: input.email, name: input.name, password })
          return `${input.email} can sign in. ${told(password, input.password)}`
        }
        case 'user password': {
          const password = chosen(input.password)
          const { id } = await change(input.email, { passwordHash: await deps.hashPassword(password) })
          await endSessions(id)
          return `All sessions of ${input.email} have ended. ${told(password, input.password)}`
        }
        case 'user disable': {
          const { id } = await change(input.email, { disabledAt: now().toISOString() })
          await endSessions(id)
          return `${input.email} is signed out and cannot sign in. What they wrote stays. To undo: npx muster user enable ${input.email}`
        }
        case 'user enable':
          await change(input.email, { disabledAt: null })
          return `${input.email} can sign in again.`
        case 'backup':
          if (!deps.backup) return refuse('invalid', 'With MongoDB, back up with mongodump or your provider.')
          await deps.backup(input.file)
          return `Everything up to now is in ${input.file}. To restore: stop Muster, npx muster restore ${input.file}, start.`
        case 'restore':
          return refuse('invalid', 'Muster is running. Stop it, restore, and start it again.')
      }
    },
  }
}
export type Admin = ReturnType<typeof createAdmin>
