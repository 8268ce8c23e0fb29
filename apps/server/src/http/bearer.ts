import type { FastifyReply, FastifyRequest } from 'fastify'
import { scopeOf } from '@muster/core/contract/scopes.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { isApiKey, shownKey } from '../accounts/api-key.ts'
import type { Keyed } from '../accounts/session.ts'
import type { Bound } from '../ports/ticket.ts'
import { policies } from './policies.ts'
import { tooMany, type Quotas } from './quota.ts'

/** Who asks by an API key: the key alone counts then, whatever cookies come along, and no page of another site can send it. */
export const createBearer = (deps: {
  readonly keys: {
    readonly known: (token: string) => Keyed | undefined
    readonly find: (token: string, bound: Bound) => Promise<Keyed | undefined>
  }
  readonly quotas: Pick<Quotas, 'takeOf'>
}) => {
  const { keys, quotas } = deps
  /** Keys can be made up that look like ours: an address may ask the store for so many. */
  const look = async (request: FastifyRequest, reply: FastifyReply, token: string, bound: Bound): Promise<Keyed | undefined> => {
    const taken = await quotas.takeOf(request, policies.anyone)
    if (!taken.passes) throw tooMany(reply, taken)
    return keys.find(token, bound)
  }
  return {
    /** The key that a request shows, if it shows one. */
    shown: (request: FastifyRequest): string | undefined => shownKey(request.headers.authorization),
    /**
     * Who asks by a key for an endpoint, at once where that is known already.
     * @param endpoint the key of the endpoint that was matched
     * Refuses `unauthenticated` a key that is none, `out_of_scope` what it may not do, and what no key may, `too_many_requests` who tries many.
     */
    require: (request: FastifyRequest, reply: FastifyReply, token: string, endpoint: string, bound: Bound): Keyed | Promise<Keyed> => {
      const scope = scopeOf[endpoint]
      const checked = (keyed: Keyed | undefined): Keyed => {
        if (!keyed) return refuse('unauthenticated', 'This API key is unknown, was taken back or has expired.')
        if (scope === undefined) return refuse('out_of_scope', 'No API key may do this: sign in.')
        return keyed.scopes.includes(scope) ? keyed : refuse('out_of_scope', `That takes a key with the scope ${scope}.`)
      }
      const known = keys.known(token)
      return known || !isApiKey(token) ? checked(known) : look(request, reply, token, bound).then(checked)
    },
  }
}
export type Bearer = ReturnType<typeof createBearer>
