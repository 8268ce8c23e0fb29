import { login, logout, me, refresh, register } from '@muster/core/contract/endpoints/auth.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AskedCookie } from '../../http/asked-cookie.ts'
import type { Routes } from '../../http/endpoint.ts'
import type { Origins } from '../../http/origin.ts'
import type { Sessions } from '../../http/session.ts'
import { policies } from '../../http/policies.ts'
import { tooMany, type Quotas } from '../../http/quota.ts'
import { agentOf } from './agent.ts'
import { askedLanguage } from './asked-language.ts'
import { createKnownDevices } from './known-devices.ts'
import { createGuesses } from './guesses.ts'
import { registerOwnSessionRoutes } from './own-sessions.ts'
import { registerPasskeyRoutes } from './passkey-routes.ts'
import { registerSecondFactorRoutes } from './second-factor-routes.ts'
import { registerAddressRoutes } from './address-routes.ts'
import type { OwnAddresses } from './addresses.ts'
import { registerResetRoutes } from './reset-routes.ts'
import type { Resets } from './resets.ts'
import type { Auth } from './service.ts'
import type { Session } from '../../accounts/session.ts'
import { csrfToken } from '../../accounts/tokens.ts'
import type { Ticket } from '../../ports/ticket.ts'

/** Register, log in, refresh, log out, me; one's own sessions and password. */
export const registerAuthRoutes = (
  routes: Routes,
  deps: {
    auth: Auth
    resets: Resets
    ownAddresses: OwnAddresses
    now: () => Date
    mailed: boolean
    sessions: Sessions
    quotas: Quotas
    secret: Buffer
    secure: boolean
    origins: Origins
    asked: AskedCookie
  },
) => {
  const { auth, sessions, quotas, secret } = deps
  const devices = createKnownDevices(deps)
  const guesses = createGuesses(quotas, devices)
  const told = ({ user, sid, stolen }: Session) => ({ user, csrfToken: csrfToken(secret, sid), ...(stolen ? { stolen } : {}) })

  /** The session that the browser had before ends: nobody is left signed in twice in one browser. */
  const begin = async (request: FastifyRequest, reply: FastifyReply, session: Session, ticket: Ticket) => {
    const before = sessions.presented(request)
    if (before) await auth.logout(before.sid, ticket)
    sessions.set(reply, session)
    devices.note(request, reply, session.user.email)
    return told(session)
  }

  routes.add(register)(async ({ body, request, reply, ticket }) => {
    const taken = await quotas.takeOf(request, policies.register)
    if (!taken.passes) throw tooMany(reply, taken)
    request.taken = taken
    return {
      status: 201,
      body: await begin(request, reply, await auth.register({ ...body, language: askedLanguage(request) }, ticket, agentOf(request)), ticket),
    }
  })
  routes.add(login)(async ({ body, request, reply, ticket }) => {
    const session = await guesses.watch(request, reply, body.email, () => auth.login(body, ticket, agentOf(request)))
    return { status: 200, body: await begin(request, reply, session, ticket) }
  })
  routes.add(refresh)(async ({ request, reply, ticket }) => {
    const token = sessions.presented(request) ?? refuse('unauthenticated', 'Sign in first.')
    // Of a session that has ended the cookies stay: another tab may have set new ones meanwhile, which would be taken away.
    const session = await auth.refresh(token.sid, token.counter, ticket)
    sessions.set(reply, session, token.names)
    return { status: 200, body: told(session) }
  })
  routes.add(logout)(async ({ session, request, reply, ticket }) => {
    await auth.logout(session.sid, ticket)
    sessions.clear(request, reply)
    // Not "cookies": that would take other programs' away, on the whole registrable domain.
    return { status: 204, body: null, headers: { 'Clear-Site-Data': '"cache"' } }
  })
  registerResetRoutes(routes, deps)
  registerAddressRoutes(routes, deps)
  registerOwnSessionRoutes(routes, { auth, guesses, begin })
  registerPasskeyRoutes(routes, { ...deps, begin })
  registerSecondFactorRoutes(routes, { ...deps, begin })
  routes.add(me)(({ session }) => ({ status: 200, body: told(session) }))
}
