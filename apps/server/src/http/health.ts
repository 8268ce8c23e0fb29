import { healthz, readyz } from '@muster/core/contract/endpoints/health.ts'
import type { Store } from '../ports/store.ts'
import type { Routes } from './endpoint.ts'

/** Liveness looks at nothing outside; readiness asks the store. */
export const registerHealth = (routes: Routes, deps: { readonly store: Pick<Store, 'count'> }) => {
  routes.add(healthz)(() => ({ status: 200, body: { status: 'ok' } }))
  routes.add(readyz)(async () => {
    await deps.store.count('users')
    return { status: 200, body: { status: 'ok' } }
  })
}
