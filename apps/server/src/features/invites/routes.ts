import { acceptInvite, createInvite, deleteInvite, openInvites, previewInvite } from '@muster/core/contract/endpoints/invites.ts'
import type { InviteDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Routes } from '../../http/endpoint.ts'
import { writeRequest } from '../../http/write-request.ts'
import type { Writes } from '../../journal/writes.ts'
import type { Invites } from './service.ts'

const shown = ({ id, role, expiresAt, createdAt, createdBy }: InviteDoc) => ({ id, role, expiresAt, createdAt, createdBy })

/** The invitations of a space: those that are open, making one, withdrawing one; a link looked at, and accepted. */
export const registerInviteRoutes = (routes: Routes, { invites, writes }: { readonly invites: Invites; readonly writes: Writes }) => {
  routes.add(openInvites)(async ({ params, session, ticket }) => ({
    status: 200,
    body: { items: (await invites.open(params.space, session.user.id, ticket)).map(shown) },
  }))
  routes.add(createInvite)(async ({ params: { space }, body, session, ticket, request }) => {
    const from = writeRequest(request)
    const { id, token, latest } = invites.draft(space, session.user.id, writes.idFor(from, undefined))
    const { headers, row } = await writes.write(from, { space, name: 'invite.create@1', args: { id, role: body.role, expiresAt: body.expiresAt ?? latest } })
    const { role, expiresAt } = row('invite', id) ?? (await invites.made(space, session.user.id, id, ticket))
    return { status: 201, body: { id, role, expiresAt, token }, headers }
  })
  routes.add(deleteInvite)(async ({ params: { space, id }, request }) => {
    const { headers } = await writes.write(writeRequest(request), { space, name: 'invite.revoke@1', args: { id } })
    return { status: 204, body: null, headers }
  })
  routes.add(previewInvite)(async ({ body, ticket }) => ({ status: 200, body: await invites.preview(body.token, ticket) }))
  routes.add(acceptInvite)(async ({ body, session, ticket }) => ({ status: 200, body: await invites.accept(body.token, session.user.id, ticket) }))
}
