import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '@muster/core/domain/world.ts'
import type { Taken } from '../ports/limiter.ts'
import { policies, type Rule } from './policies.ts'
import { tooMany, type Quotas } from './quota.ts'
import type { Sessions } from './session.ts'
import type { Shedding } from './shedding.ts'

/** Whoever is turned away comes back within so many seconds, each at another time. */
const backWithin = 4

type Done = (error?: Error) => void

/** Lets requests in by what they take, before anything is done for them. */
export const createAdmission = (deps: { readonly quotas: Quotas; readonly shedding: Shedding; readonly sessions: Pick<Sessions, 'presented'> }) => {
  const { quotas, shedding, sessions } = deps
  const settle = (reply: FastifyReply, asked: Taken | Promise<Taken>, done: Done, otherwise?: Error): void => {
    const told = (taken: Taken) => {
      if (!taken.passes) return done(tooMany(reply, taken))
      reply.request.taken = taken
      return otherwise ? done(otherwise) : done()
    }
    if (asked instanceof Promise) void asked.then(told, done)
    else told(asked)
  }
  return {
    /** Turns requests away while there are too many, the dearest and least urgent first. */
    crowded: (rule: Rule, reply: FastifyReply): Refusal | undefined => {
      if (!shedding.sheds(rule.rank)) return undefined
      void reply.header('Retry-After', String(1 + Math.floor(Math.random() * backWithin)))
      return new Refusal('busy', 'Too many ask at once.')
    },
    /** Of somebody who is signed in. */
    person: (rule: Rule, reply: FastifyReply, userId: string, done: Done): void => settle(reply, quotas.take(rule.policy, userId, 1), done),
    /** Of whoever asks without a session. A refresh token that we signed is somebody; what we did not sign is nobody. */
    stranger: (rule: Rule, request: FastifyRequest, reply: FastifyReply, done: Done): void => {
      const sid = rule.by === 'session' ? sessions.presented(request)?.sid : undefined
      if (sid !== undefined) return settle(reply, quotas.take(rule.policy, sid, 1), done)
      return settle(reply, quotas.takeOf(request, rule.by === 'session' ? policies.anyone : rule.policy), done)
    },
    /** Of who says to be somebody, and is not: they are told so, for as long as they may ask. */
    refused: (request: FastifyRequest, reply: FastifyReply, error: Error, done: Done): void => {
      const isTold = error instanceof Refusal && (error.code === 'unauthenticated' || error.code === 'csrf')
      if (isTold) settle(reply, quotas.takeOf(request, policies.anyone), done, error)
      else done(error)
    },
    /** The rest of what a request takes, once it is known what is in it. */
    rest: (rule: Rule, request: FastifyRequest, reply: FastifyReply, done: Done): void => {
      const more = (rule.points?.(request.body) ?? 1) - 1
      if (more <= 0) return done()
      return settle(reply, quotas.take(rule.policy, request.session?.user.id ?? '', more), done)
    },
  }
}
