import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { refuse } from '@muster/core/domain/world.ts'
import type { Session } from '../accounts/session.ts'
import { accessSeconds, accessToken, csrfToken, isCsrfToken, readAccessToken, readRefreshToken, refreshToken } from '../accounts/tokens.ts'
import { cookieNames, formerCookieNames, markName, type CookieNames } from '../accounts/cookie-names.ts'
import type { Origins } from './origin.ts'
import type { Bound } from '../ports/ticket.ts'

/** An access token that we signed, and the token that its session sends with unsafe requests. */
interface Verified {
  readonly sid: string
  readonly counter: number
  readonly until: number
  readonly csrf: string
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
  readonly secret: Buffer
  readonly origins: Origins
  readonly secure: boolean
  readonly now: () => Date
}) => {
  const { auth, secret, origins, secure, now } = deps
  const ofSite = `SameSite=Strict${secure ? '; Secure' : ''}`
  const attributes = `Path=/; HttpOnly; ${ofSite}`
  const readable = `Path=/; ${ofSite}`
  const ours = cookieNames(secret, secure)
  const former = formerCookieNames(secure)
  const mark = markName(secret, secure)
  const cookie = (request: FastifyRequest, name: string) =>
    request.headers.cookie
      ?.split(/; */)
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1)
  /** A signature is checked once: tokens that we did not sign are not cached, so they push none out. */
  const verified = new LRUCache<string, Verified>({ max: keptTokens })
  const verify = (text: string | undefined): Verified | undefined => {
    if (text === undefined) return undefined
    let token = verified.get(text)
    if (!token) {
      const read = readAccessToken(secret, text)
      if (!read) return undefined
      token = { ...read, csrf: csrfToken(secret, read.sid) }
      verified.set(text, token)
    }
    return token.until > now().getTime() ? token : undefined
  }
  const accessOf = (request: FastifyRequest): Verified | undefined => verify(cookie(request, ours.access)) ?? verify(cookie(request, former.access))
  /** What was not signed by us is another instance's, or nobody's. */
  const presentedAs = (request: FastifyRequest, names: CookieNames): Presented | undefined => {
    const token = readRefreshToken(secret, cookie(request, names.refresh) ?? '')
    return token && { ...token, names }
  }
  const expired = ({ access, refresh }: CookieNames) => [access, refresh].map((name) => `${name}=; ${attributes}; Max-Age=0`)
  const signInFirst = () => refuse('unauthenticated', 'Sign in first.')
  return {
    /** @param names those that the session's cookies came under, for one that goes on */
    set: (reply: FastifyReply, { sid, counter, user, expiresAt }: Session, names: CookieNames = ours): void => {
      const left = Math.max(0, Math.floor((Date.parse(expiresAt) - now().getTime()) / 1000))
      void reply.header('Set-Cookie', [
        `${names.access}=${accessToken(secret, sid, counter, now())}; ${attributes}; Max-Age=${accessSeconds}`,
        `${names.refresh}=${refreshToken(secret, sid, counter)}; ${attributes}; Max-Age=${left}`,
        `${mark}=${user.id}; ${readable}; Max-Age=${left}`,
      ])
    },
    /** Takes our own cookies away: of those names that others may use too, only what we signed. */
    clear: (request: FastifyRequest, reply: FastifyReply): void => {
      const names = presentedAs(request, former) ? [ours, former] : [ours]
      void reply.header('Set-Cookie', [...names.flatMap(expired), `${mark}=; ${readable}; Max-Age=0`])
    },
    /** The refresh token that came along, if we signed it. */
    presented: (request: FastifyRequest): Presented | undefined => presentedAs(request, ours) ?? presentedAs(request, former),
    /**
     * Who asks, at once where that is known already. Unsafe methods also need our own origin and the session's token.
     * Refuses `unauthenticated` or `csrf`.
     */
    require: (request: FastifyRequest, bound: Bound): Session | Promise<Session> => {
      const unsafe = request.method !== 'GET' && request.method !== 'HEAD'
      if (unsafe) origins.requireOwn(request)
      const { sid, counter, csrf } = accessOf(request) ?? signInFirst()
      const checked = (session: Session): Session =>
        unsafe && !isCsrfToken(csrf, request.headers['x-csrf-token']) ? refuse('csrf', 'Send the csrfToken of this session as X-CSRF-Token.') : session
      const known = auth.known(sid, counter)
      return known ? checked(known) : auth.session(sid, counter, bound).then((session) => checked(session ?? signInFirst()))
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>
