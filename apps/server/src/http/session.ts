import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '@muster/core/domain/world.ts'
import type { Session } from '../features/auth/sessions.ts'
import { accessSeconds, accessToken, isCsrfToken, readAccessToken, readRefreshToken, refreshToken } from '../features/auth/tokens.ts'
import type { Origins } from './origin.ts'

/**
 * Reads and sets the two session cookies, out of reach of scripts. Behind https they are Secure and bound to the host
 * (`__Host-`); on loopback over plain http browsers would refuse that, and they carry plain names.
 */
export const createSessions = (deps: {
  readonly auth: { session(sid: string, counter: number): Promise<Session | undefined> }
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
    /** Who asks. Unsafe methods also need our own origin and the session's token. Refuses `unauthenticated` or `csrf`. */
    require: async (request: FastifyRequest): Promise<Session> => {
      const unsafe = request.method !== 'GET' && request.method !== 'HEAD'
      if (unsafe) origins.requireOwn(request)
      const token = readAccessToken(secret, cookie(request, names.access) ?? '', now())
      const session = (token && (await auth.session(token.sid, token.counter))) ?? refuse('unauthenticated', 'Sign in first.')
      if (unsafe && !isCsrfToken(secret, session.sid, request.headers['x-csrf-token'])) refuse('csrf', 'Send the csrfToken of this session as X-CSRF-Token.')
      return session
    },
  }
}
export type Sessions = ReturnType<typeof createSessions>
