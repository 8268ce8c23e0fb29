import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '@muster/core/domain/world.ts'
import { issueTicket, type Bound } from '../ports/ticket.ts'
import { systemClock } from '../ports/clock.ts'
import { codingFor } from './accept-encoding.ts'
import { pageByWayOf, sharedHeaders, workerByWayOf, type Cdn } from './cdn.ts'
import { notModified } from './etag.ts'
import { documentHeaders, policiesWith } from './headers.ts'
import { methods } from './methods.ts'
import { pagePaths } from './page-paths.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** Packed by the build, beside what they are packed of. The smallest first. */
const ends = { br: '.br', gzip: '.gz' } as const
type Coding = keyof typeof ends

/** A file in every form in which it can be sent. */
interface Sent {
  readonly bodies: Readonly<Partial<Record<Coding | 'identity', Buffer>>>
  readonly codings: readonly Coding[]
  readonly headers: Readonly<Record<string, string>>
  /** What its validator begins with: a hash of what it says. Each form has its own. */
  readonly hash: string
}

const sentOf = (name: string, bodies: Sent['bodies'] & { readonly identity: Buffer }, more: Readonly<Record<string, string>>): Sent => ({
  bodies,
  codings: (['br', 'gzip'] as const).filter((coding) => bodies[coding]),
  // Nothing of who asks.
  headers: { 'Content-Type': types[extname(name)] as string, Vary: 'Accept-Encoding', ...(extname(name) === '.html' ? documentHeaders : {}), ...more },
  hash: createHash('sha256').update(bodies.identity).digest('base64url').slice(0, 22),
})
const read = (folder: string, name: string, more: Readonly<Record<string, string>>): Sent => {
  const path = join(folder, name)
  const packed = (['br', 'gzip'] as const).filter((coding) => existsSync(path + ends[coding]))
  return sentOf(name, { identity: readFileSync(path), ...Object.fromEntries(packed.map((coding) => [coding, readFileSync(path + ends[coding])])) }, more)
}
/** One that says something else than was built: it is packed here, once. */
const readAltered = (folder: string, name: string, alter: (text: string) => string, more: Readonly<Record<string, string>>): Sent => {
  const identity = Buffer.from(alter(readFileSync(join(folder, name), 'utf8')))
  return sentOf(name, { identity, br: brotliCompressSync(identity), gzip: gzipSync(identity) }, more)
}

const forEver = { 'Cache-Control': 'public, max-age=31536000, immutable' } as const
const askedAgain = { 'Cache-Control': 'no-cache' } as const
/** How a file of the build is sent, by its name. */
const fileReader =
  (folder: string, cdn: Cdn | null) =>
  (name: string): Sent => {
    const hashed = name.startsWith('assets/')
    if (cdn === null) return read(folder, name, hashed ? forEver : askedAgain)
    const { page, serviceWorker } = policiesWith(cdn.origin)
    if (hashed) return read(folder, name, { ...forEver, ...sharedHeaders(cdn.pages) })
    if (name === 'sw.js')
      return readAltered(folder, name, (text) => workerByWayOf(cdn.origin, text), { ...askedAgain, 'Content-Security-Policy': serviceWorker })
    if (extname(name) === '.html') return readAltered(folder, name, (text) => pageByWayOf(cdn.origin, text), { ...askedAgain, 'Content-Security-Policy': page })
    return read(folder, name, askedAgain)
  }

/** Sends a file in the form that is wanted; without a body to who holds it in any. */
const send = (request: FastifyRequest, reply: FastifyReply, { bodies, codings, headers, hash }: Sent) => {
  const coding = codingFor(request.headers['accept-encoding'], codings)
  const tag = coding === 'identity' ? `"${hash}"` : `"${hash}-${coding}"`
  void reply.headers(headers).header('ETag', tag)
  if (reply.statusCode === 200 && notModified(request, tag)) return reply.code(304).send()
  if (coding !== 'identity') void reply.header('Content-Encoding', coding)
  return reply.send(bodies[coding])
}

const config = { page: true } as const
const allow = 'GET, HEAD'
const others = methods.filter((method) => method !== 'GET' && method !== 'HEAD')

/** So long a page waits to hear whether anybody is here yet: ms. It is a convenience, and no page depends on it. */
const heardMs = 1_000

/** Serves the built pages from memory, packed as the build has packed them: hashed assets for ever, the page itself asked for again each time. Every address without a dot is the page, unknown ones too. */
export const registerPages = (
  app: FastifyInstance,
  folder: string,
  { auth, cdn }: { readonly auth: { readonly isNew: (bound: Bound) => Promise<boolean> }; readonly cdn: Cdn | null },
) => {
  const readFile = fileReader(folder, cdn)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => types[extname(name)])
  for (const name of files) {
    const file = readFile(name)
    app.get(`/${name}`, { config }, (request, reply) => send(request, reply, file))
  }
  const page = readFile('index.html')
  const isNew = () =>
    new Promise<boolean>((resolve) => {
      const issued = issueTicket(systemClock, 0, heardMs)
      issued.race(auth.isNew(issued.ticket), resolve, () => resolve(false))
    })
  /** On a server that nobody has an account on, whoever comes first is shown how to make one. */
  const sendFirst = async (request: FastifyRequest, reply: FastifyReply) =>
    request.headers.accept?.includes('text/html') && (await isNew())
      ? reply.header('Cache-Control', 'no-store').redirect('/sign-up?first')
      : send(request, reply, page)
  for (const url of pagePaths) {
    app.get(url, { config }, (request, reply) => (url === '/' ? sendFirst(request, reply) : send(request, reply, page)))
    app.route({
      method: others,
      url,
      onRequest: (_request, reply, done) => {
        void reply.header('Allow', allow)
        refuse('method_not_allowed', `It takes ${allow}.`)
        done()
      },
      handler: () => undefined,
    })
  }
  // Whoever opens another address in a browser is told so by the page, with ways on from there.
  app.get<{ Params: { '*': string } }>('/*', { config }, (request, reply) => {
    const path = request.params['*']
    const isPage = path !== 'api' && !path.startsWith('api/') && !path.includes('.') && request.headers.accept?.includes('text/html')
    return isPage ? send(request, reply.code(404), page) : reply.callNotFound()
  })
}
