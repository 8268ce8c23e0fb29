import { healthz, readyz } from '@muster/core/contract/endpoints/health.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Store } from '../ports/store.ts'
import type { Drain } from './drain.ts'
import type { Routes } from './endpoint.ts'

/** Whoever asks while a look is out is told what that sees: however many ask, one question is out at a time. */
const together = (look: () => Promise<void>): (() => Promise<void>) => {
  let out: Promise<void> | undefined
  return () => (out ??= look().finally(() => (out = undefined)))
}

/** Liveness looks at nothing outside; readiness asks the store, and ends before the serving does. */
export const registerHealth = (
  routes: Routes,
  deps: {
    readonly store: Pick<Store, 'usable'>
    readonly drain: Drain
    readonly redis: (() => boolean) | undefined
    /** Whether work waits that this process is here for and does not come to. */
    readonly stuck: (() => Promise<boolean>) | undefined
  },
) => {
  routes.add(healthz)(() => ({ status: 200, body: { status: 'ok' } }))
  const look = together(async () => {
    await deps.store.usable()
    if (await deps.stuck?.()) refuse('unavailable', 'Work waits, and this process does none.')
  })
  routes.add(readyz)(async () => {
    if (deps.drain.begun()) refuse('closing', 'Ask another one.')
    await look()
    return { status: 200, body: { status: 'ok', ...(deps.redis && { redis: deps.redis() ? 'up' : 'down' }) } }
  })
}
