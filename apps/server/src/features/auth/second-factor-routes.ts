import {
  disableSecondFactor,
  enableSecondFactor,
  getSecondFactor,
  renewRecoveryCodes,
  setUpSecondFactor,
} from '@muster/core/contract/endpoints/second-factor.ts'
import type { AccountReply } from '@muster/core/contract/schemas/endpoints/auth.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Session } from '../../accounts/session.ts'
import { requireConfirmed } from '../../http/confirmed.ts'
import type { Routes } from '../../http/endpoint.ts'
import type { Ticket } from '../../ports/ticket.ts'
import { agentOf } from './agent.ts'
import type { Auth } from './service.ts'

/** A second factor: turned on by who has an app at hand, and off by who has shown a moment ago who they are. */
export const registerSecondFactorRoutes = (
  routes: Routes,
  deps: {
    readonly auth: Auth
    readonly now: () => Date
    readonly begin: (request: FastifyRequest, reply: FastifyReply, session: Session, ticket: Ticket) => Promise<AccountReply>
  },
): void => {
  const { auth, now, begin } = deps
  routes.add(getSecondFactor)(async ({ session, ticket }) => ({ status: 200, body: await auth.secondFactor.state(session.user.id, ticket) }))
  routes.add(setUpSecondFactor)(async ({ session, ticket }) => {
    requireConfirmed(session, now())
    return { status: 200, body: await auth.secondFactor.setUp(session.user, session.sid, ticket) }
  })
  routes.add(enableSecondFactor)(async ({ session, body, request, reply, ticket }) => {
    const { session: next, recoveryCodes } = await auth.enableSecondFactor(session, body, ticket, agentOf(request))
    return { status: 200, body: { ...(await begin(request, reply, next, ticket)), recoveryCodes } }
  })
  routes.add(disableSecondFactor)(async ({ session, request, reply, ticket }) => {
    requireConfirmed(session, now())
    return { status: 200, body: await begin(request, reply, await auth.disableSecondFactor(session, ticket, agentOf(request)), ticket) }
  })
  routes.add(renewRecoveryCodes)(async ({ session, ticket }) => {
    requireConfirmed(session, now())
    return { status: 200, body: { recoveryCodes: await auth.secondFactor.renew(session.user.id, ticket) } }
  })
}
