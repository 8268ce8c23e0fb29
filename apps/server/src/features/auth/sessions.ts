import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { refuse } from '@muster/core/domain/world.ts'
import { StoreFull, type Store } from '../../ports/store.ts'

/** A signed-in person and the generation of their tokens. */
export interface Session {
  readonly sid: string
  readonly counter: number
  readonly user: { readonly id: string; readonly email: string; readonly name: string }
  /** When the session ends however much it is used. */
  readonly expiresAt: string
}
/** Of the refresh token only the counter is kept: who reads the row cannot make the token. */
interface SessionRow {
  readonly userId: string
  readonly counter: number
  /** The highest counter whose cookies the browser has shown to hold. */
  readonly shown: number
  readonly rotatedAt: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly revokedAt: string | null
}
interface Account {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly disabledAt: string | null
}
interface State {
  readonly session: Session
  readonly row: SessionRow
  readonly readAt: number
  /** When it ends if nobody uses it, in milliseconds since 1970. */
  readonly endsAt: number
}

const day = 86_400_000
export const sessionLife = { absoluteMs: 30 * day, idleMs: 14 * day, graceMs: 10_000, cachedMs: 5_000 } as const
const cachedSessions = 10_000
const rotationTries = 32

/** The life of sessions: begun, looked at (at most 5 s late), rotated by compare-and-set, revoked. */
export const createSessionStates = (deps: {
  readonly store: Pick<Store, 'record' | 'records' | 'insert' | 'replace'>
  readonly now: () => Date
  /** Told when a refresh token was used again that nobody should hold any more. */
  readonly reused: (sid: string, userId: string) => void
}) => {
  const { store, now } = deps
  const cache = new LRUCache<string, State>({ max: cachedSessions })

  const over = (row: SessionRow) =>
    row.revokedAt !== null || row.expiresAt <= now().toISOString() || Date.parse(row.rotatedAt) + sessionLife.idleMs <= now().getTime()
  const accountOf = async (id: string) => {
    const account = (await store.record('users', id))?.value as Account | undefined
    return account && account.disabledAt === null ? { id: account.id, email: account.email, name: account.name } : undefined
  }
  const read = async (sid: string) => {
    const readAt = now().getTime()
    const stored = await store.record('sessions', sid)
    const row = stored?.value as SessionRow | undefined
    if (!stored || !row || over(row)) return undefined
    const user = await accountOf(row.userId)
    if (!user) return undefined
    const endsAt = Math.min(Date.parse(row.expiresAt), Date.parse(row.rotatedAt) + sessionLife.idleMs)
    const state: State = { session: { sid, counter: row.counter, user, expiresAt: row.expiresAt }, row, readAt, endsAt }
    cache.set(sid, state)
    return { state, version: stored.version }
  }
  const revoke = async (sid: string): Promise<void> => {
    cache.delete(sid)
    for (;;) {
      const stored = await store.record('sessions', sid)
      const row = stored?.value as SessionRow | undefined
      if (!stored || !row || row.revokedAt !== null) break
      if (await store.replace('sessions', sid, stored.version, { ...row, revokedAt: now().toISOString() })) break
    }
    cache.delete(sid)
  }

  /** Where there is no room left it is noted another time: whoever reads must not be refused for it. */
  const noted = async (sid: string, version: number, row: SessionRow): Promise<boolean> => {
    try {
      return await store.replace('sessions', sid, version, row)
    } catch (error) {
      if (error instanceof StoreFull) return false
      throw error
    }
  }

  return {
    start: async (user: Session['user']): Promise<Session> => {
      const sid = randomBytes(18).toString('base64url')
      const at = now().toISOString()
      const expiresAt = new Date(now().getTime() + sessionLife.absoluteMs).toISOString()
      const value: SessionRow = { userId: user.id, counter: 0, shown: 0, rotatedAt: at, createdAt: at, expiresAt, revokedAt: null }
      await store.insert({ table: 'sessions', key: sid, owner: user.id, value })
      return { sid, counter: 0, user, expiresAt }
    },
    /** The session behind a verified access token as it was read less than 5 s ago; undefined when it has to be read. */
    known: (sid: string, counter: number): Session | undefined => {
      const kept = cache.get(sid)
      if (!kept || kept.row.shown < counter) return undefined
      const at = now().getTime()
      return at >= kept.readAt && at < kept.readAt + sessionLife.cachedMs && at < kept.endsAt ? kept.session : undefined
    },
    /** The session behind a verified access token; undefined when it ended. */
    find: async (sid: string, counter: number): Promise<Session | undefined> => {
      const fresh = await read(sid)
      if (!fresh || counter > fresh.state.row.counter) return undefined
      const { row, session } = fresh.state
      if (counter > row.shown && (await noted(sid, fresh.version, { ...row, shown: counter })))
        cache.set(sid, { ...fresh.state, row: { ...row, shown: counter } })
      return session
    },
    /**
     * Trades a verified refresh token for its successor. The immediate predecessor gets the same successor for 10 s (tabs race),
     * and for as long as nothing has shown that the browser holds it (the answer was lost). Any other reuse ends the session.
     */
    rotate: async (sid: string, counter: number): Promise<Session> => {
      for (let tries = 0; tries < rotationTries; tries++) {
        const fresh = await read(sid)
        if (!fresh) return refuse('session_revoked', 'Sign in again.')
        const { row, session } = fresh.state
        if (counter === row.counter) {
          const next: SessionRow = { ...row, counter: counter + 1, rotatedAt: now().toISOString() }
          if (!(await store.replace('sessions', sid, fresh.version, next))) continue
          cache.delete(sid)
          return { ...session, counter: next.counter }
        }
        const racing = now().getTime() - Date.parse(row.rotatedAt) <= sessionLife.graceMs
        if (counter === row.counter - 1 && (racing || row.shown < row.counter)) return session
        await revoke(sid)
        deps.reused(sid, row.userId)
        return refuse('session_revoked', 'This session was continued elsewhere, and has been ended to be safe. Sign in again.')
      }
      return refuse('busy', 'Try again in a moment.')
    },
    revoke,
    /** Those of many sessions that have not ended, read at once and now. A disabled account's have: disabling ends them. */
    alive: async (sids: readonly string[]): Promise<ReadonlySet<string>> => {
      const rows = await store.records('sessions', sids)
      return new Set([...rows].filter(([, { value }]) => !over(value as SessionRow)).map(([sid]) => sid))
    },
    /** Forgets what was read: sessions were ended behind our back. */
    forget: () => cache.clear(),
  }
}
