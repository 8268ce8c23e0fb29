import type { Static } from 'typebox'
import { closed, Color, Id, Instant, InviteRole, InviteToken, Name, Role } from '../common.ts'
import { ItemParams, Nothing, SpaceParams, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

/** Seven days from now is the latest that `expiresAt` can be, and what it is when left out. */
export const InviteCreateBody = closed({ role: InviteRole, expiresAt: Type.Optional(Instant) })
/** The only time that the token is shown: nobody can look it up afterwards. */
export const MadeInvite = closed({ id: Id, role: InviteRole, expiresAt: Instant, token: InviteToken })
export const InviteTokenBody = closed({ token: InviteToken })
export const InviteReply = closed({ id: Id, role: InviteRole, expiresAt: Instant, createdAt: Instant, createdBy: Id })
export const InvitesReply = closed({ items: Type.Array(InviteReply) })
/** `invitedBy` is the name that the inviter goes by in the space. */
export const InvitePreview = closed({ space: closed({ id: Id, name: Name, color: Color }), role: InviteRole, invitedBy: Name })
/** The role that the person has now. */
export const AcceptedReply = closed({ spaceId: Id, role: Role })

export type InviteCreateBody = Static<typeof InviteCreateBody>
export type MadeInvite = Static<typeof MadeInvite>
export type InviteTokenBody = Static<typeof InviteTokenBody>
export type InviteReply = Static<typeof InviteReply>
export type InvitesReply = Static<typeof InvitesReply>
export type InvitePreview = Static<typeof InvitePreview>
export type AcceptedReply = Static<typeof AcceptedReply>

export const inviteSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'invites.open': { params: SpaceParams, replies: { 200: InvitesReply } },
  'invites.create': { params: SpaceParams, body: InviteCreateBody, replies: { 201: MadeInvite } },
  'invites.delete': { params: ItemParams, replies: { 204: Nothing } },
  'invites.preview': { body: InviteTokenBody, replies: { 200: InvitePreview } },
  'invites.accept': { body: InviteTokenBody, replies: { 200: AcceptedReply } },
}
