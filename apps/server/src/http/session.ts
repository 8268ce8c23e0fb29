import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '@muster/core/domain/world.ts'
import type { Auth, Session } from '../features/auth/service.ts'
import { isCsrfToken, readSessionToken, sessionToken } from '../features/auth/tokens.ts'
import type { Origins } from './origin.ts'

const cookieName = 'muster-session'

/** Reads and sets the session cookie: HTTP-only, never seen by scripts. Served on loopback over plain http, so it cannot be Secure. */
export const createSessions = (deps: { readonly auth: Auth; readonly secret: Buffer; readonly origins: Origins }) => {
  const { auth, secret, origins } = deps
  const fromCookie = async (request: FastifyRequest): Promise<Session | undefined> => {
    const value = request.headers.cookie?.split(/; */).find((pair) => pair.startsWith(`${cookieName}=`))
    const token = value && readSessionToken(secret, value.slice(cookieName.length + 1))
    return token ? auth.session(token.sid, token.counter) : undefined
  }
  return {
    set: (reply: FastifyReply, session: Session) =>
      void reply.header('Set-Cookie', `${cookieName}=${sessionToken(secret, session.sid, session.counter)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000`),
    clear: (reply: FastifyReply) => void reply.header('Set-Cookie', `${cookieName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`),
    /** Who asks. Unsafe methods also need our own origin and the session's token. Refuses `unauthenticated` or `csrf`. */
    require: async (request: FastifyRequest): Promise<Session> => {
      const unsafe = request.method !== 'GET' && request.method !== 'HEAD'
      if (unsafe) origins.requireOwn(request)
      const session = (await fromCookie(request)) ?? refuse('unauthenticated', 'Sign in first.')
      if (unsafe && !isCsrfToken(secret, session.sid, request.headers['x-csrf-token'])) refuse('csrf', 'Send the csrfToken of this session as X-CSRF-Token.')
      return session
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>
