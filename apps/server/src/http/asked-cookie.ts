import type { FastifyReply, FastifyRequest } from 'fastify'
import { instanceOf } from '../accounts/cookie-names.ts'
import type { Secrets } from '../accounts/secrets.ts'
import { cookieOf } from './cookie.ts'

/**
 * Holds what a browser was asked, sealed, until it answers: nobody else can answer in its place, and we store nothing for who never does.
 * While one key follows another, who asked may be a process that signs with another of them than who is answered.
 * @param seconds that it may take
 */
export const createAskedCookie = (deps: { readonly secrets: Secrets; readonly secure: boolean; readonly seconds: number }) => {
  const { secrets, secure, seconds } = deps
  const [name = '', ...others] = secrets.map((secret) => `${secure ? '__Host-' : ''}muster-asked-${instanceOf(secret)}`)
  const cookie = (named: string, value: string, maxAge: number) =>
    `${named}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}; Max-Age=${maxAge}`
  /** What was asked last counts, whoever asked. */
  const set = (reply: FastifyReply, value: string, maxAge: number): void =>
    void reply.header('Set-Cookie', [cookie(name, value, maxAge), ...others.map((other) => cookie(other, '', 0))])
  return {
    set: (reply: FastifyReply, sealed: string): void => set(reply, sealed, seconds),
    /** What the browser brings back, which it then forgets. */
    take: (request: FastifyRequest, reply: FastifyReply): string | undefined => {
      set(reply, '', 0)
      return [name, ...others].flatMap((one) => cookieOf(request, one) ?? [])[0]
    },
  }
}
export type AskedCookie = ReturnType<typeof createAskedCookie>
