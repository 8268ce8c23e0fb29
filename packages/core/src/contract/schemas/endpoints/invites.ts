import { Type, type Static } from 'typebox'
import { closed, Color, Id, Instant, InviteRole, InviteToken, Name, Role } from '../common.ts'
import { SpaceParams, type EndpointSchemas } from './common.ts'

export const InviteTokenBody = closed({ token: InviteToken })
export const InviteReply = closed({ id: Id, role: InviteRole, expiresAt: Instant, createdAt: Instant, createdBy: Id })
export const InvitesReply = closed({ items: Type.Array(InviteReply) })
/** `invitedBy` is the name that the inviter goes by in the space. */
export const InvitePreview = closed({ space: closed({ id: Id, name: Name, color: Color }), role: InviteRole, invitedBy: Name })
/** The role that the person has now. */
export const AcceptedReply = closed({ spaceId: Id, role: Role })

export type InviteTokenBody = Static<typeof InviteTokenBody>
export type InviteReply = Static<typeof InviteReply>
export type InvitesReply = Static<typeof InvitesReply>
export type InvitePreview = Static<typeof InvitePreview>
export type AcceptedReply = Static<typeof AcceptedReply>

export const inviteSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'invites.open': { params: SpaceParams, replies: { 200: InvitesReply } },
  'invites.preview': { body: InviteTokenBody, replies: { 200: InvitePreview } },
  'invites.accept': { body: InviteTokenBody, replies: { 200: AcceptedReply } },
}
