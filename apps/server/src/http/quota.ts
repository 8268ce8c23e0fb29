import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '@muster/core/domain/world.ts'
import type { Limiter, Policy, Taken } from '../ports/limiter.ts'
import type { Addresses } from './client-address.ts'
import { crowd } from './policies.ts'

/** The draft of the IETF by which answers tell what is left: draft-ietf-httpapi-ratelimit-headers, its fields as of this number. */
export const rateLimitDraft = 10

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000))

const nothing: readonly string[] = []
/**
 * What is left, as headers go out: name, value, name, value. Nothing is told before half is gone: a page that is at hand would cost a
 * twentieth more, and two answers that say the same would differ.
 */
export const quotaFields = (taken: Taken | null): readonly string[] => {
  if (taken === null || taken.left * 2 > taken.policy.points) return nothing
  const { policy, left, resetMs } = taken
  return ['RateLimit-Policy', `"${policy.name}";q=${policy.points};w=${policy.seconds}`, 'RateLimit', `"${policy.name}";r=${left};t=${seconds(resetMs)}`]
}

/** The same for a crowd that cannot be told apart. Made once of each. */
const crowds = new Map<Policy, Policy>()
const forCrowd = (policy: Policy): Policy => {
  const known = crowds.get(policy) ?? { ...policy, points: policy.points * crowd }
  crowds.set(policy, known)
  return known
}

/** What people take, by who they are and where they come from. */
export const createQuotas = (deps: { readonly limiter: Limiter; readonly addresses: Addresses; readonly secret: Buffer }) => {
  const { limiter, addresses, secret } = deps
  /** No address or e-mail is written to what is shared: a name that only we can make of it is. */
  const nameOf = (text: string): string => createHmac('sha256', secret).update('limit\0').update(text).digest('base64url').slice(0, 22)
  const ofAddress = (request: FastifyRequest, policy: Policy, more = ''): readonly [Policy, string] => {
    const from = addresses(request)
    return [from.crowd ? forCrowd(policy) : policy, nameOf(`${from.network}\0${more}`)]
  }
  return {
    take: limiter.take,
    giveBack: limiter.giveBack,
    nameOf,
    /** What an address takes, together with something else where that is named. */
    takeOf: (request: FastifyRequest, policy: Policy, points = 1, more = ''): Taken | Promise<Taken> =>
      limiter.take(...ofAddress(request, policy, more), points),
    giveBackOf: (request: FastifyRequest, policy: Policy, points = 1, more = ''): void => limiter.giveBack(...ofAddress(request, policy, more), points),
    /** The network that a request comes from, where it is known to be one. */
    networkOf: (request: FastifyRequest): string | undefined => {
      const { network, crowd: many } = addresses(request)
      return many ? undefined : network
    },
  }
}
export type Quotas = ReturnType<typeof createQuotas>

/** Says that there is nothing left, and when there is again. */
export const tooMany = (reply: FastifyReply, taken: Taken): Refusal => {
  const wait = seconds(taken.resetMs)
  reply.request.taken = taken
  void reply.header('Retry-After', String(wait))
  return new Refusal('too_many_requests', `Ask again in ${wait} seconds.`)
}
