import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { limits } from '@muster/core/contract/limits.ts'
import { closed, Name } from '@muster/core/contract/schemas/common.ts'
import type { Origins } from '../../http/origin.ts'
import type { Sessions } from '../../http/session.ts'
import { csrfToken } from './tokens.ts'
import type { Auth, Session } from './service.ts'

const Email = Type.String({ maxLength: limits.email, pattern: '^[^\\s@\\u0000-\\u001f]+@[^\\s@\\u0000-\\u001f]+$' })
const Password = Type.String({ minLength: limits.passwordMin, maxLength: limits.passwordMax })
const LoginBody = closed({ email: Email, password: Type.String({ minLength: 1, maxLength: limits.passwordMax }) })
const RegisterBody = closed({ email: Email, password: Password, name: Name })

interface Credentials {
  readonly email: string
  readonly password: string
}

/** Register, log in, log out, me. */
export const registerAuthRoutes = (app: FastifyInstance, deps: { auth: Auth; sessions: Sessions; secret: Buffer; origins: Origins }) => {
  const { auth, sessions, secret, origins } = deps
  const told = (session: Session) => ({ user: session.user, csrfToken: csrfToken(secret, session.sid) })

  app.post<{ Body: Credentials & { name: string } }>('/api/v1/auth/register', { schema: { body: RegisterBody } }, async (request, reply) => {
    origins.requireOwn(request)
    const session = await auth.register(request.body)
    sessions.set(reply, session)
    return reply.status(201).send(told(session))
  })
  app.post<{ Body: Credentials }>('/api/v1/auth/login', { schema: { body: LoginBody } }, async (request, reply) => {
    origins.requireOwn(request)
    const session = await auth.login(request.body)
    sessions.set(reply, session)
    return told(session)
  })
  app.post('/api/v1/auth/logout', async (request, reply) => {
    const session = await sessions.require(request)
    await auth.logout(session.sid)
    sessions.clear(reply)
    return reply.header('Clear-Site-Data', '"cache", "cookies"').status(204).send()
  })
  app.get('/api/v1/me', async (request) => told(await sessions.require(request)))
}
