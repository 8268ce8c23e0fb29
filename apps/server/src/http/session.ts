import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { refuse } from '@muster/core/domain/world.ts'
import type { Session } from '../features/auth/sessions.ts'
import { accessSeconds, accessToken, csrfToken, isCsrfToken, readAccessToken, readRefreshToken, refreshToken } from '../features/auth/tokens.ts'
import type { Origins } from './origin.ts'

/** An access token that we signed, and the token that its session sends with unsafe requests. */
interface Verified {
  readonly sid: string
  readonly counter: number
  readonly until: number
  readonly csrf: string
}
const keptTokens = 10_000

/**
 * Reads and sets the two session cookies, out of reach of scripts. Behind https they are Secure and bound to the host
 * (`__Host-`); on loopback over plain http browsers would refuse that, and they carry plain names.
 */
export const createSessions = (deps: {
  readonly auth: {
    /** The session as it was read a moment ago; undefined when it has to be read. */
    known(sid: string, counter: number): Session | undefined
    session(sid: string, counter: number): Promise<Session | undefined>
  }
  readonly secret: Buffer
  readonly origins: Origins
  readonly secure: boolean
  readonly now: () => Date
}) => {
  const { auth, secret, origins, secure, now } = deps
  const prefix = secure ? '__Host-' : ''
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  const names = { access: `${prefix}muster-access`, refresh: `${prefix}muster-refresh` }
  const cookie = (request: FastifyRequest, name: string) =>
    request.headers.cookie
      ?.split(/; */)
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1)
  /** A signature is checked once: tokens that we did not sign are not kept, so they push none out. */
  const verified = new LRUCache<string, Verified>({ max: keptTokens })
  const accessOf = (request: FastifyRequest): Verified | undefined => {
    const text = cookie(request, names.access)
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
  const signInFirst = () => refuse('unauthenticated', 'Sign in first.')
  return {
    set: (reply: FastifyReply, { sid, counter, expiresAt }: Session): void => {
      const left = Math.max(0, Math.floor((Date.parse(expiresAt) - now().getTime()) / 1000))
      void reply.header('Set-Cookie', [
        `${names.access}=${accessToken(secret, sid, counter, now())}; ${attributes}; Max-Age=${accessSeconds}`,
        `${names.refresh}=${refreshToken(secret, sid, counter)}; ${attributes}; Max-Age=${left}`,
      ])
    },
    clear: (reply: FastifyReply): void =>
      void reply.header(
        'Set-Cookie',
        [names.access, names.refresh].map((name) => `${name}=; ${attributes}; Max-Age=0`),
      ),
    /** The refresh token that came along, if we signed it. */
    presented: (request: FastifyRequest): { sid: string; counter: number } | undefined => readRefreshToken(secret, cookie(request, names.refresh) ?? ''),
    /**
     * Who asks, at once where that is known already. Unsafe methods also need our own origin and the session's token.
     * Refuses `unauthenticated` or `csrf`.
     */
    require: (request: FastifyRequest): Session | Promise<Session> => {
      const unsafe = request.method !== 'GET' && request.method !== 'HEAD'
      if (unsafe) origins.requireOwn(request)
      const { sid, counter, csrf } = accessOf(request) ?? signInFirst()
      const checked = (session: Session): Session =>
        unsafe && !isCsrfToken(csrf, request.headers['x-csrf-token']) ? refuse('csrf', 'Send the csrfToken of this session as X-CSRF-Token.') : session
      const known = auth.known(sid, counter)
      return known ? checked(known) : auth.session(sid, counter).then((session) => checked(session ?? signInFirst()))
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>
