import type { FastifyRequest } from 'fastify'
import { refuse } from '@muster/core/domain/world.ts'

/** Refuses an unsafe request that did not come from our own pages: Sec-Fetch-Site when the browser sends it, else Origin; neither is refused too. */
export const requireOwnOrigin = (request: FastifyRequest): void => {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
    refuse('csrf', 'Another site sent this request.')
  }
  const { origin, host } = request.headers
  if (origin === undefined || origin !== `http://${host}`) refuse('csrf', 'Send the Origin header of this site.')
}
