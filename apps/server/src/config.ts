import { isIPv4 } from 'node:net'
import { join, resolve } from 'node:path'
import { entropyOf } from './entropy.ts'
import type { Secrets } from './accounts/secrets.ts'
import { proxyOf } from './http/client-address.ts'
import { readMailSettings, type MailSettings } from './mail-settings.ts'

export const registrations = ['open', 'invite', 'closed'] as const
export type Registration = (typeof registrations)[number]

/** What a process does: answers requests, keeps house and works off what commits leave to be done, or both. */
export const roles = ['all', 'api', 'jobs'] as const
export type Role = (typeof roles)[number]

export interface Config {
  readonly role: Role
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** `sqlite:<file>`, `mongodb://…` or `mongodb+srv://…`. */
  readonly storeUrl: string
  /** Connections to MongoDB: how many one process opens at most, where it is said, and how many processes there are at most. */
  readonly pool: { readonly size: number | undefined; readonly instances: number }
  /** `redis://…` or `rediss://…`; null where a process has nobody to tell. */
  readonly redisUrl: string | null
  /** The first signs sessions, and all are believed; null means a key of our own making in the data folder. */
  readonly secrets: Secrets | null
  /** The https origin that browsers see, when a proxy stands in front; null on loopback. */
  readonly publicOrigin: string | null
  /** Addresses and networks of the proxies whose word is taken for where a request comes from; none where nobody's is. */
  readonly proxies: readonly string[]
  /** Origins whose pages may use the API by a key; none where only our own pages may. */
  readonly corsOrigins: readonly string[]
  /** Where browsers find the hashed parts of pages, beside those pages' own origin; null where it is the same. */
  readonly cdn: { readonly origin: string; readonly pages: string } | null
  readonly registration: Registration
  /** How mail is sent; null: it is laid into a folder. */
  readonly mail: MailSettings | null
  /** Milliseconds to go on serving after SIGTERM before the doors close. */
  readonly drainMs: number
  /** Where to tell what this process costs; null: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null
}

/** The configuration cannot work; `faults` says all that is wrong with it, each in a sentence. */
export class ConfigFaults extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const stores = ['sqlite:', 'mongodb:', 'mongodb+srv:']
/** A name that looks like ours but is not read is a typing mistake, and a silent one would be found too late. */
const known = new Set(
  (
    'ROLE HOST PORT DATA_DIR STORE_URL MONGODB_POOL INSTANCES REDIS_URL SECRETS SECRETS_FILE PUBLIC_URL TRUST_PROXY CORS_ORIGINS CDN_URL REGISTRATION DRAIN_MS ' +
    'METRICS_PORT METRICS_HOST SMTP_URL MAIL_FROM'
  ).split(' '),
)
const ours = /^(?:MUSTER_|ROLES?$|INSTANCES|MONGODB_POOL|STORE_|REDIS|SECRET|PUBLIC_URL|TRUST_?PROX|CORS|CDN|REGISTR|DRAIN|METRICS?_|DATA_?DIR|SMTP|MAIL_)/

/** Milliseconds that a load balancer in front of many processes takes to notice one that ends; with one process there is none to notice for. */
export const scaledDrainMs = 3_000
/** Bits, as `entropyOf` estimates them, of the weakest key that 128 random bits come out as. */
const secretBits = 90
/** Keys at once: the one that signs, and those that did. */
const mostSecrets = 5
export const makeOne = 'Make one with: openssl rand -base64 32'

/** A name of the DNS (RFC 1123), or an address that something can be at. */
const isHost = (host: string): boolean => {
  if (host.startsWith('[')) return host !== '[::]'
  if (isIPv4(host)) return !host.startsWith('0.')
  return host.length <= 253 && host.split('.').every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(label))
}

const originOf = (url: string): string | null => {
  try {
    const { protocol, origin, hostname, port, pathname, search, hash, username, password } = new URL(url)
    return protocol === 'https:' && isHost(hostname) && port !== '0' && pathname + search + hash + username + password === '/' ? origin : null
  } catch {
    return null
  }
}

/** An origin as browsers say it: https, or plain http of this machine, where pages are made. */
const isPageOrigin = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && url.origin === text && (originOf(text) !== null || (url.protocol === 'http:' && loopback.has(url.hostname.replace(/^\[|\]$/g, ''))))
}

const isRedis = (url: string): boolean => {
  try {
    const { protocol, hostname, pathname, search, hash } = new URL(url)
    return /^rediss?:$/.test(protocol) && hostname !== '' && /^(?:\/\d*)?$/.test(pathname) && search + hash === ''
  } catch {
    return false
  }
}

/**
 * Turns the environment into a configuration that can work; the only reader of it.
 * @param readFile reads the file that `SECRETS_FILE` names
 * @throws ConfigFaults with every fault at once
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>, readFile: (path: string) => string): Config => {
  const faults: string[] = []
  const whole = (name: string, fallback: number, max: number, min = 0) => {
    const value = env[name]
    if (value === undefined || value === '') return fallback
    if (!/^\d+$/.test(value) || Number(value) > max || Number(value) < min) faults.push(`${name} must be a whole number from ${min} to ${max}, not "${value}".`)
    return Number(value)
  }
  for (const name of Object.keys(env))
    if (ours.test(name) && !known.has(name)) faults.push(`${name} is no setting of Muster. It knows ${[...known].join(', ')}.`)
  const port = whole('PORT', 3000, 65_535)
  const proxies = (env.TRUST_PROXY ?? '').split(/[\s,]+/).filter((text) => text !== '')
  const unknown = proxies.filter((text) => proxyOf(text) === undefined)
  if (unknown.length > 0)
    faults.push(
      `TRUST_PROXY must name exactly the proxies in front, by address or network, such as 127.0.0.1 or 10.0.3.0/24, fd00:3::/64, not "${unknown.join(', ')}": ` +
        'what it names may say where a request comes from.',
    )

  const publicOrigin = env.PUBLIC_URL ? originOf(env.PUBLIC_URL) : null
  if (env.PUBLIC_URL && publicOrigin === null)
    faults.push(`PUBLIC_URL must be an https address of a host, without a path, such as https://tasks.example.org, not "${env.PUBLIC_URL}".`)
  const cdnOrigin = env.CDN_URL ? originOf(env.CDN_URL) : null
  if (env.CDN_URL && cdnOrigin === null)
    faults.push(`CDN_URL must be an https address of a host, without a path, such as https://assets.example.org, not "${env.CDN_URL}".`)
  if (cdnOrigin !== null && !env.PUBLIC_URL)
    faults.push('CDN_URL needs PUBLIC_URL: parts of pages that come from elsewhere are for the pages of one address alone.')
  if (cdnOrigin !== null && cdnOrigin === publicOrigin) faults.push('CDN_URL is PUBLIC_URL: leave it away, and parts of pages come from there.')
  const cdn = cdnOrigin !== null && publicOrigin !== null ? { origin: cdnOrigin, pages: publicOrigin } : null
  const corsOrigins = [...new Set((env.CORS_ORIGINS ?? '').split(/[\s,]+/).filter((text) => text !== ''))]
  const noOrigins = corsOrigins.filter((text) => !isPageOrigin(text))
  if (noOrigins.length > 0)
    faults.push(
      `CORS_ORIGINS must name each origin as browsers say it, such as https://board.example.org or http://localhost:5173, without a path and never a pattern, not "${noOrigins.join(', ')}": ` +
        'pages from there may use the API with an API key.',
    )
  if (publicOrigin !== null && corsOrigins.includes(publicOrigin)) faults.push('CORS_ORIGINS names PUBLIC_URL: its own pages may use the API anyway.')
  const host = env.HOST || '127.0.0.1'
  if (!loopback.has(host) && publicOrigin === null)
    faults.push(
      `HOST=${host} would serve beyond this machine over plain http, where passwords can be read on the way and browsers refuse to work offline. ` +
        'Put an https proxy in front and name it: PUBLIC_URL=https://tasks.example.org. ' +
        'To try it from a phone at home, leave HOST away and follow docs/self-hosting.md, "From a phone".',
    )

  const registration = (env.REGISTRATION || 'open') as Registration
  if (!registrations.includes(registration)) faults.push(`REGISTRATION must be open, invite or closed, not "${registration}".`)

  const dataDir = resolve(env.DATA_DIR || 'data')
  const named = env.STORE_URL || `sqlite:${join(dataDir, 'muster.db')}`
  if (!stores.some((scheme) => named.startsWith(scheme))) faults.push('STORE_URL must start with sqlite:, mongodb:// or mongodb+srv://.')
  const file = named.startsWith('sqlite:') ? named.slice('sqlite:'.length) : undefined
  if (file !== undefined && (/^\s*$|^\s*:|^\s*file:|[?\0]|\/$/.test(file) || file !== file.trim()))
    faults.push(
      `STORE_URL must name a file, with nothing after it, not "${named}": what is kept in memory alone would be lost. ` +
        'Leave it away to keep all in DATA_DIR, or name one: sqlite:/srv/muster/muster.db',
    )
  // Whole, so that no name means something else to SQLite.
  const storeUrl = file === undefined ? named : `sqlite:${resolve(file)}`
  const redisUrl = env.REDIS_URL || null
  if (redisUrl !== null && !isRedis(redisUrl))
    faults.push('REDIS_URL must be an address such as redis://127.0.0.1:6379 or rediss://user:password@cache.example.org:6380/0.')
  else if (redisUrl !== null && file !== undefined)
    faults.push('REDIS_URL is for several processes, and those share a MongoDB: name it in STORE_URL, or leave REDIS_URL away.')
  const role = (env.ROLE || 'all') as Role
  if (!roles.includes(role)) faults.push(`ROLE must be all, api or jobs, not "${role}".`)
  else if (role !== 'all' && file !== undefined)
    faults.push(`ROLE=${role} is for one of several processes, and those share a MongoDB: name it in STORE_URL, or leave ROLE away.`)
  if (publicOrigin !== null && proxies.length === 0 && unknown.length === 0 && file === undefined && role !== 'jobs')
    faults.push(
      'TRUST_PROXY is needed beside PUBLIC_URL and MongoDB: name whatever stands in front by address or network, such as TRUST_PROXY=127.0.0.1. ' +
        'Without it all who come through it count as one caller, and one who guesses passwords keeps everybody from signing in.',
    )
  const pool = { size: env.MONGODB_POOL ? whole('MONGODB_POOL', 2, 1_000, 2) : undefined, instances: whole('INSTANCES', 1, 10_000, 1) }
  for (const name of ['MONGODB_POOL', 'INSTANCES'])
    if (env[name] && file !== undefined) faults.push(`${name} is for processes over a MongoDB: name it in STORE_URL, or leave ${name} away.`)
  const drainMs = whole('DRAIN_MS', file === undefined ? scaledDrainMs : 0, 60_000)
  let text = env.SECRETS
  if (env.SECRETS_FILE) {
    try {
      text = readFile(env.SECRETS_FILE).trim()
      if (text === '') faults.push(`SECRETS_FILE=${env.SECRETS_FILE} is empty. ${makeOne}`)
    } catch {
      faults.push(`SECRETS_FILE=${env.SECRETS_FILE} cannot be read.`)
    }
  }
  const source = env.SECRETS_FILE ? `SECRETS_FILE=${env.SECRETS_FILE}` : 'SECRETS'
  const [first, ...former] = [...new Set((text ?? '').split(/\r?\n/).filter((line) => line !== ''))]
  for (const [at, key] of [first, ...former].entries()) {
    if (key === undefined) continue
    const which = former.length === 0 ? source : `${source}, key ${at + 1},`
    if (key.length < 32) faults.push(`${which} must hold at least 32 characters. ${makeOne}`)
    else if (entropyOf(key) < secretBits)
      faults.push(
        `${which} could be guessed: its characters repeat, or follow each other, so it is worth ${Math.floor(entropyOf(key))} random bits of ${secretBits}. ${makeOne}`,
      )
  }
  if (former.length >= mostSecrets)
    faults.push(`${source} holds ${former.length + 1} keys, of ${mostSecrets} at most: each that is still believed is tried for whoever comes with another.`)
  if (first === undefined && !env.SECRETS_FILE && storeUrl.startsWith('mongodb'))
    faults.push('SECRETS or SECRETS_FILE is needed with MongoDB, so that all processes sign sessions with the same key. ' + makeOne)
  const metricsPort = env.METRICS_PORT ? whole('METRICS_PORT', 0, 65_535) : null
  if (metricsPort !== null && metricsPort === port && port !== 0)
    faults.push(`METRICS_PORT and PORT are both ${port}. What a process costs is told at a port of its own: METRICS_PORT=${port === 65_535 ? 9_090 : port + 1}`)
  if (metricsPort === null && env.METRICS_HOST) faults.push('METRICS_HOST says where METRICS_PORT listens: name that as well, or leave both away.')
  const metrics = metricsPort === null ? null : { host: env.METRICS_HOST || '127.0.0.1', port: metricsPort }
  const mail = readMailSettings(env.SMTP_URL, env.MAIL_FROM, (sentence) => faults.push(sentence))
  if (faults.length > 0) throw new ConfigFaults(faults)
  return {
    role,
    metrics,
    host,
    port,
    drainMs,
    dataDir,
    storeUrl,
    pool,
    redisUrl,
    secrets: first === undefined ? null : [Buffer.from(first), ...former.map((key) => Buffer.from(key))],
    publicOrigin,
    proxies,
    corsOrigins,
    cdn,
    registration,
    mail,
  }
}
