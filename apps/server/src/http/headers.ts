import type { FastifyInstance } from 'fastify'
import { cspReport } from '@muster/core/contract/endpoints/csp.ts'

/** Where the parts of a page may come from, beside our own origin: those that are hashed, and those that its service worker stores. */
interface Beside {
  readonly parts?: string
  readonly stored?: string
}
const policy = ({ parts = '', stored = '' }: Beside = {}): string =>
  [
    "default-src 'none'",
    `script-src 'self'${parts}`,
    `style-src 'self'${parts}`,
    "img-src 'self' data:",
    `font-src 'self'${parts}`,
    `connect-src 'self'${stored}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    // No text becomes script or markup but by the rules of apps/web/src/lib/trusted.ts.
    "require-trusted-types-for 'script'",
    'trusted-types default muster-notes',
    `report-uri ${cspReport.path}`,
  ].join('; ')

/** What every answer carries. */
export const securityHeaders = {
  'Content-Security-Policy': policy(),
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
} as const

/** What a page says of itself beside those: nothing shares its process by domain, and no name in its links is looked up before somebody follows one. */
export const documentHeaders = { 'Origin-Agent-Cluster': '?1', 'X-DNS-Prefetch-Control': 'off' } as const

/** The policies of a page and of its service worker, where a CDN brings their parts. */
export const policiesWith = (cdn: string) => ({ page: policy({ parts: ` ${cdn}` }), serviceWorker: policy({ stored: ` ${cdn}` }) })

const ofTheApi = {
  'Cache-Control': 'no-store',
  // What decides about an answer, beside its address: who asks, from a page of which origin, the guard of other sites, and what is cached compressed.
  Vary: 'Accept-Encoding, Cookie, Origin, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site',
} as const

/** What answers of the API carry that say nothing else: they are never stored by anyone. */
export const apiHeaders = { ...securityHeaders, ...ofTheApi } as const

/** The same as they go out (name, value, name, value), but for how long the answer may be cached. */
export const apiFields: readonly string[] = Object.entries({ ...securityHeaders, Vary: ofTheApi.Vary }).flat()

const neverStored: readonly string[] = ['Cache-Control', ofTheApi['Cache-Control']]

/** The headers of an answer as they go out beside those: where it does not say who may store it, nobody may. */
export const withCaching = (headers: Readonly<Record<string, string>>): readonly string[] => {
  const fields = Object.entries(headers).flat()
  return 'Cache-Control' in headers ? fields : [...fields, ...neverStored]
}

const guards = Object.entries(securityHeaders)

/**
 * Gives every answer its headers as it is sent: those of the API where it does not say itself who may cache it, however its
 * address was spelled. Who writes to the socket instead (cached bytes, a stream) writes them, too.
 */
export const registerHeaders = (app: FastifyInstance) => {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    for (const [name, value] of guards) if (!reply.hasHeader(name)) void reply.header(name, value)
    if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', ofTheApi['Cache-Control'])
    if (!reply.hasHeader('Vary')) void reply.header('Vary', ofTheApi.Vary)
    done()
  })
}
