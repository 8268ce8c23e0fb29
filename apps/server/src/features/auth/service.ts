import { randomBytes } from 'node:crypto'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { newId } from '../../new-id.ts'
import type { Registration } from '../../config.ts'
import type { Store } from '../../ports/store.ts'
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
interface SessionRow {
  readonly userId: string
  readonly counter: number
  readonly createdAt: string
  readonly expiresAt: string
  readonly revokedAt: string | null
}
export interface Session {
  readonly sid: string
  readonly counter: number
  readonly user: User
}

const sessionDays = 30
const publicUser = ({ id, email, name }: UserRow): User => ({ id, email, name })
export const foldEmail = (email: string) => email.normalize('NFKC').trim().toLowerCase()

/** Accounts and sessions. Refusals are coded; what is known of an account is never told to who cannot sign in to it. */
export const createAuth = (deps: { readonly store: Store; readonly now: () => Date; readonly registration: Registration }) => {
  const { store, now } = deps

  const startSession = async (user: UserRow): Promise<Session> => {
    const sid = randomBytes(18).toString('base64url')
    const at = now()
    const expiresAt = new Date(at.getTime() + sessionDays * 86_400_000).toISOString()
    const value: SessionRow = { userId: user.id, counter: 0, createdAt: at.toISOString(), expiresAt, revokedAt: null }
    await store.insert({ table: 'sessions', key: sid, owner: user.id, value })
    return { sid, counter: 0, user: publicUser(user) }
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
    register: async (input: { email: string; password: string; name: string }): Promise<Session> => {
      if (deps.registration !== 'open' && (await store.count('users')) > 0) refuse('registration_closed', 'Ask the owner of this server for an account.')
      return startSession(await createAccount(input))
    },
    login: async (input: { email: string; password: string }): Promise<Session> => {
      const email = await store.record('emails', foldEmail(input.email))
      const row = email && (await store.record('users', (email.value as { userId: string }).userId))
      const user = row?.value as UserRow | undefined
      const right = await verifyPassword(user?.passwordHash, input.password)
      if (!user || !right) return refuse('bad_credentials', 'Check both and try again.')
      if (user.disabledAt) return refuse('account_disabled', 'Ask the owner of this server.')
      return startSession(user)
    },
    /** The session behind a verified token, or undefined when it ended. */
    session: async (sid: string, counter: number): Promise<Session | undefined> => {
      const row = (await store.record('sessions', sid))?.value as SessionRow | undefined
      if (!row || row.revokedAt || row.counter !== counter || row.expiresAt <= now().toISOString()) return undefined
      const user = (await store.record('users', row.userId))?.value as UserRow | undefined
      return user && !user.disabledAt ? { sid, counter, user: publicUser(user) } : undefined
    },
    logout: async (sid: string): Promise<void> => {
      const row = await store.record('sessions', sid)
      if (row) await store.replace('sessions', sid, row.version, { ...(row.value as SessionRow), revokedAt: now().toISOString() })
    },
  }
}
export type Auth = ReturnType<typeof createAuth>
