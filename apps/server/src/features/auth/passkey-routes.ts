import { addPasskey, askPasskey, deletePasskey, listPasskeys, passkeyLogin, setUpPasskey } from '@muster/core/contract/endpoints/passkeys.ts'
import type { AccountReply } from '@muster/core/contract/schemas/endpoints/auth.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Session } from '../../accounts/session.ts'
import type { AskedCookie } from '../../http/asked-cookie.ts'
import { requireConfirmed } from '../../http/confirmed.ts'
import type { Routes } from '../../http/endpoint.ts'
import type { Origins } from '../../http/origin.ts'
import { policies } from '../../http/policies.ts'
import { tooMany, type Quotas } from '../../http/quota.ts'
import type { Ticket } from '../../ports/ticket.ts'
import { agentOf } from './agent.ts'
import type { Auth } from './service.ts'

/** Passkeys: signed in by, and those that somebody has. */
export const registerPasskeyRoutes = (
  routes: Routes,
  deps: {
    readonly auth: Auth
    readonly origins: Origins
    readonly quotas: Quotas
    readonly asked: AskedCookie
    readonly now: () => Date
    readonly begin: (request: FastifyRequest, reply: FastifyReply, session: Session, ticket: Ticket) => Promise<AccountReply>
  },
): void => {
  const { auth, origins, quotas, asked, now, begin } = deps
  const { passkeys } = auth

  routes.add(askPasskey)(({ request, reply }) => {
    const { options, sealed } = passkeys.ask(origins.siteOf(request))
    asked.set(reply, sealed)
    return { status: 200, body: options }
  })
  routes.add(passkeyLogin)(async ({ body, request, reply, ticket }) => {
    // Counted before it is looked at, and given back where it was right.
    const taken = await quotas.takeOf(request, policies.signIn)
    if (!taken.passes) throw tooMany(reply, taken)
    try {
      const session = await auth.loginByPasskey(origins.siteOf(request), asked.take(request, reply), body, ticket, agentOf(request))
      quotas.giveBackOf(request, policies.signIn)
      return { status: 200, body: await begin(request, reply, session, ticket) }
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'bad_passkey') quotas.giveBackOf(request, policies.signIn)
      throw error
    }
  })
  routes.add(listPasskeys)(async ({ session, ticket }) => ({ status: 200, body: { items: await passkeys.list(session.user.id, ticket) } }))
  routes.add(setUpPasskey)(async ({ session, request, reply, ticket }) => {
    requireConfirmed(session, now())
    const { options, sealed } = await passkeys.setUp(origins.siteOf(request), session.user, session.sid, ticket)
    asked.set(reply, sealed)
    return { status: 200, body: options }
  })
  routes.add(addPasskey)(async ({ session, body, request, reply, ticket }) => ({
    status: 201,
    body: await passkeys.add(origins.siteOf(request), asked.take(request, reply), session.user.id, session.sid, body, ticket),
  }))
  routes.add(deletePasskey)(async ({ session, params, ticket }) => {
    requireConfirmed(session, now())
    await passkeys.remove(session.user.id, params.id, ticket)
    return { status: 204, body: null }
  })
}
