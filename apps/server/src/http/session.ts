import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { refuse } from '@muster/core/domain/world.ts'
import type { Secrets } from '../accounts/secrets.ts'
import type { Session } from '../accounts/session.ts'
import { accessSeconds, accessToken, csrfToken, isCsrfToken, readAccessToken, readRefreshToken, refreshToken } from '../accounts/tokens.ts'
import { cookieNames, formerCookieNames, markName, type CookieNames } from '../accounts/cookie-names.ts'
import { cookieOf } from './cookie.ts'
import type { Origins } from './origin.ts'
import type { Bound } from '../ports/ticket.ts'

/** An access token that we signed, and the token that its session sends with unsafe requests. */
interface Verified {
  readonly sid: string
  readonly counter: number
  readonly until: number
  /** By each of our keys: the page may have been told by another process than the one that signed. */
  readonly csrf: readonly string[]
}
/** A refresh token that we signed, and the names that it came under: its successor goes by the same. */
export interface Presented {
  readonly sid: string
  readonly counter: number
  readonly names: CookieNames
}
const keptTokens = 10_000

/** Reads and sets the two session cookies, out of reach of scripts, and beside them the mark of whose session it is; behind https they are Secure. */
export const createSessions = (deps: {
  readonly auth: {
    /** The session as it was read a moment ago; undefined when it has to be read. */
    known(sid: string, counter: number): Session | undefined
    session(sid: string, counter: number, bound: Bound): Promise<Session | undefined>
  }
  readonly secrets: Secrets
  readonly origins: Origins
  readonly secure: boolean
  readonly now: () => Date
}) => {
  const { auth, secrets, origins, secure, now } = deps
  const [secret, ...formerSecrets] = secrets
  const ofSite = `SameSite=Strict${secure ? '; Secure' : ''}`
  const attributes = `Path=/; HttpOnly; ${ofSite}`
  const readable = `Path=/; ${ofSite}`
  const ours = cookieNames(secret, secure)
  const former = formerCookieNames(secure)
  const mark = markName(secret, secure)
  /** Cookies go by the key that signed them: those of a key that signs no more are replaced, each by one of ours. */
  const replaced = formerSecrets.map((key) => cookieNames(key, secure))
  const accessNames = [ours, ...replaced, former].map(({ access }) => access)
  const formerMarks = formerSecrets.map((key) => markName(key, secure))
  /** What one of our keys has signed. */
  const readBy = <T>(read: (key: Buffer) => T | undefined): T | undefined => {
    for (const key of secrets) {
      const found = read(key)
      if (found !== undefined) return found
    }
    return undefined
  }
  /** A signature is checked once: tokens that we did not sign are not cached, so they push none out. */
  const verified = new LRUCache<string, Verified>({ max: keptTokens })
  const verify = (text: string | undefined): Verified | undefined => {
    if (text === undefined) return undefined
    let token = verified.get(text)
    if (!token) {
      const read = readBy((key) => readAccessToken(key, text))
      if (!read) return undefined
      token = { ...read, csrf: secrets.map((key) => csrfToken(key, read.sid)) }
      verified.set(text, token)
    }
    return token.until > now().getTime() ? token : undefined
  }
  const accessOf = (request: FastifyRequest): Verified | undefined => {
    for (const name of accessNames) {
      const token = verify(cookieOf(request, name))
      if (token) return token
    }
    return undefined
  }
  /** What was not signed by us is another instance's, or nobody's. */
  const presentedAs = (request: FastifyRequest, { refresh }: CookieNames, names: CookieNames): Presented | undefined => {
    const text = cookieOf(request, refresh)
    const token = text === undefined ? undefined : readBy((key) => readRefreshToken(key, text))
    return token && { ...token, names }
  }
  const expired = ({ access, refresh }: CookieNames) => [access, refresh].map((name) => `${name}=; ${attributes}; Max-Age=0`)
  const expiredMarks = formerMarks.map((name) => `${name}=; ${readable}; Max-Age=0`)
  const signInFirst = () => refuse('unauthenticated', 'Sign in first.')
  return {
    /** @param names those that the session's cookies came under, for one that goes on */
    set: (reply: FastifyReply, { sid, counter, user, expiresAt }: Session, names: CookieNames = ours): void => {
      const left = Math.max(0, Math.floor((Date.parse(expiresAt) - now().getTime()) / 1000))
      void reply.header('Set-Cookie', [
        `${names.access}=${accessToken(secret, sid, counter, now())}; ${attributes}; Max-Age=${accessSeconds}`,
        `${names.refresh}=${refreshToken(secret, sid, counter)}; ${attributes}; Max-Age=${left}`,
        `${mark}=${user.id}; ${readable}; Max-Age=${left}`,
        ...replaced.flatMap(expired),
        ...expiredMarks,
      ])
    },
    /** Takes our own cookies away: of those names that others may use too, only what we signed. */
    clear: (request: FastifyRequest, reply: FastifyReply): void => {
      const names = presentedAs(request, former, former) ? [ours, ...replaced, former] : [ours, ...replaced]
      void reply.header('Set-Cookie', [...names.flatMap(expired), `${mark}=; ${readable}; Max-Age=0`, ...expiredMarks])
    },
    /** The refresh token that came along, if we signed it. */
    presented: (request: FastifyRequest): Presented | undefined => {
      for (const names of [ours, ...replaced]) {
        const token = presentedAs(request, names, ours)
        if (token) return token
      }
      return presentedAs(request, former, former)
    },
    /**
     * Who asks, at once where that is known already. Unsafe methods also need our own origin and the session's token.
     * Refuses `unauthenticated` or `csrf`.
     */
    require: (request: FastifyRequest, bound: Bound): Session | Promise<Session> => {
      const unsafe = request.method !== 'GET' && request.method !== 'HEAD'
      if (unsafe) origins.requireOwn(request)
      const { sid, counter, csrf } = accessOf(request) ?? signInFirst()
      const checked = (session: Session): Session =>
        unsafe && !csrf.some((token) => isCsrfToken(token, request.headers['x-csrf-token']))
          ? refuse('csrf', 'Send the csrfToken of this session as X-CSRF-Token.')
          : session
      const known = auth.known(sid, counter)
      return known ? checked(known) : auth.session(sid, counter, bound).then((session) => checked(session ?? signInFirst()))
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>
