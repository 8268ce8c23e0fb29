import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { MutationArgs, MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { isAcross } from '@muster/core/domain/across.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import type { Across } from './across.ts'
import type { RowOf, Submitted } from './submitted.ts'
import { newId } from '../new-id.ts'
import type { Session } from '../accounts/session.ts'

const uuid = /^"?([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"?$/

/** A request of the resource API as one mutation. */
export interface Write<K extends MutationName> {
  readonly space: string
  readonly name: K
  readonly args: MutationArgs[K]
  /** What `If-Match` asks of the row it changes. */
  readonly requires?: ((row: RowOf) => void) | undefined
}
export interface Written {
  readonly rev: number
  /** Goes with the answer. */
  readonly headers: Readonly<Record<string, string>>
}
/** Who asks, and how. */
export interface From {
  readonly request: FastifyRequest
  readonly session: Session
}

/** Turns requests into mutations: one path for all that is written, so that what holds for a push holds here. */
export const createWrites = (deps: {
  readonly journal: { execute(space: string, actor: string, mutations: readonly Submitted[]): Promise<readonly MutationResult[]> }
  readonly across: Across
  readonly now: () => Date
}) => {
  const { journal, across, now } = deps
  const keyOf = ({ request }: From): string | undefined => {
    const header = request.headers['idempotency-key']
    if (header === undefined) return undefined
    return (typeof header === 'string' && uuid.exec(header)?.[1]) || refuse('invalid', 'An Idempotency-Key is a UUID in lower case.')
  }
  return {
    /** The id of what a request makes: the one it names, else its key, so that the same request makes the same thing. */
    idFor: (from: From, named: string | undefined): string => named ?? keyOf(from) ?? newId(now()),
    /**
     * Commits it, once for all requests under one `Idempotency-Key` (the mutation's id).
     * @throws Refusal with the code that the rule, or the precondition, refused it with
     */
    write: async <K extends MutationName>(from: From, { space, name, args, requires }: Write<K>): Promise<Written> => {
      const { request, session } = from
      const key = keyOf(from)
      const at = now()
      const mutation: Submitted = {
        id: key ?? newId(at),
        name,
        args,
        base: 0,
        clientAt: at.toISOString(),
        // What the same request would make of it differs with the rows it finds; the request itself does not.
        ...(key === undefined
          ? {}
          : {
              hash: createHash('sha256')
                .update(`${request.method} ${request.url}\n${JSON.stringify(request.body)}`)
                .digest('base64url'),
            }),
        ...(requires ? { requires } : {}),
      }
      const [result] = isAcross(name)
        ? [await across.execute(space, session.user.id, { ...mutation, name })]
        : await journal.execute(space, session.user.id, [mutation])
      if (result?.status === 'applied') return { rev: result.rev, headers: result.replayed ? { 'Idempotency-Replayed': 'true' } : {} }
      throw new Refusal(result?.problem.code ?? 'internal', result?.problem.detail ?? '')
    },
  }
}
export type Writes = ReturnType<typeof createWrites>
