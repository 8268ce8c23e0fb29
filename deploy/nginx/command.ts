import { accessSync, constants, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findBrotli } from './installed.ts'
import { renderNginx } from './render.ts'
import { mostPorts, NginxFaults, type Fault, type NginxSettings } from './settings.ts'

/** EX_CONFIG of sysexits.h. */
const faulty = 78
const usage =
  'node deploy/nginx/render.ts --server-name tasks.example.org --ports 3001-3016 --certificate FILE --key FILE ' +
  '[--folder FOLDER] [--assets FOLDER] [--cdn https://…] [--http-port 80] [--https-port 443] [--workers auto] [--user www-data] ' +
  '[--address [::]] [--trusted-proxy 10.0.0.0/8] [--challenges FOLDER] > muster.conf'

const options = {
  'server-name': { type: 'string' },
  ports: { type: 'string' },
  certificate: { type: 'string' },
  key: { type: 'string' },
  folder: { type: 'string', default: '/var/lib/muster-nginx' },
  assets: { type: 'string', default: join(import.meta.dirname, '../../apps/web/dist') },
  cdn: { type: 'string' },
  'http-port': { type: 'string', default: '80' },
  'https-port': { type: 'string', default: '443' },
  workers: { type: 'string', default: 'auto' },
  user: { type: 'string', default: 'www-data' },
  address: { type: 'string', multiple: true },
  'trusted-proxy': { type: 'string', multiple: true },
  challenges: { type: 'string' },
} as const

const refuse = (sentence: string): never => {
  throw new NginxFaults([{ code: 'nginx_arguments', sentence }])
}

/** `3001-3016,3020` as the ports that it names. */
const portsOf = (text: string): readonly number[] =>
  text.split(',').flatMap((part) => {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? refuse(`--ports takes ports and ranges such as 3001-3016,3020, not "${text}".`)
    const [from, to] = [Number(first), Number(last)]
    if (to < from) refuse(`--ports ${part} ends before it begins.`)
    // Told as one that is too many, rather than made.
    return Array.from({ length: Math.min(to - from + 1, mostPorts + 1) }, (_, n) => from + n)
  })

const read = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    return refuse(`${(error as Error).message.split('\n')[0]} It is called so: ${usage}`)
  }
}

/** The settings that the words of a command line say. */
export const settingsOf = (words: readonly string[]): NginxSettings => {
  const said = read(words)
  const needed = (name: 'server-name' | 'ports' | 'certificate' | 'key') => said[name] ?? refuse(`--${name} is needed. It is called so: ${usage}`)
  const brotliModule = findBrotli()
  return {
    serverName: needed('server-name'),
    apiPorts: portsOf(needed('ports')),
    certificate: resolve(needed('certificate')),
    key: resolve(needed('key')),
    folder: resolve(said.folder),
    assets: resolve(said.assets),
    httpPort: Number(said['http-port']),
    httpsPort: Number(said['https-port']),
    workers: said.workers === 'auto' ? 'auto' : Number(said.workers),
    user: said.user,
    ...(said.cdn === undefined ? {} : { cdnOrigin: said.cdn.replace(/\/$/, '') }),
    ...(said.address === undefined ? {} : { addresses: said.address }),
    ...(said['trusted-proxy'] === undefined ? {} : { trustedProxies: said['trusted-proxy'] }),
    ...(said.challenges === undefined ? {} : { challenges: resolve(said.challenges) }),
    ...(brotliModule === undefined ? {} : { brotliModule }),
  }
}

const readable = (file: string): boolean => {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}
/** What is not there though the settings name it. */
export const missing = ({ folder, certificate, key, assets }: NginxSettings): readonly Fault[] => [
  ...(existsSync(folder) ? [] : [{ code: 'nginx_folder', sentence: `${folder} is missing: make it, for the user that nginx's workers run as.` } as const]),
  ...(readable(certificate) ? [] : [{ code: 'nginx_certificate', sentence: `${certificate} cannot be read.` } as const]),
  ...(readable(key) ? [] : [{ code: 'nginx_key', sentence: `${key} cannot be read.` } as const]),
  ...(existsSync(join(assets, 'index.html')) ? [] : [{ code: 'nginx_assets', sentence: `There is no build in ${assets}: npm start makes one.` } as const]),
]

/** Prints the configuration that the words ask for, or what is wrong with them, one fault a line. */
export const runCommand = (words: readonly string[]): void => {
  try {
    const settings = settingsOf(words)
    const text = renderNginx(settings)
    const faults = missing(settings)
    if (faults.length > 0) throw new NginxFaults(faults)
    process.stdout.write(text)
  } catch (error) {
    if (!(error instanceof NginxFaults)) throw error
    console.error(error.message)
    process.exitCode = faulty
  }
}
