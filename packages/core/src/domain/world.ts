import type { Code } from '../contract/codes.ts'
import type { Kind, Role } from '../contract/kinds.ts'
import type { AnyDoc, DocByKind } from '../contract/schemas/documents.ts'

/** What a mutator may look at: rows by key, nothing else. The server and the browser each give one. */
export interface World {
  get<K extends Kind>(kind: K, id: string): DocByKind[K] | undefined
  /** Ids of the tasks right below a task, those in the trash too. A browser that leaves it out lets the server judge depth. */
  readonly children?: (taskId: string) => readonly string[]
}

/** What a change stamps on the rows it writes. */
export interface Stamp {
  readonly actor: string
  /** The server's clock at the commit: when rows are updated, deleted, left or used up. A browser, until it is answered, takes `clientAt`. */
  readonly at: string
  /** When the person did it, by the device: believed within bounds (`claimedAt`), for when something was made or done. */
  readonly clientAt: string
}

/** Who acts, where and when. */
export interface Context extends Stamp {
  readonly space: string
  readonly role: Role
}

/** A pure rule: from rows and arguments to the rows as they are afterwards. Throws `Refusal`. */
export type Mutator<Args> = (world: World, args: Args, context: Context) => readonly AnyDoc[]

/** A change that the rules do not allow, with a code both sides know. */
export class Refusal extends Error {
  readonly code: Code
  constructor(code: Code, detail: string) {
    super(detail)
    this.code = code
  }
}

/** Ends the mutator: nothing of it takes effect. */
export const refuse = (code: Code, detail: string): never => {
  throw new Refusal(code, detail)
}
