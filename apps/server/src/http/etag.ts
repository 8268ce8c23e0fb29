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

/** Whether what the client holds is what it would get (RFC 9110, 13.1.2: weak comparison). */
export const notModified = (request: FastifyRequest, tag: string): boolean =>
  listed(request.headers['if-none-match']).some((one) => one === '*' || one.replace(/^W\//, '') === tag)

/** The tags that `If-Match` names; none without the header, or when anything will do. */
export const ifMatchTags = (request: FastifyRequest): readonly string[] => {
  const tags = listed(request.headers['if-match'])
  return tags.includes('*') ? [] : tags
}

/**
 * The precondition that `If-Match` puts on a row (RFC 9110, 13.1.1: strong comparison), for the journal to look at in the
 * moment it decides; undefined without the header. Refuses `stale`.
 */
export const ifMatch = (request: FastifyRequest, kind: Kind, id: string): ((row: RowOf) => void) | undefined => {
  const tags = ifMatchTags(request)
  if (tags.length === 0) return undefined
  return (row) => {
    const doc = row(kind, id)
    if (doc && !tags.includes(etagOf(doc))) refuse('stale', 'Read it again, and decide on what it is now.')
  }
}
