import { isAbsolute } from 'node:path'

/** What the nginx in front of one host's instances is made of. */
export interface NginxSettings {
  /** Where its pid, its logs and its temporary files lie: its workers write there. */
  readonly folder: string
  readonly httpPort: number
  readonly httpsPort: number
  /** The one name that it answers to: that of `PUBLIC_URL`. */
  readonly serverName: string
  /** Files in PEM: the certificate with what it was signed by, and its key. */
  readonly certificate: string
  readonly key: string
  /** Every port that an instance may ever listen at: those where nobody does are passed over, so that scaling needs no reload. */
  readonly apiPorts: readonly number[]
  /** The built pages: `apps/web/dist`. */
  readonly assets: string
  /** The origin of `CDN_URL`, where there is one: parts of pages may then be loaded by way of it. */
  readonly cdnOrigin?: string
  /** Processes of nginx: one per core by itself. */
  readonly workers?: number | 'auto'
  /** The addresses that it listens at: all of IPv4 by itself. `[::]` adds those of IPv6. */
  readonly addresses?: readonly string[]
  /** Where the instances listen; this machine by itself. */
  readonly apiHost?: string
  /** Whose rights its workers have, where nginx is started by root. */
  readonly user?: string
  /** The file of Debian's `libnginx-mod-http-brotli-static`, where it is installed (`installed.ts`). */
  readonly brotliModule?: string
  /** Addresses of whatever stands in front of this nginx (a CDN, another balancer): from them alone an `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[]
  /** Where a program that renews the certificate puts what it is asked for over plain http (RFC 8555, 8.3). */
  readonly challenges?: string
  /**
   * Connections of one worker, those to instances among them: twice the streams that it is to hold, and a tenth more. While fewer than a
   * sixteenth are free, nginx closes those that have asked for nothing yet, and whoever comes is cut in their handshake.
   */
  readonly connections?: number
  /** Streams of one address: a household, or an office behind one. */
  readonly streamsPerAddress?: number
  /** Milliseconds that an idle connection to an instance is kept: less than the instance keeps it (72,000). */
  readonly keepAliveMs?: number
  /**
   * Seconds for which an instance that failed three times is passed over. Less than an instance drains (`DRAIN_MS`), by a second: where
   * instances are reloaded one after the other, one that is there again must be asked again before the next one goes.
   */
  readonly failSeconds?: number
  /** Seconds that a worker of before a reload has for what is under way; then its streams are cut, and come back. */
  readonly shutdownSeconds?: number
}

/** What is wrong with a setting, by a name that programs know, and in a sentence. */
export interface Fault {
  readonly code: `nginx_${keyof NginxSettings | 'arguments'}`
  readonly sentence: string
}

/** These settings make no nginx that works; `faults` says all that is wrong with them. */
export class NginxFaults extends Error {
  readonly faults: readonly Fault[]
  constructor(faults: readonly Fault[]) {
    super(faults.map(({ code, sentence }) => `${code}: ${sentence}`).join('\n'))
    this.faults = faults
  }
}

/** A second less than instances drain where nobody says otherwise. */
export const usualFailSeconds = 2

/** Instances that one nginx may have: each may be tried for one request. */
export const mostPorts = 256
/** What Node closes an idle connection after: milliseconds (`http/connections.ts`). */
const instanceIdleMs = 72_000

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536
/** A name of the DNS as nginx compares it: in lower case, and nothing that it would read as a pattern. */
const isName = (name: string): boolean => name.length <= 253 && name.split('.').every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(label))
/** No character that would end a text in the file, or begin a variable there. */
const isPath = (path: string): boolean => isAbsolute(path) && /^[\w\p{L} ./@+:,=~-]+$/u.test(path)
const isAddress = (address: string): boolean => /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:]*)(?:\/\d{1,3})?$/i.test(address)
const isWhole = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most

const isOrigin = (text: string): boolean => {
  const url = URL.parse(text)
  return url?.protocol === 'https:' && url.origin === text && !/["'\\$;{}\s]/.test(text)
}

/** All that is wrong with settings; nothing where nginx can be made of them. Whether files are there is seen by whoever starts it. */
export const faultsOf = (settings: NginxSettings): readonly Fault[] => {
  const { httpPort, httpsPort, serverName, apiPorts, cdnOrigin, workers, apiHost, user, trustedProxies = [] } = settings
  const faults: Fault[] = []
  const expect = (holds: boolean, name: keyof NginxSettings, sentence: string) => {
    if (!holds) faults.push({ code: `nginx_${name}`, sentence })
  }
  for (const name of ['folder', 'certificate', 'key', 'assets', 'brotliModule', 'challenges'] as const)
    expect(isPath(settings[name] ?? '/'), name, `"${settings[name]}" must be a whole path of letters, digits, spaces and ./@+:,=~_-`)
  for (const name of ['httpPort', 'httpsPort'] as const) expect(isPort(settings[name]), name, `${settings[name]} is no port: one is from 1 to 65535.`)
  expect(httpPort !== httpsPort, 'httpsPort', `http and https cannot share port ${httpsPort}.`)
  expect(isName(serverName), 'serverName', `"${serverName}" must be one name such as tasks.example.org, in lower case, without a port.`)
  expect(apiPorts.length > 0, 'apiPorts', 'At least one port of an instance is needed.')
  expect(apiPorts.length <= mostPorts, 'apiPorts', `${apiPorts.length} ports are more than ${mostPorts}: a host has no cores for so many instances.`)
  for (const port of apiPorts) expect(isPort(port), 'apiPorts', `${port} is no port: one is from 1 to 65535.`)
  expect(new Set(apiPorts).size === apiPorts.length, 'apiPorts', 'A port is named twice: it would get twice as much.')
  if (apiHost === undefined || apiHost === '127.0.0.1')
    for (const port of [httpPort, httpsPort]) expect(!apiPorts.includes(port), 'apiPorts', `Port ${port} is nginx's own.`)
  if (apiHost !== undefined) expect(isName(apiHost) || isAddress(apiHost), 'apiHost', `"${apiHost}" must be a name or an address.`)
  if (cdnOrigin !== undefined)
    expect(isOrigin(cdnOrigin), 'cdnOrigin', `"${cdnOrigin}" must be an https address without a path, such as https://assets.example.org.`)
  if (workers !== undefined && workers !== 'auto') expect(isWhole(workers, 1, 256), 'workers', `${workers} must be from 1 to 256, or auto.`)
  for (const address of settings.addresses ?? [])
    expect(
      address === '*' || (isAddress(address.replace(/^\[(.*)\]$/, '$1')) && !address.includes('/')),
      'addresses',
      `"${address}" is no address to listen at.`,
    )
  if (user !== undefined) expect(/^[a-z_][\w-]*$/i.test(user), 'user', `"${user}" is no name of a user.`)
  for (const address of trustedProxies) expect(isAddress(address), 'trustedProxies', `"${address}" must be an address or a network such as 10.0.0.0/8.`)
  for (const [name, least, most] of [
    ['connections', 64, 1_000_000],
    ['streamsPerAddress', 1, 1_000_000],
    ['failSeconds', 1, 60],
    ['shutdownSeconds', 1, 3_600],
  ] as const) {
    const value = settings[name]
    if (value !== undefined) expect(isWhole(value, least, most), name, `${value} must be from ${least} to ${most}.`)
  }
  const { keepAliveMs } = settings
  if (keepAliveMs !== undefined)
    expect(
      isWhole(keepAliveMs, 1, instanceIdleMs - 1),
      'keepAliveMs',
      `${keepAliveMs} must be less than ${instanceIdleMs}, after which an instance closes: who closes last loses a request.`,
    )
  return faults
}
