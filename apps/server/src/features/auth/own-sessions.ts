import { createHash } from 'node:crypto'
import { changePassword, confirm, endOtherSessions, endSession, listSessions } from '@muster/core/contract/endpoints/own-sessions.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { AccountReply } from '@muster/core/contract/schemas/endpoints/auth.ts'
import type { OwnSession } from '@muster/core/contract/schemas/endpoints/own-sessions.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Session } from '../../accounts/session.ts'
import type { Routes } from '../../http/endpoint.ts'
import type { Ticket } from '../../ports/ticket.ts'
import { agentOf } from './agent.ts'
import { askedLanguage } from './asked-language.ts'
import type { Guesses } from './guesses.ts'
import type { Auth } from './service.ts'
import type { OwnRow } from './sessions.ts'

/** Names a session to its owner: who sees the name cannot tell the id, which is in the cookie. */
const nameOf = (sid: string): string => createHash('sha256').update(`session\0${sid}`).digest('base64url').slice(0, 22)
const shown = ({ sid, row: { agent = '', createdAt, rotatedAt, expiresAt } }: OwnRow, current: Session): OwnSession => ({
  id: nameOf(sid),
  current: sid === current.sid,
  agent,
  createdAt,
  usedAt: rotatedAt,
  expiresAt,
})

/** Where somebody is signed in, signing out there, showing once more who they are, and a new password. */
export const registerOwnSessionRoutes = (
  routes: Routes,
  deps: {
    readonly auth: Auth
    readonly guesses: Guesses
    /** Ends the session that the request came with, and sets the cookies of another. */
    readonly begin: (request: FastifyRequest, reply: FastifyReply, session: Session, ticket: Ticket) => Promise<AccountReply>
  },
): void => {
  const { auth, guesses, begin } = deps
  routes.add(confirm)(async ({ session, body, request, reply, ticket }) => {
    const again = () => auth.confirm(session.user.id, body, ticket, agentOf(request))
    return { status: 200, body: await begin(request, reply, await guesses.watch(request, reply, session.user.email, again), ticket) }
  })
  routes.add(changePassword)(async ({ session, body, request, reply, ticket }) => {
    const change = () => auth.changePassword(session, { ...body, language: askedLanguage(request) }, ticket, agentOf(request))
    return { status: 200, body: await begin(request, reply, await guesses.watch(request, reply, session.user.email, change), ticket) }
  })
  routes.add(listSessions)(async ({ session, ticket }) => ({
    status: 200,
    body: {
      items: (await auth.sessionsOf(session.user.id, ticket)).slice(0, limits.sessionsPerPerson).map((own) => shown(own, session)),
      stolen: (await auth.stolenOf(session.user.id, ticket)).slice(0, limits.stolenSessions).map(({ agent = '', reusedAt: at = '' }) => ({ agent, at })),
    },
  }))
  routes.add(endSession)(async ({ params, session, ticket }) => {
    const own = (await auth.sessionsOf(session.user.id, ticket)).find(({ sid }) => nameOf(sid) === params.id)
    if (own) await auth.logout(own.sid, ticket)
    return { status: 204, body: null }
  })
  routes.add(endOtherSessions)(async ({ session, ticket }) => {
    const others = (await auth.sessionsOf(session.user.id, ticket)).filter(({ sid }) => sid !== session.sid)
    for (const { sid } of others) await auth.logout(sid, ticket)
    return { status: 200, body: { ended: others.length } }
  })
}
