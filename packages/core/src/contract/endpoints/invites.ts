import type { AcceptedReply, InvitePreview, InvitesReply, InviteTokenBody } from '../schemas/endpoints/invites.ts'
import type { SpaceParams } from '../schemas/endpoints/common.ts'
import type { Endpoint } from './endpoint.ts'

export const openInvites: Endpoint<{ auth: 'session'; params: SpaceParams; replies: { 200: InvitesReply } }> = {
  key: 'invites.open',
  method: 'GET',
  path: '/api/v1/spaces/:space/invites',
  auth: 'session',
  summary: 'The invitations into a space that can be accepted now, without their secrets; for who may invite.',
  problems: ['not_found', 'forbidden'],
}
export const previewInvite: Endpoint<{ auth: 'origin'; body: InviteTokenBody; replies: { 200: InvitePreview } }> = {
  key: 'invites.preview',
  method: 'POST',
  path: '/api/v1/invites/preview',
  auth: 'origin',
  summary: 'What an invitation is for, told to whoever holds its link; asking does not use it up.',
  problems: ['invite_invalid'],
}
export const acceptInvite: Endpoint<{ auth: 'session'; body: InviteTokenBody; replies: { 200: AcceptedReply } }> = {
  key: 'invites.accept',
  method: 'POST',
  path: '/api/v1/invites/accept',
  auth: 'session',
  summary: 'Enters a space by an invitation. Who is a member already keeps their role, and the invitation stays open.',
  problems: ['invite_invalid', 'too_many', 'busy', 'storage_full', 'outcome_unknown'],
}
