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
/** The same of one by which an address is confirmed. */
export const addressMs = 60 * minute
/** Who has been sent one less than so long ago is sent no other: it is good, and nobody is flooded. */
const pauseMs = 5 * minute
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
  /** The token of this mail, told by its hash to whoever brings it back; undefined where another was sent there a moment ago. */
  const tokenOf = async (mailId: string, user: UserRecord, purpose: TokenRecord['purpose'], email: string): Promise<string | undefined> => {
    const token = mailToken(secret, mailId)
    const key = hashOfMailToken(token)
    const at = now().getTime()
    const credentialVersion = credentialVersionOf(user)
    const before = (await store.owned('tokens', user.id, mostTokens)).filter((row) => row.key !== key).map(({ value }) => value as TokenRecord)
    const confirmedAt = user.confirmedAt ?? null
    const stands = (other: TokenRecord) => purpose === 'reset' || (other.before === user.email && other.confirmedAt === confirmedAt)
    const alike = (other: TokenRecord) => other.purpose === purpose && other.email === email && other.credentialVersion === credentialVersion && stands(other)
    if (before.some((other) => alike(other) && at - Date.parse(other.createdAt) < pauseMs)) return undefined
    const value: TokenRecord = {
      purpose,
      userId: user.id,
      credentialVersion,
      email,
      before: user.email,
      confirmedAt,
      createdAt: new Date(at).toISOString(),
      expiresAt: new Date(at + { reset: resetMs, address: addressMs }[purpose]).toISOString(),
    }
    // One that is there is of an earlier try, and stays as it is.
    await store.insert({ table: 'tokens', key, owner: user.id, value })
    return token
  }
  /** Whether another account has an address. What this one has taken, and then could not go on with, is its own. */
  const isTaken = async (email: string, by: UserRecord) => ((await accounts.userByEmail(email))?.value.id ?? by.id) !== by.id

  return async (id: string, { kind, to, address, language, createdAt }: MailRecord): Promise<Mail | undefined> => {
    const user = ('userId' in to ? await accounts.user(to.userId) : await accounts.userByEmail(to.email))?.value
    if (!user || user.disabledAt !== null) return undefined
    const email = address ?? user.email
    const confirmed = user.confirmedAt !== undefined && user.confirmedAt !== null
    if (kind === 'address' && (email === user.email ? confirmed : await isTaken(email, user))) return undefined
    const token = kind === 'reset' || kind === 'address' ? await tokenOf(id, user, kind, email) : ''
    if (token === undefined) return undefined
    const path = {
      reset: `/reset#${token}`,
      address: `/confirm#${token}`,
      'password-changed': '/reset',
      'session-stolen': '/settings#security',
      'address-changed': '/',
      'sign-in-changed': '/settings#security',
    }[kind]
    // Whom nobody has asked yet is sent nothing that somebody chose to write.
    const person = { name: confirmed && address === undefined ? user.name : '', email }
    return letterOf({ id, kind, language: await languageOf(user, language), person, origin: origin(), path, at: createdAt })
  }
}
