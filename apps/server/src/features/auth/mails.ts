import type { SettingsDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Language } from '@muster/core/contract/kinds.ts'
import { createAccountRecords, credentialVersionOf, type TokenRecord, type UserRecord } from '../../accounts/records.ts'
import { hashOfMailToken, mailToken } from '../../accounts/mail-token.ts'
import { letterOf } from '../../mail/letter.ts'
import type { MailRecord } from '../../mail/queued.ts'
import type { Mail } from '../../ports/mailer.ts'
import type { Store } from '../../ports/store.ts'

const [minute, day] = [60_000, 86_400_000]
/** How long somebody who was away may still be told of what happened to their account. */
export const noticeMs = 3 * day
/** How long the link in a mail about a new password is good. */
export const resetMs = 30 * minute
/** Who has been sent one less than so long ago is sent no other: it is good, and nobody is flooded. */
const resetPauseMs = 5 * minute
/** Of one account; those that have ended are purged. */
const mostTokens = 100

/**
 * Writes the mails that accounts get. Whether there is an account, and whose, is looked at here, long after whoever asked had their answer.
 * Asked again for the same mail, it writes the same.
 */
export const createMailWriter = (deps: {
  readonly store: Pick<Store, 'record' | 'records' | 'replace' | 'insert' | 'owned' | 'docs'>
  readonly secret: Buffer
  readonly now: () => Date
  /** Where people reach this server: what is configured, whatever a request said. */
  readonly origin: () => string
}) => {
  const { store, secret, now, origin } = deps
  const accounts = createAccountRecords(store)

  const languageOf = async ({ id }: UserRecord, asked: Language | undefined): Promise<Language> => {
    const [settings] = (await store.docs(id, [{ kind: 'settings', id }])) as SettingsDoc[]
    return settings?.language ?? asked ?? 'en'
  }
  /** The token of this mail, told by its hash to whoever brings it back; undefined where another was sent a moment ago. */
  const tokenOf = async (mailId: string, user: UserRecord): Promise<string | undefined> => {
    const token = mailToken(secret, mailId)
    const key = hashOfMailToken(token)
    const at = now()
    const before = (await store.owned('tokens', user.id, mostTokens)).filter((row) => row.key !== key).map(({ value }) => value as TokenRecord)
    if (
      before.some(({ createdAt, credentialVersion }) => credentialVersion === credentialVersionOf(user) && at.getTime() - Date.parse(createdAt) < resetPauseMs)
    )
      return undefined
    const value: TokenRecord = {
      purpose: 'reset',
      userId: user.id,
      credentialVersion: credentialVersionOf(user),
      createdAt: at.toISOString(),
      expiresAt: new Date(at.getTime() + resetMs).toISOString(),
    }
    // One that is there is of an earlier try, and stays as it is.
    await store.insert({ table: 'tokens', key, owner: user.id, value })
    return token
  }

  return async (id: string, { kind, to, language, createdAt }: MailRecord): Promise<Mail | undefined> => {
    const user = ('userId' in to ? await accounts.user(to.userId) : await accounts.userByEmail(to.email))?.value
    if (!user || user.disabledAt !== null) return undefined
    const token = kind === 'reset' ? await tokenOf(id, user) : ''
    if (token === undefined) return undefined
    const path = { reset: `/reset#${token}`, 'password-changed': '/reset', 'session-stolen': '/settings#security' }[kind]
    return letterOf({ id, kind, language: await languageOf(user, language), person: user, origin: origin(), path, at: createdAt })
  }
}
