import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '@muster/core/domain/world.ts'

/** Whether an answer would end in a page of another site: as its picture, script, style or frame. */
const isEmbedded = ({ headers }: FastifyRequest): boolean => {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers
  if (site !== 'cross-site' && site !== 'same-site') return false
  return mode !== 'cors' && !(mode === 'navigate' && destination === 'document')
}

const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/

/**
 * Knows which addresses are ours: the public origin behind a proxy, and plain http on loopback.
 * A name that merely resolves to this machine (DNS rebinding) is not.
 */
export const createOrigins = (publicOrigin: string | null) => {
  const publicHost = publicOrigin === null ? undefined : new URL(publicOrigin).host
  const isOwnHost = (host: string | undefined) => host !== undefined && (host === publicHost || loopbackHost.test(host))
  const isOwn = (origin: string) => origin === publicOrigin || (origin.startsWith('http://') && loopbackHost.test(origin.slice(7)))
  return {
    /** Refuses every request whose Host is not ours, and what another site would take from the API into its pages. */
    register: (app: FastifyInstance) =>
      app.addHook('onRequest', (request, _reply, done) => {
        // Probes come by address.
        if (request.url !== '/healthz' && request.url !== '/readyz' && !isOwnHost(request.headers.host))
          refuse('misdirected', 'Open Muster at its own address, or set PUBLIC_URL to this one.')
        if (request.url.startsWith('/api/') && isEmbedded(request)) refuse('csrf', 'Answers are not for pages of other sites.')
        done()
      }),
    /** Refuses an unsafe request that did not come from our own pages: by Sec-Fetch-Site when the browser sends it, else by Origin; neither is refused too. */
    requireOwn: (request: FastifyRequest): void => {
      const site = request.headers['sec-fetch-site']
      if (site !== undefined) {
        if (site === 'same-origin' || site === 'none') return
        refuse('csrf', 'Another site sent this request.')
      }
      const { origin, host } = request.headers
      const same = origin !== undefined && isOwn(origin) && new URL(origin).host === host
      if (!same) refuse('csrf', 'Send the Origin header of this site.')
    },
  }
}
export type Origins = ReturnType<typeof createOrigins>
