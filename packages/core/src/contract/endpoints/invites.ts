import type { AcceptedReply, InviteCreateBody, InvitePreview, InvitesReply, InviteTokenBody, MadeInvite } from '../schemas/endpoints/invites.ts'
import type { ItemParams, SpaceParams } from '../schemas/endpoints/common.ts'
import type { Endpoint } from './endpoint.ts'
import { writingProblems } from './writing-problems.ts'

const path = '/api/v1/spaces/:space/invites'

export const openInvites: Endpoint<{ auth: 'session'; params: SpaceParams; replies: { 200: InvitesReply } }> = {
  key: 'invites.open',
  method: 'GET',
  path,
  auth: 'session',
  summary: 'The invitations into a space that can be accepted now, without their secrets; for who may invite.',
  problems: ['not_found', 'forbidden'],
}
export const createInvite: Endpoint<{ auth: 'session'; params: SpaceParams; body: InviteCreateBody; replies: { 201: MadeInvite } }> = {
  key: 'invites.create',
  method: 'POST',
  path,
  auth: 'session',
  summary: 'Makes an invitation; for who may invite. Its link is `/join/<token>`, and the token is shown in this answer alone.',
  problems: [...writingProblems, 'personal_fixed'],
}
export const deleteInvite: Endpoint<{ auth: 'session'; params: ItemParams; replies: { 204: null } }> = {
  key: 'invites.delete',
  method: 'DELETE',
  path: `${path}/:id`,
  auth: 'session',
  summary: 'Withdraws an invitation; for who may invite. Again changes nothing.',
  problems: writingProblems,
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
