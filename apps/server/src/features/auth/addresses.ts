import type { Language } from '@muster/core/contract/kinds.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import { addressOf, spellingsOf } from '../../accounts/addresses.ts'
import { hashOfMailToken } from '../../accounts/mail-token.ts'
import { createAccountRecords, credentialVersionOf, type OwnerRecord, type UserRecord } from '../../accounts/records.ts'
import type { MailQueue } from '../../mail/queued.ts'
import type { Store } from '../../ports/store.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'
import { addressMs, noticeMs } from './mails.ts'

const invalid = () => refuse('link_invalid', 'Ask for another one.')
const taken = () => refuse('email_taken', 'Use another e-mail.')

/** The address of an account: whether it was shown to reach its owner, and another in its place. */
export const createOwnAddresses = (deps: {
  readonly store: Pick<Store, 'record' | 'records' | 'replace' | 'insert' | 'removeRecords'>
  readonly now: () => Date
  readonly mails: MailQueue
  /** Called after an account was changed, so that nothing read before counts any more. */
  readonly changed: () => void
}) => {
  const { store, now, mails } = deps
  const accounts = createAccountRecords(store)

  /** Takes an address for an account; what a try before has taken is its own. Refuses `email_taken`. */
  const take = async (email: string, userId: string, ticket?: Ticket): Promise<void> => {
    const value: OwnerRecord = { userId }
    const held = await store.records('emails', spellingsOf(email), ticket)
    if ([...held.values()].some((row) => (row.value as OwnerRecord).userId !== userId)) taken()
    ticket?.markSent()
    if (!held.has(email) && !(await store.insert({ table: 'emails', key: email, owner: userId, value }, ticket))) taken()
  }
  /** Lets go of one that is an account's no more, in all its spellings but for the one that the account has now. */
  const release = async (email: string, now: string, userId: string, ticket?: Ticket): Promise<void> => {
    const rows = [...(await store.records('emails', spellingsOf(email), ticket))]
    const held = rows.filter(([key, { value }]) => key !== now && (value as OwnerRecord).userId === userId)
    await store.removeRecords(
      'emails',
      held.map(([key, { version }]) => ({ key, version })),
    )
  }

  return {
    get: async (userId: string, bound?: Bound): Promise<{ readonly email: string; readonly confirmed: boolean }> => {
      const { email, confirmedAt = null } = (await accounts.user(userId, bound))?.value ?? refuse('unauthenticated', 'Sign in first.')
      return { email, confirmed: confirmedAt !== null }
    },
    /** Whether an address is the one that the account has, however it is typed. */
    isOwn: async (userId: string, email: string, bound?: Bound): Promise<boolean> => (await accounts.user(userId, bound))?.value.email === addressOf(email),
    /** One write, also where the address is somebody else's: they are told nothing of it, and neither is who asks. */
    ask: async (userId: string, typed: string, language: Language | undefined, ticket?: Ticket): Promise<void> => {
      const address = addressOf(typed) ?? refuse('invalid', 'That is no e-mail address.')
      ticket?.markSent()
      await mails.add({ kind: 'address', to: { userId }, address, goodForMs: addressMs, ...(language ? { language } : {}) }, ticket)
    },
    /** Refuses `link_invalid` and `email_taken`. */
    confirm: async (token: string, language: Language | undefined, ticket?: Ticket): Promise<{ readonly email: string }> => {
      const row = (await accounts.token(hashOfMailToken(token), ticket))?.value
      if (row?.purpose !== 'address' || row.expiresAt <= now().toISOString()) return invalid()
      const { userId, email } = row
      const user = (await accounts.user(userId, ticket))?.value
      const stands = (one: UserRecord) =>
        one.disabledAt === null &&
        credentialVersionOf(one) === row.credentialVersion &&
        one.email === row.before &&
        (one.confirmedAt ?? null) === row.confirmedAt
      if (!user || !stands(user)) return invalid()
      if (user.email !== email) await take(email, userId, ticket)
      ticket?.markSent()
      try {
        await accounts.changeUser(userId, (stored) => (stands(stored) ? { email, confirmedAt: now().toISOString() } : invalid()))
      } catch (error) {
        // Another link was quicker: what was taken for this one is nobody's again.
        const after = (await accounts.user(userId, ticket))?.value
        if (error instanceof Refusal && after && after.email !== email) await release(email, after.email, userId, ticket)
        throw error
      }
      deps.changed()
      if (user.email === email) return { email }
      await release(user.email, email, userId, ticket)
      // What was changed is changed, also where the telling fails.
      await mails
        .add({ kind: 'address-changed', to: { userId }, address: user.email, goodForMs: noticeMs, ...(language ? { language } : {}) }, ticket)
        .catch(() => {})
      return { email }
    },
  }
}
export type OwnAddresses = ReturnType<typeof createOwnAddresses>
