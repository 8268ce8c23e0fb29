import { resolve } from 'node:path'

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly registration: 'open' | 'closed'
  /** Milliseconds to go on serving after SIGTERM before the doors close. */
  readonly drainMs: number
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

/** Turns the environment into a configuration that can work. Throws `ConfigFaults` with every fault at once. */
export const readConfig = (env: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const faults: string[] = []
  const whole = (name: string, fallback: number, max: number) => {
    const value = env[name]
    if (value === undefined || value === '') return fallback
    if (!/^\d+$/.test(value) || Number(value) > max) faults.push(`${name} must be a whole number from 0 to ${max}, not "${value}".`)
    return Number(value)
  }
  const port = whole('PORT', 3000, 65_535)
  const drainMs = whole('DRAIN_MS', 0, 60_000)
  const host = env.HOST || '127.0.0.1'
  if (!loopback.has(host))
    faults.push(`HOST=${host} would serve beyond this machine over plain http, where passwords can be read on the way. Leave HOST away and put an https proxy in front.`)
  const registration = env.REGISTRATION || 'open'
  if (registration !== 'open' && registration !== 'closed') faults.push(`REGISTRATION must be open or closed, not "${registration}".`)
  if (faults.length > 0) throw new ConfigFaults(faults)
  return { host, port, drainMs, dataDir: resolve(env.DATA_DIR || 'data'), registration: registration as Config['registration'] }
}
