import { createKey, deleteKey, listKeys } from '@muster/core/contract/endpoints/api-keys.ts'
import { requireConfirmed } from '../../http/confirmed.ts'
import type { Routes } from '../../http/endpoint.ts'
import type { ApiKeys } from './service.ts'

/** One's own API keys. Whoever finds a page of ours open cannot make themselves one: that needs the password once more. */
export const registerKeyRoutes = (routes: Routes, { keys, now }: { readonly keys: ApiKeys; readonly now: () => Date }): void => {
  routes.add(listKeys)(async ({ session, ticket }) => ({ status: 200, body: { items: [...(await keys.list(session.user.id, ticket))] } }))
  routes.add(createKey)(async ({ session, body, ticket }) => {
    requireConfirmed(session, now())
    return { status: 201, body: await keys.create(session.user.id, body, ticket) }
  })
  routes.add(deleteKey)(async ({ session, params, ticket }) => {
    await keys.remove(session.user.id, params.id, ticket)
    return { status: 204, body: null }
  })
}
