import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Code, Problem } from '@muster/core/contract/codes.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import { problem } from '../journal/problem.ts'
import { StoreFull } from '../ports/store.ts'

/** Ends a request with a coded problem (RFC 9457). */
export const sendProblem = (reply: FastifyReply, body: Problem) => {
  if (body.status === 503) void reply.header('Retry-After', '1')
  return reply.status(body.status).type('application/problem+json; charset=utf-8').send(JSON.stringify({ ...body, requestId: reply.request.id }))
}

const byStatus: Readonly<Record<number, Code>> = { 400: 'invalid', 413: 'too_large', 415: 'unsupported_media_type' }

/** Whatever goes wrong in a request becomes a problem; what is our own fault tells nothing of its inside. */
export const registerProblems = (app: FastifyInstance) => {
  app.setErrorHandler((error: Error & { statusCode?: number; validation?: unknown }, request, reply) => {
    if (error instanceof Refusal) return sendProblem(reply, problem(error.code, error.message))
    if (error instanceof StoreFull) return sendProblem(reply, problem('storage_full'))
    const code = byStatus[error.statusCode ?? 500]
    if (code) return sendProblem(reply, problem(code, error.validation ? error.message : undefined))
    request.log.error(error)
    return sendProblem(reply, problem('internal'))
  })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('not_found')))
}
