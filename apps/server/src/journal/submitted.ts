import type { Mutation } from '@muster/core/contract/schemas/sync.ts'
import type { Rule } from '@muster/core/domain/ask.ts'

/** A change as the journal takes it: a client's own, or one that the server worked out from a request. */
export type Submitted = Mutation & {
  /** Stands for the payload under its id, where the arguments were worked out and would differ the next time (an order key, an id). */
  readonly hash?: string
  /** Its id was drawn for it a moment ago: nobody can have sent it before. */
  readonly fresh?: boolean
  /**
   * What the request asks of the rows of the space that it is decided on; refuses. Asked of who may make
   * the change, for it tells of rows; a change that is known already is answered without it.
   */
  readonly requires?: () => Rule<void>
}
