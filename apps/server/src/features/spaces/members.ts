import { deleteMember, getMember, listMembers, updateMember } from '@muster/core/contract/endpoints/members.ts'
import type { MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Member } from '@muster/core/contract/schemas/endpoints/spaces.ts'
import { mustExist } from '@muster/core/domain/rows.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import type { Access } from '../../access/access.ts'
import { etagOf, rowPrecondition, unlessHeld } from '../../http/etag.ts'
import type { Routes } from '../../http/endpoint.ts'
import { limitOf, pageOfShelf, readSpot } from '../../rows/page-of-shelf.ts'
import { writeRequest } from '../../http/write-request.ts'
import type { Writes } from '../../journal/writes.ts'
import type { Bound } from '../../ports/ticket.ts'

const shown = (space: string, member: MemberDoc): Member => ({ space, ...member })

/** Who is in a space, and as what. */
export const registerMemberRoutes = (routes: Routes, deps: { readonly access: Access; readonly writes: Writes }) => {
  const { access, writes } = deps
  const read = async (space: string, person: string, id: string, bound: Bound) =>
    mustExist((await access.see(space, person, [{ kind: 'member', id }], bound))('member', id), 'member')

  routes.add(listMembers)(async ({ params: { space }, query, session, ticket }) => {
    const shelf = { kind: 'member', state: query.former === undefined ? 'there' : 'former', within: null } as const
    const [from, limit] = [readSpot(query), limitOf(query)]
    const { items, nextCursor } = (await access.view(space, session.user.id, 'read', () => pageOfShelf(shelf, from, limit), ticket)).value
    return { status: 200, body: { items: items.map((member) => shown(space, member)), nextCursor } }
  })
  routes.add(getMember)(async ({ params: { space, user }, session, request, ticket }) => {
    const member = shown(space, await read(space, session.user.id, user, ticket))
    return unlessHeld(request, etagOf(member), member)
  })
  routes.add(updateMember)(async ({ params: { space, user }, body, session, ticket, request }) => {
    const { headers, row } = await writes.write(writeRequest(request), {
      space,
      name: 'member.set@1',
      args: { userId: user, role: body.role },
      requires: rowPrecondition(request, 'member', user, (row) => shown(space, row)),
    })
    const member = shown(space, row('member', user) ?? (await read(space, session.user.id, user, ticket)))
    return { status: 200, body: member, headers: { ...headers, ETag: etagOf(member) } }
  })
  routes.add(deleteMember)(async ({ params: { space, user }, session, ticket, request }) => {
    try {
      const { headers } = await writes.write(writeRequest(request), {
        space,
        name: 'member.remove@1',
        args: { userId: user },
        requires: rowPrecondition(request, 'member', user, (row) => shown(space, row)),
      })
      return { status: 204, body: null, headers }
    } catch (error) {
      if (!(error instanceof Refusal) || (error.code !== 'not_found' && error.code !== 'forbidden')) throw error
      // Who has left is as they were asked to be; refuses again where the space, or the person in it, is not to be seen.
      if ((await read(space, session.user.id, user, ticket)).leftAt === null) throw error
      return { status: 204, body: null }
    }
  })
}
