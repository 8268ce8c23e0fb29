import { acceptInvite, openInvites, previewInvite } from '@muster/core/contract/endpoints/invites.ts'
import type { InviteDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Routes } from '../../http/endpoint.ts'
import type { Invites } from './service.ts'

const shown = ({ id, role, expiresAt, createdAt, createdBy }: InviteDoc) => ({ id, role, expiresAt, createdAt, createdBy })

/** The open invitations of a space; a link looked at, and accepted. */
export const registerInviteRoutes = (routes: Routes, { invites }: { invites: Invites }) => {
  routes.add(openInvites)(async ({ params, session }) => ({
    status: 200,
    body: { items: (await invites.open(params.space, session.user.id)).map(shown) },
  }))
  routes.add(previewInvite)(async ({ body }) => ({ status: 200, body: await invites.preview(body.token) }))
  routes.add(acceptInvite)(async ({ body, session }) => ({ status: 200, body: await invites.accept(body.token, session.user.id) }))
}
