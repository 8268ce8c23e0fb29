import { Type, type Static, type TSchema } from 'typebox'
import { closed, Id } from '../common.ts'

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
export type SpaceParams = Static<typeof SpaceParams>

/** A reply without a body. */
export const Nothing = Type.Null()
