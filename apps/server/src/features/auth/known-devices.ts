import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressOf } from '../../accounts/addresses.ts'
import { instanceOf } from '../../accounts/cookie-names.ts'
import { cookieOf } from '../../http/cookie.ts'

const year = 31_536_000
/** Accounts that one browser is known by: those used last. */
const most = 4
const shape = /^([\w-]{16})([\w-]{43})$/

/**
 * Remembers, in a browser, that somebody signed in there before: `<id><signature>` for each account, the signature over both. It opens nothing;
 * guesses there are counted by it, so that nobody who guesses elsewhere, or behind the same address, keeps its owner out.
 */
export const createKnownDevices = ({ secret, secure }: { readonly secret: Buffer; readonly secure: boolean }) => {
  const name = `${secure ? '__Host-' : ''}muster-known-${instanceOf(secret)}`
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}; Max-Age=${year}`
  const sign = (id: string, email: string) =>
    createHmac('sha256', secret)
      .update(`known\0${id} ${addressOf(email) ?? email}`)
      .digest('base64url')
  const marksOf = (request: FastifyRequest): readonly string[] => (cookieOf(request, name) ?? '').split('.').slice(0, most)
  const isOf = (mark: string, email: string): boolean => {
    const [, id, signature] = shape.exec(mark) ?? []
    return id !== undefined && signature !== undefined && timingSafeEqual(Buffer.from(signature), Buffer.from(sign(id, email)))
  }
  return {
    /** What a browser is known by to an account; undefined where nobody has signed in to it there. */
    markOf: (request: FastifyRequest, email: string): string | undefined => marksOf(request).find((mark) => isOf(mark, email)),
    /** Notes that somebody has signed in. */
    note: (request: FastifyRequest, reply: FastifyReply, email: string): void => {
      const marks = marksOf(request).filter((mark) => shape.test(mark))
      const known = marks.find((mark) => isOf(mark, email))
      const id = randomBytes(12).toString('base64url')
      const mark = known ?? `${id}${sign(id, email)}`
      void reply.header('Set-Cookie', `${name}=${[mark, ...marks.filter((one) => one !== known)].slice(0, most).join('.')}; ${attributes}`)
    },
  }
}
export type KnownDevices = ReturnType<typeof createKnownDevices>
