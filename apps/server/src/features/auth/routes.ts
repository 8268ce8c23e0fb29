import { login, logout, me, refresh, register } from '@muster/core/contract/endpoints/auth.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import type { Routes } from '../../http/endpoint.ts'
import type { Sessions } from '../../http/session.ts'
import type { Auth } from './service.ts'
import type { Session } from './sessions.ts'
import { csrfToken } from './tokens.ts'

/** Register, log in, refresh, log out, me. */
export const registerAuthRoutes = (routes: Routes, deps: { auth: Auth; sessions: Sessions; secret: Buffer }) => {
  const { auth, sessions, secret } = deps
  const told = ({ user, sid }: Session) => ({ user, csrfToken: csrfToken(secret, sid) })

  routes.add(register)(async ({ body, reply }) => {
    const session = await auth.register(body)
    sessions.set(reply, session)
    return { status: 201, body: told(session) }
  })
  routes.add(login)(async ({ body, request, reply }) => {
    const session = await auth.login(body)
    const before = sessions.presented(request)
    if (before) await auth.logout(before.sid)
    sessions.set(reply, session)
    return { status: 200, body: told(session) }
  })
  routes.add(refresh)(async ({ request, reply }) => {
    const token = sessions.presented(request) ?? refuse('unauthenticated', 'Sign in first.')
    try {
      const session = await auth.refresh(token.sid, token.counter)
      sessions.set(reply, session)
      return { status: 200, body: told(session) }
    } catch (error) {
      if (error instanceof Refusal && error.code === 'session_revoked') sessions.clear(reply)
      throw error
    }
  })
  routes.add(logout)(async ({ session, reply }) => {
    await auth.logout(session.sid)
    sessions.clear(reply)
    return { status: 204, body: null, headers: { 'Clear-Site-Data': '"cache", "cookies"' } }
  })
  routes.add(me)(({ session }) => ({ status: 200, body: told(session) }))
}
