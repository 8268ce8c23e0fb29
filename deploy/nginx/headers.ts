import { sharedHeaders } from '../../apps/server/src/http/cdn.ts'
import { apiHeaders, securityHeaders } from '../../apps/server/src/http/headers.ts'
import { quoted, type Lines } from './text.ts'
import type { NginxSettings } from './settings.ts'

const toAdd = (headers: Readonly<Record<string, string>>): Lines =>
  Object.entries(headers).map(([name, value]) => `add_header ${name} ${quoted(value)} always;`)

/** What nginx's own answers carry: the same as those of an instance, from the same source. */
export const ownHeaders: Lines = toAdd(apiHeaders)

const { 'Strict-Transport-Security': _overTls, ...plain } = apiHeaders
/** The same without a promise that counts over TLS alone (RFC 6797, 7.2). */
export const plainHeaders: Lines = toAdd(plain)

/** The origin that browsers see. */
export const originOf = ({ serverName, httpsPort }: NginxSettings): string => `https://${serverName}${httpsPort === 443 ? '' : `:${httpsPort}`}`

/** What hashed parts of pages carry. By way of a CDN they are of another origin than the page, which is named, and nobody else's may use them. */
export const assetHeaders = (settings: NginxSettings): Lines => {
  const caching = { 'Cache-Control': 'public, max-age=31536000, immutable' }
  if (settings.cdnOrigin === undefined) return toAdd({ ...securityHeaders, ...caching })
  return toAdd({ ...securityHeaders, ...caching, ...sharedHeaders(originOf(settings)) })
}

/** Names of headers that say who asks, for whom and for what, beside the request itself: no instance is to hear of them from a client. */
const stripped = [
  'Forwarded',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Forwarded-Server',
  'X-Real-IP',
  'X-Client-IP',
  'True-Client-IP',
  'CF-Connecting-IP',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-HTTP-Method',
  'X-HTTP-Method-Override',
  'X-Method-Override',
  'Proxy',
  // Of the connection to nginx alone (RFC 9110, 7.6.1).
  'Keep-Alive',
  'Proxy-Connection',
  'Proxy-Authorization',
  'TE',
  'Trailer',
  'Upgrade',
] as const

/** What an instance is told: the name that it is known by, and who asks, once. Said in each location that says any of it, for there the others are lost. */
export const passedHeaders = (settings: NginxSettings): Lines => [
  `proxy_set_header Host ${originOf(settings).slice('https://'.length)};`,
  'proxy_set_header X-Forwarded-For $remote_addr;',
  'proxy_set_header X-Forwarded-Proto https;',
  // Else nginx asks for each connection to be closed.
  "proxy_set_header Connection '';",
  'proxy_set_header Idempotency-Key $muster_key;',
  ...stripped.map((name) => `proxy_set_header ${name} '';`),
]
