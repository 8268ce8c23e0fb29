import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { DocByKind } from '@muster/core/contract/schemas/documents.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { get, type Rule } from '@muster/core/domain/ask.ts'

/** A strong validator (RFC 9110, 8.8.3): a hash of whatever the parts say. */
export const etag = (...parts: readonly string[]): string => `"${hash('sha256', parts.join('\0'), 'base64url').slice(0, 22)}"`

/**
 * The validator of an answer: a hash of all that it tells. Another content is another tag, also where a restored backup counts its revs
 * again and where our code tells the same row otherwise; what is told as before keeps its tag over an update.
 */
export const etagOf = (told: object): string => etag(JSON.stringify(told))

/** For the browser's own cache alone, which asks about it each time (RFC 9111, 5.2.2.4 and 5.2.2.7). */
export const privateNoCache = { 'Cache-Control': 'private, no-cache' } as const

const listed = (header: string | undefined): readonly string[] => header?.split(',').map((one) => one.trim()) ?? []

/** What servers in front of us write behind a validator when they pack what it stands for: nginx makes it weak, Apache and Jetty add a word. */
const repacked = /^(?:W\/)?("[^"]*?)(?:-{1,2}(?:gzip|br|deflate|zstd))?"$/
const opaque = (tag: string): string => repacked.exec(tag)?.[1] ?? tag
/** Whether one of the listed validators is this one, however it was packed on its way (RFC 9110, 8.8.3.2: weak comparison). */
const names = (tags: readonly string[], tag: string): boolean => tags.some((one) => opaque(one) === opaque(tag))

/** Whether what the client holds is what it would get (RFC 9110, 13.1.2). */
export const notModified = (request: FastifyRequest, tag: string): boolean => {
  const header = request.headers['if-none-match']
  if (header === tag) return true
  const held = listed(header)
  return held.includes('*') || names(held, tag)
}

/** What a request asks of the state that its write would change: `tag` is its validator, undefined where there is nothing. Refuses `stale`. */
export type Precondition = (tag: string | undefined, exists?: boolean) => void

/**
 * The precondition of a write (RFC 9110, 13.1.1 and 13.1.2), undefined without one: with `If-Match` it is what was read, with
 * `If-None-Match` it is not, and with `If-None-Match: *` nothing is there yet. Where nothing is there, `If-Match` is left to the
 * rule, which knows whether it is gone. Our validators name the whole content, so one that was weakened on its way still
 * says that nothing has changed: the comparison is the weak one.
 */
export const precondition = (request: FastifyRequest): Precondition | undefined => {
  const wanted = listed(request.headers['if-match'])
  const unwanted = listed(request.headers['if-none-match'])
  const any = wanted.length === 0 || wanted.includes('*')
  if (any && unwanted.length === 0) return undefined
  return (tag, exists = tag !== undefined) => {
    if (tag === undefined) return
    if (!any && !names(wanted, tag)) refuse('stale', 'Read it again, and decide on what it is now.')
    if ((exists && unwanted.includes('*')) || names(unwanted, tag)) refuse('stale', 'It is there, and If-None-Match asks that it is not.')
  }
}

/** What was asked for, with its validator; without its body to who holds it already. */
export const unlessHeld = <Body>(request: FastifyRequest, tag: string, body: Body, text?: string) => {
  const headers = { ETag: tag, ...privateNoCache }
  if (notModified(request, tag)) return { status: 304, body: null, headers } as const
  return { status: 200, body, headers, ...(text === undefined ? {} : { text }) } as const
}

/** The precondition of a write on what a row shows, for the journal to look at in the moment it decides. `tagOf` reads its validator, undefined where there is nothing. */
export const preconditionOn = (request: FastifyRequest, tagOf: () => Rule<string | undefined>): (() => Rule<void>) | undefined => {
  const check = precondition(request)
  return (
    check &&
    function* () {
      check(yield* tagOf())
    }
  )
}

/** The same for one row. `shown` makes of it what an answer tells. */
export const rowPrecondition = <K extends Kind>(
  request: FastifyRequest,
  kind: K,
  id: string,
  shown: (row: DocByKind[K]) => object,
): (() => Rule<void>) | undefined =>
  preconditionOn(request, function* () {
    const doc = yield* get(kind, id)
    return doc && etagOf(shown(doc))
  })
