import { randomBytes } from 'node:crypto'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { newId } from '../../new-id.ts'
import type { Registration } from '../../config.ts'
import type { Store } from '../../ports/store.ts'
import { createSessionStates, type Session } from './sessions.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
}
interface UserRow extends User {
  readonly passwordHash: string
  readonly createdAt: string
  readonly instanceOwner: boolean
  readonly disabledAt: string | null
}
const publicUser = ({ id, email, name }: UserRow): User => ({ id, email, name })
export const foldEmail = (email: string) => email.normalize('NFKC').trim().toLowerCase()

/** Accounts and sessions. Refusals are coded; what is known of an account is never told to who cannot sign in to it. */
export const createAuth = (deps: {
  readonly store: Store
  readonly now: () => Date
  readonly registration: Registration
  /** Whether an invitation can still be accepted: it opens the door when registration is by invitation. */
  readonly inviteStands: (token: string) => Promise<boolean>
  readonly reused: (sid: string, userId: string) => void
}) => {
  const { store, now } = deps
  const states = createSessionStates(deps)

  const requireDoor = async (invite: string | undefined): Promise<void> => {
    if (deps.registration === 'open' || (await store.count('users')) === 0) return
    if (deps.registration === 'closed' || invite === undefined) return refuse('registration_closed', 'Ask the owner of this server for an account.')
    if (!(await deps.inviteStands(invite))) refuse('invite_invalid', 'Ask for a new invitation.')
  }

  /** One transaction: the account, its e-mail, its personal space, the membership and the Inbox. The first account owns the instance. */
  const createAccount = async (input: { email: string; password: string; name: string }): Promise<UserRow> => {
    const first = (await store.count('users')) === 0
    const email = foldEmail(input.email)
    const at = now().toISOString()
    const id = newId(now())
    const passwordHash = await hashPassword(input.password)
    const user: UserRow = { id, email, name: input.name.trim(), passwordHash, createdAt: at, instanceOwner: first, disabledAt: null }
    const meta = { id, rev: 1, v: 1, createdAt: at, createdBy: id, updatedAt: at, updatedBy: id }
    const kept = { deletedAt: null, deletedBy: null }
    const docs: AnyDoc[] = [
      { kind: 'space', ...meta, name: 'Personal', color: 'blue', personal: true, owners: [id], memberCount: 1, ...kept },
      { kind: 'member', ...meta, name: user.name, role: 'owner', leftAt: null },
      { kind: 'settings', ...meta, theme: 'system', accent: 'blue', zone: null, firstDay: 1 },
      { kind: 'list', ...meta, name: 'Inbox', color: 'blue', emoji: null, folderId: null, order: 'a0', sort: 'manual', inbox: true, ...kept },
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
    const outcome = await store.commit(
      [{ entry, docs }],
      [
        { table: 'emails', key: email, owner: id, value: { userId: id } },
        { table: 'users', key: id, owner: id, value: user },
      ],
    )
    if (outcome === 'conflict') refuse('email_taken', 'Sign in, or use another e-mail.')
    return user
  }

  return {
    createAccount,
    register: async (input: { email: string; password: string; name: string; invite?: string | undefined }): Promise<Session> => {
      await requireDoor(input.invite)
      return states.start(publicUser(await createAccount(input)))
    },
    login: async (input: { email: string; password: string }): Promise<Session> => {
      const email = await store.record('emails', foldEmail(input.email))
      const row = email && (await store.record('users', (email.value as { userId: string }).userId))
      const user = row?.value as UserRow | undefined
      const right = await verifyPassword(user?.passwordHash, input.password)
      if (!user || !right) return refuse('bad_credentials', 'Check both and try again.')
      if (user.disabledAt) return refuse('account_disabled', 'Ask the owner of this server.')
      return states.start(publicUser(user))
    },
    known: states.known,
    session: states.find,
    refresh: states.rotate,
    sessionsAlive: states.alive,
    logout: states.revoke,
    forgetSessions: states.forget,
  }
}
export type Auth = ReturnType<typeof createAuth>
