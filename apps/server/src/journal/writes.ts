import type { MutationArgs, MutationName } from '@muster/core/contract/schemas/mutations.ts'
import { isAcross } from '@muster/core/domain/across.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import type { Rule } from '@muster/core/domain/ask.ts'
import type { Store } from '../ports/store.ts'
import type { Ticket } from '../ports/ticket.ts'
import { newId } from '../new-id.ts'
import type { Across } from './across.ts'
import { hashOf } from './decide.ts'
import type { Journal } from './execute.ts'
import type { RowAfter } from './group.ts'
import type { Submitted } from './submitted.ts'

/** A request to change something, as far as it matters to what is written. */
export interface WriteRequest {
  readonly ticket: Ticket
  /** The id that the client gave the change, so that it can be sent again. */
  readonly key: string | undefined
  /** Stands for what the request says: the same key with another is refused. */
  readonly hash: () => string
}

/** A request of the resource API as one mutation. */
export interface Write<K extends MutationName> {
  readonly space: string
  readonly name: K
  readonly args: MutationArgs[K]
  /** What `If-Match` asks of the row it changes. */
  readonly requires?: (() => Rule<void>) | undefined
  /** The person has been let into the space for this request already: it is not looked at again. */
  readonly entered?: true
}
export interface Written {
  readonly rev: number
  /** Goes with the answer. */
  readonly headers: Readonly<Record<string, string>>
  /** Rows as they were left; undefined for what was not looked at, and for what was done before. */
  readonly row: RowAfter
  /** The same of another space that it changed. */
  readonly rowIn: (space: string) => RowAfter
}

const nothing: RowAfter = () => undefined

/** Turns requests into mutations: one path for all that is written, so that what holds for a push holds here. */
export const createWrites = (deps: {
  readonly store: Pick<Store, 'knownMany'>
  readonly journal: Journal
  readonly across: Across
  /** Whether a person is in a space. */
  readonly isMember: (space: string, person: string, ticket: Ticket) => Promise<boolean>
  readonly now: () => Date
}) => {
  const { store, journal, across, isMember, now } = deps

  /** Who left a space, or deleted it, may not have heard the answer: that one is given again, and nothing else. */
  const answeredBefore = async (space: string, { ticket, key }: WriteRequest, mutation: Submitted): Promise<Written> => {
    const [known] = key === undefined ? [] : await store.knownMany(space, [{ actor: ticket.identity.userId, id: key }], ticket)
    if (known?.hash !== hashOf(mutation)) return refuse('not_found', 'There is no such space.')
    return { rev: known.rev, headers: { 'Idempotency-Replayed': 'true' }, row: nothing, rowIn: () => nothing }
  }
  return {
    /** The id of what a request makes: the one it names, else its key, so that the same request makes the same thing. */
    idFor: ({ key }: WriteRequest, named: string | undefined): string => named ?? key ?? newId(now()),
    /**
     * Commits it, once for all requests under one key (the mutation's id). Whoever is not in the space takes no turn in it.
     * @throws Refusal with the code that the rule, or the precondition, refused it with
     */
    write: async <K extends MutationName>(from: WriteRequest, { space, name, args, requires, entered }: Write<K>): Promise<Written> => {
      const { ticket, key } = from
      const person = ticket.identity.userId
      const at = now()
      const mutation: Submitted = {
        id: key ?? newId(at),
        name,
        args,
        base: 0,
        clientAt: at.toISOString(),
        // What the same request would make of it differs with the rows it finds; the request itself does not.
        ...(key === undefined ? { fresh: true } : { hash: from.hash() }),
        ...(requires ? { requires } : {}),
      }
      if (!entered && !(await isMember(space, person, ticket))) return answeredBefore(space, from, mutation)
      const {
        result,
        row,
        rowIn = () => nothing,
      } = isAcross(name) ? await across.write(space, person, { ...mutation, name }, ticket) : await journal.write(space, person, mutation, ticket)
      if (result.status === 'applied') return { rev: result.rev, headers: result.replayed ? { 'Idempotency-Replayed': 'true' } : {}, row, rowIn }
      throw new Refusal(result.problem.code, result.problem.detail ?? '')
    },
  }
}
export type Writes = ReturnType<typeof createWrites>
