import { refuse } from '@muster/core/domain/world.ts'
import type { Language } from '@muster/core/contract/kinds.ts'
import { createAccountRecords, credentialVersionOf, type UserRecord } from '../../accounts/records.ts'
import { hashOfMailToken } from '../../accounts/mail-token.ts'
import type { MailQueue } from '../../mail/queued.ts'
import type { Store } from '../../ports/store.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'
import { hashPassword } from './passwords.ts'
import { noticeMs, resetMs } from './mails.ts'

/** One answer to everything that is wrong with a link. */
const invalid = () => refuse('link_invalid', 'Ask for another one.')

/** A new password for who has lost theirs, by a link that is mailed. It opens nothing but this: whoever sets one signs in with it. */
export const createResets = (deps: {
  readonly store: Pick<Store, 'record' | 'records' | 'replace' | 'owned' | 'removeRecords'>
  readonly now: () => Date
  readonly mails: MailQueue
  /** Called after sessions were ended, so that nothing read before counts any more. */
  readonly sessionsEnded: () => void
  /** Takes all API keys of an account back. */
  readonly endKeys: (userId: string, ticket?: Ticket) => Promise<void>
}) => {
  const { store, now, mails } = deps
  const accounts = createAccountRecords(store)

  /** Whose password a token sets, while the one there is is that of when it was asked for. */
  const find = async (token: string, bound?: Bound): Promise<UserRecord | undefined> => {
    const row = (await accounts.token(hashOfMailToken(token), bound))?.value
    if (row?.purpose !== 'reset' || row.expiresAt <= now().toISOString()) return undefined
    const user = (await accounts.user(row.userId, bound))?.value
    return user && user.disabledAt === null && credentialVersionOf(user) === row.credentialVersion && user.email === row.email ? user : undefined
  }
  return {
    /** One write for every address: whether it has an account is looked at when the mail is written. */
    ask: async (email: string, language: Language | undefined, ticket?: Ticket): Promise<void> => {
      ticket?.markSent()
      await mails.add({ kind: 'reset', to: { email }, goodForMs: resetMs, ...(language ? { language } : {}) }, ticket)
    },
    /** Whose it is, told to who holds the link. Refuses `link_invalid`. */
    look: async (token: string, bound?: Bound): Promise<{ readonly email: string }> => {
      const { email } = (await find(token, bound)) ?? invalid()
      return { email }
    },
    /**
     * Sets a new password, once: it ends every session, and every link that was mailed before. Where nobody had shown that the address is
     * theirs, somebody else may have made the account: what they left to come in by ends too. Refuses `link_invalid` and `weak_password`.
     */
    set: async (token: string, password: string, language: Language | undefined, ticket?: Ticket): Promise<void> => {
      const user = (await find(token, ticket)) ?? invalid()
      const passwordHash = await hashPassword(password, user)
      ticket?.markSent()
      const squatted = (user.confirmedAt ?? null) === null
      await accounts.changeUser(user.id, (stored) =>
        credentialVersionOf(stored) === credentialVersionOf(user) && stored.disabledAt === null && stored.email === user.email
          ? {
              passwordHash,
              credentialVersion: credentialVersionOf(stored) + 1,
              // Whoever read the mail has shown that it reaches them.
              confirmedAt: stored.confirmedAt ?? now().toISOString(),
              ...(squatted ? { passkeys: [] } : {}),
            }
          : invalid(),
      )
      deps.sessionsEnded()
      if (squatted) await deps.endKeys(user.id, ticket)
      // What was changed is changed, also where the telling fails.
      await mails.add({ kind: 'password-changed', to: { userId: user.id }, goodForMs: noticeMs, ...(language ? { language } : {}) }, ticket).catch(() => {})
    },
  }
}
export type Resets = ReturnType<typeof createResets>
