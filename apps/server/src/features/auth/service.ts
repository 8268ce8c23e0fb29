import { randomBytes } from 'node:crypto'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { PasskeySignInBody } from '@muster/core/contract/schemas/endpoints/passkeys.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { newId } from '../../new-id.ts'
import type { Registration } from '../../config.ts'
import type { Store } from '../../ports/store.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'
import { addressOf, spellingsOf } from '../../accounts/addresses.ts'
import { createAccountRecords, credentialVersionOf, type OwnerRecord, type UserRecord } from '../../accounts/records.ts'
import type { Language } from '@muster/core/contract/kinds.ts'
import type { MailQueue } from '../../mail/queued.ts'
import type { Session } from '../../accounts/session.ts'
import type { Seal } from '../../accounts/sealed.ts'
import { createPasskeys, type Site } from './passkeys.ts'
import { createSecondFactor } from './second-factor.ts'
import { createSessionStates } from './sessions.ts'
import { addressMs, noticeMs } from './mails.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

/** So often an account is tried whose e-mail is free, and the longest pause between two tries in milliseconds. */
const [accountTries, retryMs] = [20, 50]

/** Told of a password that is wrong, and of one that was right when it was looked at. */
const badCredentials = () => refuse('bad_credentials', 'Check both and try again.')

/** By what somebody shows who they are. */
interface Shown {
  readonly password: string
  readonly code?: string | undefined
}
interface RegisterInput {
  readonly email: string
  readonly password: string
  readonly name: string
  readonly invite?: string | undefined
  readonly language?: Language | undefined
}

/** Accounts and sessions. Refusals are coded; what is known of an account is never told to who cannot sign in to it. */
export const createAuth = (deps: {
  readonly store: Store
  readonly now: () => Date
  readonly registration: Registration
  /** Whether an invitation can still be accepted: it opens the door when registration is by invitation. */
  readonly inviteStands: (token: string, bound?: Bound) => Promise<boolean>
  readonly reused: (sid: string, userId: string) => Promise<void> | void
  readonly mails: MailQueue
  /** Whether who makes an account is mailed a link to confirm their address: where mail goes somewhere. */
  readonly confirms: boolean
  readonly seal: Seal
  /** Told of a passkey that there may be a copy of. */
  readonly copied: (userId: string) => void
}) => {
  const { store, now, mails } = deps
  const accounts = createAccountRecords(store)
  const passkeys = createPasskeys({ accounts, seal: deps.seal, now, mails, copied: deps.copied })
  const secondFactor = createSecondFactor({ accounts, seal: deps.seal, now, mails })
  const states = createSessionStates(deps)

  const requireDoor = async (first: boolean, invite: string | undefined, bound?: Bound): Promise<void> => {
    if (deps.registration === 'open' || first) return
    if (deps.registration === 'closed' || invite === undefined) return refuse('registration_closed', 'Ask the owner of this server for an account.')
    if (!(await deps.inviteStands(invite, bound))) refuse('invite_invalid', 'Ask for a new invitation.')
  }
  const isFirst = async (bound?: Bound) => (await store.record('instance', 'first', bound)) === undefined

  /** One transaction: the account, its e-mail, its personal space, the membership and the Inbox; false when one of it is taken. */
  const commitAccount = async (user: UserRecord, ticket?: Ticket): Promise<boolean> => {
    const { id, email, createdAt: at } = user
    const meta = { id, rev: 1, v: 1, createdAt: at, createdBy: id, updatedAt: at, updatedBy: id }
    const untouched = { deletedAt: null, deletedBy: null }
    const docs: AnyDoc[] = [
      { kind: 'space', ...meta, name: 'Personal', color: 'blue', personal: true, owners: [id], memberCount: 1, ...untouched },
      { kind: 'member', ...meta, name: user.name, role: 'owner', leftAt: null },
      { kind: 'settings', ...meta, theme: 'system', accent: 'blue', zone: null, firstDay: 1 },
      { kind: 'list', ...meta, name: 'Inbox', color: 'blue', emoji: null, folderId: null, order: 'a0', sort: 'manual', inbox: true, ...untouched },
    ]
    const entry = {
      space: id,
      rev: 1,
      tag: randomBytes(6).toString('base64url'),
      mutations: [
        {
          id: newId(now()),
          name: 'space.begin@1',
          actor: id,
          at,
          base: 0,
          hash: '',
          before: {},
          after: Object.fromEntries(docs.map((doc) => [`${doc.kind}:${doc.id}`, doc])),
        },
      ],
    }
    const value: OwnerRecord = { userId: id }
    ticket?.markSent()
    const outcome = await store.commit(
      [{ entry, docs }],
      [
        { table: 'emails', key: email, owner: id, value },
        { table: 'users', key: id, owner: id, value: user },
        // A record that there can be one of: of two who are both the first, one is.
        ...(user.instanceOwner ? [{ table: 'instance' as const, key: 'first', owner: id, value }] : []),
      ],
      ticket,
    )
    return outcome === 'committed'
  }

  /**
   * The first account owns the instance.
   * @param enter refuses who may not have one, told whether it would be the first
   */
  const createAccount = async (
    input: { email: string; password: string; name: string },
    enter: (first: boolean) => Promise<void> = async () => {},
    ticket?: Ticket,
  ): Promise<UserRecord> => {
    const email = addressOf(input.email) ?? refuse('invalid', 'That is no e-mail address.')
    let passwordHash: string | undefined
    for (let tries = 0; tries < accountTries; tries++) {
      const first = await isFirst(ticket)
      await enter(first)
      passwordHash ??= await hashPassword(input.password, { email, name: input.name })
      if ((await store.records('emails', spellingsOf(input.email), ticket)).size > 0) return refuse('email_taken', 'Sign in, or use another e-mail.')
      const createdAt = now().toISOString()
      const user: UserRecord = {
        id: newId(now()),
        email,
        name: input.name.trim(),
        passwordHash,
        credentialVersion: 0,
        createdAt,
        instanceOwner: first,
        disabledAt: null,
      }
      if (await commitAccount(user, ticket)) return user
      // Somebody else was first, or is about to have been.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * retryMs))
    }
    return refuse('busy', 'Try again in a moment.')
  }

  let begun = false
  /** Whether nobody has an account yet. Once somebody has, nothing is asked for any more. */
  const isNew = async (bound?: Bound): Promise<boolean> => {
    if (!begun) begun = !(await isFirst(bound))
    return !begun
  }

  const start = async (user: UserRecord, ticket: Ticket | undefined, agent: string, shownAt?: string): Promise<Session> => {
    const session = (await states.start(user, ticket, agent, shownAt)) ?? badCredentials()
    return (await states.trim(user.id, session.sid, ticket)) ? { ...session, stolen: true } : session
  }
  const active = (user: UserRecord): UserRecord => (user.disabledAt === null ? user : refuse('account_disabled', 'Ask the owner of this server.'))
  /** Somebody whose password is this one. */
  const shown = async (user: UserRecord | undefined, password: string): Promise<UserRecord> => {
    const right = await verifyPassword(user?.passwordHash, password)
    if (!user || !right) return badCredentials()
    return active(user)
  }
  const own = async (userId: string, password: string, ticket?: Ticket) => shown((await accounts.user(userId, ticket))?.value, password)

  return {
    createAccount,
    isNew,
    register: async (input: RegisterInput, ticket?: Ticket, agent = ''): Promise<Session> => {
      const user = await createAccount(input, (first) => requireDoor(first, input.invite, ticket), ticket)
      const language = input.language ? { language: input.language } : {}
      if (deps.confirms) await mails.add({ kind: 'address', to: { userId: user.id }, goodForMs: addressMs, ...language }, ticket)
      return start(user, ticket, agent)
    },
    login: async ({ email, password, code }: Shown & { email: string }, ticket?: Ticket, agent = ''): Promise<Session> =>
      start(await secondFactor.pass(await shown((await accounts.userByEmail(email, ticket))?.value, password), code), ticket, agent),
    /** Begins another session of somebody who shows once more who they are. */
    confirm: async (userId: string, { password, code }: Shown, ticket?: Ticket, agent = ''): Promise<Session> =>
      start(await secondFactor.pass(await own(userId, password, ticket), code), ticket, agent),
    /** Sets a new password, which ends every session, and begins one. Where there is a second factor, the password alone shows nobody once more. */
    changePassword: async (
      { user: { id: userId }, createdAt }: Session,
      { current, next, language }: { current: string; next: string; language?: Language | undefined },
      ticket?: Ticket,
      agent = '',
    ): Promise<Session> => {
      const user = await own(userId, current, ticket)
      const passwordHash = await hashPassword(next, user)
      ticket?.markSent()
      const changed = await accounts.changeUser(userId, (now) =>
        credentialVersionOf(now) === credentialVersionOf(user) ? { passwordHash, credentialVersion: credentialVersionOf(now) + 1 } : badCredentials(),
      )
      states.forget()
      // What was changed is changed, also where the telling fails.
      await mails.add({ kind: 'password-changed', to: { userId }, goodForMs: noticeMs, ...(language ? { language } : {}) }, ticket).catch(() => {})
      return start(changed ?? badCredentials(), ticket, agent, changed?.secondFactor ? createdAt : undefined)
    },
    passkeys,
    /** Signs in by a passkey, which its device gave only to its owner: it stands for password and code. */
    loginByPasskey: async (site: Site, asked: string | undefined, answer: PasskeySignInBody, ticket?: Ticket, agent = ''): Promise<Session> =>
      start(active(await passkeys.pass(site, asked, answer, ticket)), ticket, agent),
    secondFactor,
    /** Turns it on, which ends every session, and begins one. */
    enableSecondFactor: async ({ sid, user: { id }, createdAt }: Session, body: { setUp: string; code: string }, ticket?: Ticket, agent = '') => {
      const { user, codes } = await secondFactor.enable(id, sid, body, ticket)
      states.forget()
      return { session: await start(user, ticket, agent, createdAt), recoveryCodes: codes }
    },
    /** Turns it off, which ends every session, and begins one. */
    disableSecondFactor: async ({ user: { id }, createdAt }: Session, ticket?: Ticket, agent = ''): Promise<Session> => {
      const user = await secondFactor.disable(id, ticket)
      states.forget()
      return start(user, ticket, agent, createdAt)
    },
    sessionsOf: states.ofPerson,
    stolenOf: states.stolenOf,
    known: states.known,
    session: states.find,
    refresh: states.rotate,
    sessionsAlive: states.alive,
    logout: states.revoke,
    forgetSessions: states.forget,
  }
}
export type Auth = ReturnType<typeof createAuth>
