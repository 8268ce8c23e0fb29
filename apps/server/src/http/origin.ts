import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '@muster/core/domain/world.ts'

/** Whether an answer would end in a page of another site: as its picture, script, style or frame. */
const isEmbedded = ({ headers }: FastifyRequest): boolean => {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers
  if (site !== 'cross-site' && site !== 'same-site') return false
  return mode !== 'cors' && !(mode === 'navigate' && destination === 'document')
}

/** What ends the authority of an address, or stands before its host: in a Host none of it has a place. */
const noHost = /[\s/?#@\\]/
/** A Host header as an address over http(s): lower case, without the port that goes without saying. Undefined where it is none. */
const addressOf = (scheme: 'http' | 'https', host: string): URL | undefined => (noHost.test(host) ? undefined : (URL.parse(`${scheme}://${host}`) ?? undefined))
/** An Origin header as an address; undefined for `null`, and for what has more than an origin has. */
const originOf = (text: string): URL | undefined => {
  const url = /^https?:\/\/[^\s/?#@\\]+$/i.test(text) ? URL.parse(text) : null
  return url ?? undefined
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
/** Probes come by address. */
const probes = new Set<string | undefined>(['healthz', 'readyz'])

/**
 * Knows which addresses are ours: the public origin behind a proxy, and plain http on loopback. Addresses are compared as what they
 * are, not as how they are spelled (RFC 9110, 4.2.3). A name that merely resolves to this machine (DNS rebinding) is not ours.
 */
export const createOrigins = (publicOrigin: string | null) => {
  const ours = publicOrigin === null ? undefined : new URL(publicOrigin)
  /** By name: which port of ours the public one leads to is the proxy's affair. */
  const isOwnHost = (host: string): boolean => {
    const name = addressOf('http', host)?.hostname
    return name !== undefined && (name === ours?.hostname || loopback.has(name))
  }
  /** Of all that came: most who ask say what the one before them said. */
  let last: string | undefined
  const isOwn = (host: string | undefined): boolean => {
    if (host === undefined) return false
    if (host === last) return true
    if (!isOwnHost(host)) return false
    last = host
    return true
  }
  const agree = (origin: string, host: string): boolean => {
    const from = originOf(origin)
    if (!from) return false
    if (from.origin === ours?.origin) return addressOf('https', host)?.hostname === ours.hostname
    return from.protocol === 'http:' && loopback.has(from.hostname) && from.host === addressOf('http', host)?.host
  }
  let agreed: { readonly origin: string; readonly host: string } | undefined
  const isSame = (origin: string, host: string): boolean => {
    if (origin === agreed?.origin && host === agreed.host) return true
    if (!agree(origin, host)) return false
    agreed = { origin, host }
    return true
  }
  return {
    /**
     * Refuses every request whose Host is not ours, and what another site would take into its pages. What a request is for is
     * told by the route that it matched: an address has many spellings.
     */
    register: (app: FastifyInstance) =>
      app.addHook('onRequest', (request, _reply, done) => {
        if (!isOwn(request.headers.host) && !probes.has(request.routeOptions.config.endpoint))
          refuse('misdirected', 'Open Muster at its own address, or set PUBLIC_URL to this one.')
        if (isEmbedded(request) && !request.routeOptions.config.page) refuse('csrf', 'Answers are not for pages of other sites.')
        done()
      }),
    /** The address that a request came to, as browsers bind passkeys to it: what they sign is compared with this. */
    siteOf: ({ headers }: FastifyRequest): { readonly origin: string; readonly name: string } => {
      const host = addressOf('http', headers.host ?? '')
      const { origin, hostname } = host && ours?.hostname !== host.hostname ? host : (ours ?? refuse('misdirected', 'Open Muster at its own address.'))
      return { origin, name: hostname }
    },
    /** Refuses an unsafe request that did not come from our own pages: by Sec-Fetch-Site when the browser sends it, else by Origin; neither is refused too. */
    requireOwn: (request: FastifyRequest): void => {
      const site = request.headers['sec-fetch-site']
      if (site !== undefined) {
        if (site === 'same-origin' || site === 'none') return
        refuse('csrf', 'Another site sent this request.')
      }
      const { origin, host } = request.headers
      if (origin === undefined || host === undefined || !isSame(origin, host)) refuse('csrf', 'Send the Origin header of this site.')
    },
  }
}
export type Origins = ReturnType<typeof createOrigins>
