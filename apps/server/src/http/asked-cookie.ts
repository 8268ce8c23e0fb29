import type { FastifyReply, FastifyRequest } from 'fastify'
import { instanceOf } from '../accounts/cookie-names.ts'
import { cookieOf } from './cookie.ts'

/**
 * Holds what a browser was asked, sealed, until it answers: nobody else can answer in its place, and we store nothing for who never does.
 * @param seconds that it may take
 */
export const createAskedCookie = (deps: { readonly secret: Buffer; readonly secure: boolean; readonly seconds: number }) => {
  const { secret, secure, seconds } = deps
  const name = `${secure ? '__Host-' : ''}muster-asked-${instanceOf(secret)}`
  const set = (reply: FastifyReply, value: string, maxAge: number): void =>
    void reply.header('Set-Cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}; Max-Age=${maxAge}`)
  return {
    set: (reply: FastifyReply, sealed: string): void => set(reply, sealed, seconds),
    /** What the browser brings back, which it then forgets. */
    take: (request: FastifyRequest, reply: FastifyReply): string | undefined => {
      set(reply, '', 0)
      return cookieOf(request, name)
    },
  }
}
export type AskedCookie = ReturnType<typeof createAskedCookie>
