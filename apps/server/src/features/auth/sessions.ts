import { randomBytes } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { createAccountRecords, credentialsStand, credentialVersionOf, personOf, type SessionRecord, type UserRecord } from '../../accounts/records.ts'
import { createRecent } from '../../cache/recent.ts'
import type { Session } from '../../accounts/session.ts'
import { StoreFull, type Store } from '../../ports/store.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'

/** One of a person's own sessions. */
export interface OwnRow {
  readonly sid: string
  readonly row: SessionRecord
}

interface State {
  readonly session: Session
  readonly row: SessionRecord
  readonly readAt: number
  /** When it ends if nobody uses it, in milliseconds since 1970. */
  readonly endsAt: number
}

const day = 86_400_000
export const sessionLife = { absoluteMs: 30 * day, idleMs: 14 * day, graceMs: 10_000, cachedMs: 5_000 } as const
const cachedSessions = 10_000
const rotationTries = 32

/** When a session ends that is neither used nor revoked any more, in milliseconds since 1970. */
const endOf = ({ expiresAt, rotatedAt }: SessionRecord): number => Math.min(Date.parse(expiresAt), Date.parse(rotatedAt) + sessionLife.idleMs)
/** When a session ended, or will, in milliseconds since 1970; one that ended with its account's credentials as if nobody had used it. */
export const endOfSession = (row: SessionRecord): number => Math.min(endOf(row), row.revokedAt === null ? Infinity : Date.parse(row.revokedAt))

/**
 * The life of sessions: begun, looked at (at most 5 s late), rotated by compare-and-set, revoked. One stands only with the credentials it
 * was begun with: a new password, or disabling the account, ends all of them by changing one row, and those that are just beginning too.
 */
export const createSessionStates = (deps: {
  readonly store: Pick<Store, 'record' | 'records' | 'insert' | 'replace' | 'owned' | 'removeRecords'>
  /** The same for all processes: what one of them wrote is compared by another. */
  readonly now: () => Date
  /** Told when a refresh token was used again that nobody should hold any more. */
  readonly reused: (sid: string, userId: string) => Promise<void> | void
}) => {
  const { store, now } = deps
  const accounts = createAccountRecords(store)
  const recent = createRecent<State>(cachedSessions)

  const stands = (row: SessionRecord, user: UserRecord | undefined): user is UserRecord =>
    row.revokedAt === null && now().getTime() < endOf(row) && credentialsStand(user, row)

  const read = async (sid: string, bound?: Bound) => {
    const [readAt, since] = [now().getTime(), recent.since()]
    const stored = await accounts.session(sid, bound)
    if (!stored) return undefined
    const row = stored.value
    const user = (await accounts.user(row.userId, bound))?.value
    if (!stands(row, user)) return undefined
    const state: State = {
      session: { sid, counter: row.counter, user: personOf(user), expiresAt: row.expiresAt, createdAt: row.createdAt },
      row,
      readAt,
      endsAt: endOf(row),
    }
    recent.hold(sid, state, since)
    return { state, version: stored.version, since }
  }
  const revoke = async (sid: string, ticket?: Ticket, reused = false): Promise<void> => {
    for (;;) {
      const stored = await accounts.session(sid, ticket)
      if (!stored || stored.value.revokedAt !== null) break
      const at = now().toISOString()
      ticket?.markSent()
      if (await store.replace('sessions', sid, stored.version, { ...stored.value, revokedAt: at, ...(reused ? { reusedAt: at } : {}) }, ticket)) break
    }
    recent.forget(sid)
  }

  /** What is stored of a person's sessions: a few more than are let be, since `trim` is called for each that begins. */
  const owned = async (userId: string, bound?: Bound) => {
    const rows = await store.owned('sessions', userId, 3 * limits.sessionsPerPerson, bound)
    const user = (await accounts.user(userId, bound))?.value
    const latest = (a: SessionRecord, b: SessionRecord) => (a.rotatedAt < b.rotatedAt ? 1 : -1)
    const all = rows.map(({ key, version, value }) => ({ key, version, row: value as SessionRecord })).toSorted((a, b) => latest(a.row, b.row))
    return {
      living: all.filter(({ row }) => stands(row, user)).map(({ key, row }): OwnRow => ({ sid: key, row })),
      ended: all.filter(({ row }) => !stands(row, user)),
    }
  }

  /** Where there is no room left it is noted another time: whoever reads must not be refused for it. */
  const noted = async (sid: string, version: number, row: SessionRecord, bound?: Bound): Promise<boolean> => {
    try {
      return await store.replace('sessions', sid, version, row, bound)
    } catch (error) {
      if (error instanceof StoreFull) return false
      throw error
    }
  }

  return {
    /**
     * Begins a session for who has shown to be `user`, as that record was read before.
     * @param agent what their browser says it is
     * @param shownAt when they showed it, if that was not now
     * @returns undefined when the credentials were changed, or the account disabled, in the meantime
     */
    start: async (user: UserRecord, ticket?: Ticket, agent = '', shownAt?: string): Promise<Session | undefined> => {
      const sid = randomBytes(18).toString('base64url')
      const at = now().toISOString()
      const expiresAt = new Date(now().getTime() + sessionLife.absoluteMs).toISOString()
      const credentialVersion = credentialVersionOf(user)
      const value: SessionRecord = {
        userId: user.id,
        credentialVersion,
        counter: 0,
        shown: 0,
        rotatedAt: at,
        createdAt: shownAt ?? at,
        expiresAt,
        revokedAt: null,
        agent,
      }
      ticket?.markSent()
      await store.insert({ table: 'sessions', key: sid, owner: user.id, value }, ticket)
      const after = (await accounts.user(user.id, ticket))?.value
      return credentialsStand(after, value) ? { sid, counter: 0, user: personOf(after), expiresAt, createdAt: value.createdAt } : undefined
    },
    /** The session behind a verified access token as it was read less than 5 s ago; undefined when it has to be read. */
    known: (sid: string, counter: number): Session | undefined => {
      const cached = recent.get(sid)
      if (!cached || cached.row.shown < counter) return undefined
      const at = now().getTime()
      return at >= cached.readAt && at < cached.readAt + sessionLife.cachedMs && at < cached.endsAt ? cached.session : undefined
    },
    /** The session behind a verified access token; undefined when it ended. */
    find: async (sid: string, counter: number, bound?: Bound): Promise<Session | undefined> => {
      const fresh = await read(sid, bound)
      if (!fresh || counter > fresh.state.row.counter) return undefined
      const { row, session } = fresh.state
      if (counter > row.shown && (await noted(sid, fresh.version, { ...row, shown: counter }, bound)))
        recent.hold(sid, { ...fresh.state, row: { ...row, shown: counter } }, fresh.since)
      return session
    },
    /**
     * Trades a verified refresh token for its successor. The immediate predecessor gets the same successor for 10 s (tabs race),
     * and for as long as nothing has shown that the browser holds it (the answer was lost). A counter above the stored one was signed by us
     * before the store was set back to an older state: it goes on from there. Any other reuse ends the session.
     */
    rotate: async (sid: string, counter: number, ticket?: Ticket): Promise<Session> => {
      for (let tries = 0; tries < rotationTries; tries++) {
        const fresh = await read(sid, ticket)
        if (!fresh) return refuse('session_revoked', 'Sign in again.')
        const { row, session } = fresh.state
        if (counter >= row.counter) {
          const next: SessionRecord = { ...row, counter: counter + 1, rotatedAt: now().toISOString() }
          try {
            ticket?.markSent()
            if (!(await store.replace('sessions', sid, fresh.version, next, ticket))) continue
          } catch (error) {
            // Where there is no room left it is good for another time: whoever reads must not be refused for it.
            if (error instanceof StoreFull && counter === row.counter) return session
            throw error
          }
          recent.forget(sid)
          return { ...session, counter: next.counter }
        }
        // Either way: a rotation that lies ahead of the clock was not a moment ago.
        const racing = Math.abs(now().getTime() - Date.parse(row.rotatedAt)) <= sessionLife.graceMs
        if (counter === row.counter - 1 && (racing || row.shown < row.counter)) return session
        await revoke(sid, ticket, true)
        await deps.reused(sid, row.userId)
        return refuse('session_revoked', 'This session was continued elsewhere, and has been ended to be safe. Sign in again.')
      }
      return refuse('busy', 'Try again in a moment.')
    },
    revoke: (sid: string, ticket?: Ticket): Promise<void> => revoke(sid, ticket),
    /** Those of many sessions that have not ended, read at once and now. */
    alive: async (sids: readonly string[]): Promise<ReadonlySet<string>> =>
      new Set((await accounts.sessionsWithUsers(sids)).filter(({ row, user }) => stands(row, user)).map(({ key }) => key)),
    /** Those of a person that have not ended, read now, the one used last first. */
    ofPerson: async (userId: string, bound?: Bound): Promise<readonly OwnRow[]> => (await owned(userId, bound)).living,
    /** Those of a person that were continued elsewhere, for as long as ended ones are kept, the latest first. */
    stolenOf: async (userId: string, bound?: Bound): Promise<readonly SessionRecord[]> =>
      (await owned(userId, bound)).ended.flatMap(({ row }) => (row.reusedAt === undefined ? [] : [row])),
    /**
     * Ends sessions beyond so many, those used longest ago, and forgets ended ones: what one person leaves behind stays readable at once.
     * @param latest the one that has just begun
     * @returns whether one was continued elsewhere since the one before that began
     */
    trim: async (userId: string, latest: string, ticket?: Ticket): Promise<boolean> => {
      const { living, ended } = await owned(userId, ticket)
      const others = [...living.filter(({ sid }) => sid !== latest), ...ended].map(({ row }) => row)
      const before = others.reduce((max, { createdAt }) => (createdAt > max ? createdAt : max), '')
      for (const { sid } of living.slice(limits.sessionsPerPerson)) await revoke(sid, ticket)
      await store.removeRecords('sessions', ended.slice(limits.sessionsPerPerson))
      return others.some(({ reusedAt = '' }) => reusedAt > before)
    },
    /** Forgets what was read: sessions were ended behind our back. */
    forget: (): void => recent.forget(),
  }
}
