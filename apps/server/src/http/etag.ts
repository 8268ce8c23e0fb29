import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { RowOf } from '../journal/submitted.ts'

/** A strong validator (RFC 9110, 8.8.3): a hash of whatever the parts say. */
export const etag = (...parts: readonly string[]): string => `"${createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 22)}"`

/** The validator of one row: another content is another tag, also where a restored backup counts its revs again. */
export const etagOf = (doc: AnyDoc): string => etag(JSON.stringify(doc))

/** Goes with what a browser may keep for itself and asks about each time; nobody in between may keep it. */
export const kept = { 'Cache-Control': 'private, no-cache' } as const

const listed = (header: string | undefined): readonly string[] => header?.split(',').map((one) => one.trim()) ?? []

const opaque = (tag: string): string => tag.replace(/^W\//, '')

/** Whether what the client holds is what it would get (RFC 9110, 13.1.2: weak comparison). */
export const notModified = (request: FastifyRequest, tag: string): boolean => {
  const header = request.headers['if-none-match']
  return header === tag || listed(header).some((one) => one === '*' || opaque(one) === opaque(tag))
}

/** The tags that `If-Match` names; none without the header, or when anything will do. */
export const ifMatchTags = (request: FastifyRequest): readonly string[] => {
  const tags = listed(request.headers['if-match'])
  return tags.includes('*') ? [] : tags
}

/** What was asked for, with its validator; without its body to who holds it already. */
export const unlessHeld = <Body>(request: FastifyRequest, tag: string, body: Body) => {
  const headers = { ETag: tag, ...kept }
  return notModified(request, tag) ? ({ status: 304, body: null, headers } as const) : ({ status: 200, body, headers } as const)
}

/**
 * The precondition that `If-Match` puts on what a row shows (RFC 9110, 13.1.1: strong comparison), for the journal to look at in the
 * moment it decides; undefined without the header. `tagOf` is undefined where there is nothing. Refuses `stale`.
 */
export const ifMatchTag = (request: FastifyRequest, tagOf: (row: RowOf) => string | undefined): ((row: RowOf) => void) | undefined => {
  const tags = ifMatchTags(request)
  if (tags.length === 0) return undefined
  return (row) => {
    const tag = tagOf(row)
    if (tag !== undefined && !tags.includes(tag)) refuse('stale', 'Read it again, and decide on what it is now.')
  }
}

/** The same for a row that is shown as it is. */
export const ifMatch = (request: FastifyRequest, kind: Kind, id: string): ((row: RowOf) => void) | undefined =>
  ifMatchTag(request, (row) => {
    const doc = row(kind, id)
    return doc && etagOf(doc)
  })
