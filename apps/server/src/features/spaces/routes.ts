import { createSpace, deleteSpace, getSpace, listSpaces, updateSpace } from '@muster/core/contract/endpoints/spaces.ts'
import type { MemberDoc, SpaceDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Space } from '@muster/core/contract/schemas/endpoints/spaces.ts'
import { get } from '@muster/core/domain/ask.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import type { Access } from '../../access/access.ts'
import { etag, preconditionOn, unlessHeld } from '../../http/etag.ts'
import type { Routes } from '../../http/endpoint.ts'
import { limitOf, pageOfShelf, readSpot, writeSpot } from '../../rows/page-of-shelf.ts'
import { writeRequest } from '../../http/write-request.ts'
import type { Bound } from '../../ports/ticket.ts'
import type { Writes } from '../../journal/writes.ts'

/** What a member is shown of a space: with their role, so that another role is another validator. */
const shownTo = (doc: SpaceDoc | undefined, member: MemberDoc | undefined): Space | undefined => doc && member && { ...doc, role: member.role }
const tagOf = (shown: Space): string => etag(JSON.stringify(shown))

/** So many spaces are read at once for one page of them: each is a state of its own, and on MongoDB a session. */
const readTogether = 10

/** The spaces of the person who asks. */
export const registerSpaceRoutes = (routes: Routes, { access, writes }: { readonly access: Access; readonly writes: Writes }) => {
  const read = async (space: string, person: string, ticket: Bound): Promise<Space> => {
    const row = await access.see(space, person, [{ kind: 'space', id: space }], ticket)
    return shownTo(row('space', space), row('member', person)) ?? refuseSpace()
  }
  const match = (request: Parameters<typeof preconditionOn>[0], space: string, person: string) =>
    preconditionOn(request, function* () {
      const shown = shownTo(yield* get('space', space), yield* get('member', person))
      return shown && tagOf(shown)
    })

  routes.add(listSpaces)(async ({ query, session, ticket }) => {
    const person = session.user.id
    // Their own comes first, and then those that they are in.
    const [from, limit] = [readSpot(query), limitOf(query)]
    const own = from === null ? [person] : []
    const spot = from === null || from.id === person ? null : from
    const room = limit - own.length
    const memberships = { kind: 'membership', state: 'there', within: null } as const
    const page = (await access.view(person, person, 'read', () => pageOfShelf(memberships, spot, room || 1), ticket)).value
    const items = [...own, ...page.items.slice(0, room).map(({ id }) => id)]
    const behindOwn = page.items.length > 0 ? writeSpot({ within: '', order: '', id: person }) : null
    const nextCursor = room === 0 ? behindOwn : page.nextCursor
    // Who is let out of one meanwhile is not shown it.
    const found: (Space | undefined)[] = []
    for (let n = 0; n < items.length; n += readTogether)
      found.push(...(await Promise.all(items.slice(n, n + readTogether).map((id) => read(id, person, ticket).catch(unlessNotFound)))))
    return { status: 200, body: { items: found.filter((space) => space !== undefined), nextCursor } }
  })
  routes.add(createSpace)(async ({ body, session, ticket, request }) => {
    const from = writeRequest(request)
    const id = writes.idFor(from, body.id)
    const { headers, rowIn } = await writes.write(from, {
      space: session.user.id,
      name: 'space.create@1',
      args: { id, name: body.name, color: body.color ?? 'blue' },
    })
    const row = rowIn(id)
    const space = shownTo(row('space', id), row('member', session.user.id)) ?? (await read(id, session.user.id, ticket))
    return { status: 201, body: space, headers: { ...headers, Location: `${createSpace.path}/${id}`, ETag: tagOf(space) } }
  })
  routes.add(getSpace)(async ({ params, session, ticket, request }) => {
    const space = await read(params.space, session.user.id, ticket)
    return unlessHeld(request, tagOf(space), space)
  })
  routes.add(updateSpace)(async ({ params, body, session, ticket, request }) => {
    const { headers, row } = await writes.write(writeRequest(request), {
      space: params.space,
      name: 'space.update@1',
      args: { set: body },
      requires: match(request, params.space, session.user.id),
    })
    const space = shownTo(row('space', params.space), row('member', session.user.id)) ?? (await read(params.space, session.user.id, ticket))
    return { status: 200, body: space, headers: { ...headers, ETag: tagOf(space) } }
  })
  routes.add(deleteSpace)(async ({ params, session, request }) => {
    const { headers } = await writes.write(writeRequest(request), {
      space: params.space,
      name: 'space.delete@1',
      args: {},
      requires: match(request, params.space, session.user.id),
    })
    return { status: 204, body: null, headers }
  })
}

const refuseSpace = (): never => {
  throw new Refusal('not_found', 'There is no such space.')
}
const unlessNotFound = (error: unknown): undefined => {
  if (error instanceof Refusal && error.code === 'not_found') return undefined
  throw error
}
