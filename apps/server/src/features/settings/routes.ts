import { getSettings, updateSettings } from '@muster/core/contract/endpoints/settings.ts'
import { mustExist } from '@muster/core/domain/rows.ts'
import type { Access } from '../../access/access.ts'
import { etagOf, rowPrecondition, unlessHeld } from '../../http/etag.ts'
import type { Routes } from '../../http/endpoint.ts'
import { writeRequest } from '../../http/write-request.ts'
import type { Bound } from '../../ports/ticket.ts'
import type { Writes } from '../../journal/writes.ts'

/** How the person who asks wants to see things: a row of their own space. */
export const registerSettingsRoutes = (routes: Routes, { access, writes }: { readonly access: Access; readonly writes: Writes }) => {
  const read = async (person: string, ticket: Bound) =>
    mustExist((await access.see(person, person, [{ kind: 'settings', id: person }], ticket))('settings', person), 'settings')

  routes.add(getSettings)(async ({ session, request, ticket }) => {
    const settings = await read(session.user.id, ticket)
    return unlessHeld(request, etagOf(settings), settings)
  })
  routes.add(updateSettings)(async ({ body, session, request, ticket }) => {
    const person = session.user.id
    const { headers, row } = await writes.write(writeRequest(request), {
      space: person,
      name: 'settings.set@1',
      args: { set: body },
      requires: rowPrecondition(request, 'settings', person, (row) => row),
    })
    const settings = row('settings', person) ?? (await read(person, ticket))
    return { status: 200, body: settings, headers: { ...headers, ETag: etagOf(settings) } }
  })
}
