import type { Color, Role } from '@muster/core/contract/kinds.ts'

type InviteRole = Exclude<Role, 'owner'>
export interface InviteReply {
  readonly id: string
  readonly role: InviteRole
  readonly expiresAt: string
  readonly createdAt: string
  readonly createdBy: string
}
export interface InvitePreview {
  readonly space: { readonly id: string; readonly name: string; readonly color: Color }
  readonly role: InviteRole
  readonly invitedBy: string
}
export interface AcceptedReply {
  readonly spaceId: string
  readonly role: Role
}
