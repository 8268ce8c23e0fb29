import type { DocByKind } from '@muster/core/contract/schemas/documents.ts'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { Mutation } from '@muster/core/contract/schemas/sync.ts'

/** A row of the space that a change was posted to, as the decision finds it. */
export type RowOf = <K extends Kind>(kind: K, id: string) => DocByKind[K] | undefined

/** A change as the journal takes it: a client's own, or one that the server worked out from a request. */
export type Submitted = Mutation & {
  /** Stands for the payload under its id, where the arguments were worked out and would differ the next time (an order key, an id). */
  readonly hash?: string
  /**
   * What the request asks of the rows that it is decided on; throws `Refusal`. Asked of who may make
   * the change, for it tells of rows; a change that is known already is answered without it.
   */
  readonly requires?: (row: RowOf) => void
}
