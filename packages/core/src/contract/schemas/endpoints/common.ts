import type { Static, TProperties, TSchema } from 'typebox'
import { limits } from '../../limits.ts'
import { closed, Id, nullable } from '../common.ts'
import { Type } from '../type.ts'

/** What an endpoint takes and gives. What is not named is not taken; each status it answers with has a reply. */
export interface EndpointSchemas {
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  readonly replies: Readonly<Record<number, TSchema>>
  /** The media type of the replies; JSON when left out. */
  readonly media?: string
}

export const SpaceParams = closed({ space: Id })
export const ItemParams = closed({ space: Id, id: Id })
export type SpaceParams = Static<typeof SpaceParams>
export type ItemParams = Static<typeof ItemParams>

/** Query values are text, whatever they stand for: 1 to 200, 50 when left out. */
export const Limit = Type.String({ pattern: '^([1-9]\\d?|1\\d\\d|200)$' })
/** `nextCursor` of the page before. */
export const PageCursor = Type.String({ maxLength: 1_000, pattern: '^[A-Za-z0-9_-]+$' })
/** A query that is asked with this says `true`, or leaves it out. */
export const Flag = Type.Literal('true')
export const pageQuery = { limit: Type.Optional(Limit), cursor: Type.Optional(PageCursor) }
export interface PageQuery {
  limit?: string
  cursor?: string
}

export const pageOf = <S extends TSchema>(item: S) => closed({ items: Type.Array(item, { maxItems: limits.pageMax }), nextCursor: nullable(Type.String()) })
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** The fields that a change sets: one at least. */
export const someOf = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false, minProperties: 1 })

/** A reply without a body. */
export const Nothing = Type.Null()
