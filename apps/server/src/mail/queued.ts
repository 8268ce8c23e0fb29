import type { Language } from '@muster/core/contract/kinds.ts'
import type { Store } from '../ports/store.ts'
import type { Bound } from '../ports/ticket.ts'

/** What mails are for. Stays what it is: those that wait in the store are named by it. */
export const mailKinds = ['reset', 'password-changed', 'session-stolen', 'address', 'address-changed', 'sign-in-changed'] as const
export type MailKind = (typeof mailKinds)[number]

/** What is to be told to whom. The words, and whatever opens anything, are made when it is sent: what waits in the store opens nothing. */
export interface MailTo {
  readonly kind: MailKind
  /** An account, or an address as somebody typed it, which may be nobody's. */
  readonly to: { readonly userId: string } | { readonly email: string }
  /** Where it goes, if that is not the address of the account. */
  readonly address?: string
  /** What whoever asked for it speaks, where the person has not said. */
  readonly language?: Language
  /** Milliseconds after which nobody needs it any more. */
  readonly goodForMs: number
}

/** A row of `mails`, keyed by an id that begins with the time it was made at. */
export interface MailRecord extends Omit<MailTo, 'goodForMs'> {
  readonly createdAt: string
  readonly expiresAt: string
  /** When it is looked at next: also how long somebody who sends it may take, before another does. */
  readonly dueAt: string
  readonly tries: number
}

/** Mails that belong to nobody yet. */
const nobody = 'mail'

/** Leaves mails to be sent. */
export const createMailQueue = (deps: {
  readonly store: Pick<Store, 'insert'>
  readonly now: () => Date
  readonly newId: (now: Date) => string
  /** Whether somebody may be told so once more: who changes the same again and again floods no mailbox, which may not even be theirs. */
  readonly mayTell: (kind: MailKind, userId: string) => boolean | Promise<boolean>
  /** Told that there is one more. */
  readonly queued: () => void
}) => ({
  /** One write at most, whoever it is for; sent by whichever process does jobs. */
  add: async ({ goodForMs, ...mail }: MailTo, bound?: Bound): Promise<void> => {
    // How many links somebody gets is bounded where they are written.
    if ('userId' in mail.to && mail.kind !== 'address' && !(await deps.mayTell(mail.kind, mail.to.userId))) return
    const at = deps.now()
    const value: MailRecord = {
      ...mail,
      createdAt: at.toISOString(),
      expiresAt: new Date(at.getTime() + goodForMs).toISOString(),
      dueAt: at.toISOString(),
      tries: 0,
    }
    await deps.store.insert({ table: 'mails', key: deps.newId(at), owner: 'userId' in mail.to ? mail.to.userId : nobody, value }, bound)
    deps.queued()
  },
})
export type MailQueue = ReturnType<typeof createMailQueue>
