import type { Static } from 'typebox'
import { limits } from '../../limits.ts'
import { closed, Instant } from '../common.ts'
import { Type } from '../type.ts'
import { AccountReply, TypedCode, TypedPassword } from './auth.ts'
import { Nothing, type EndpointSchemas } from './common.ts'

/** Names a session to its owner: made from its id, which stays ours. */
const SessionName = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' })

/** Where somebody is signed in. `agent` is what the browser said it is, as text that is not to be believed. */
export const OwnSession = closed({
  id: SessionName,
  current: Type.Boolean(),
  agent: Type.String({ maxLength: limits.agent }),
  createdAt: Instant,
  usedAt: Instant,
  expiresAt: Instant,
})
/** A session that was ended because somebody continued it in a second place. */
export const StolenSession = closed({ agent: Type.String({ maxLength: limits.agent }), at: Instant })
export const OwnSessionsReply = closed({
  items: Type.Array(OwnSession, { maxItems: limits.sessionsPerPerson }),
  stolen: Type.Array(StolenSession, { maxItems: limits.stolenSessions }),
})
export const OwnSessionParams = closed({ id: SessionName })
export const EndedReply = closed({ ended: Type.Integer({ minimum: 0 }) })
export const ConfirmBody = closed({ password: TypedPassword(1), code: Type.Optional(TypedCode) })
export const PasswordBody = closed({ current: TypedPassword(1), next: TypedPassword(limits.passwordMin) })

export type StolenSession = Static<typeof StolenSession>
export type OwnSession = Static<typeof OwnSession>
export type OwnSessionsReply = Static<typeof OwnSessionsReply>
export type OwnSessionParams = Static<typeof OwnSessionParams>
export type EndedReply = Static<typeof EndedReply>
export type ConfirmBody = Static<typeof ConfirmBody>
export type PasswordBody = Static<typeof PasswordBody>

export const ownSessionSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'sessions.list': { replies: { 200: OwnSessionsReply } },
  'sessions.end': { params: OwnSessionParams, replies: { 204: Nothing } },
  'sessions.endOthers': { replies: { 200: EndedReply } },
  'auth.confirm': { body: ConfirmBody, replies: { 200: AccountReply } },
  'auth.password': { body: PasswordBody, replies: { 200: AccountReply } },
}
