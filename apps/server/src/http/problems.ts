import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Code, Problem } from '@muster/core/contract/codes.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import { problem } from '@muster/core/contract/problem.ts'
import { StoreDamaged, StoreFull, StoreUnavailable } from '../ports/store.ts'
import { apiHeaders } from './headers.ts'
import { methods } from './methods.ts'
import { STATUS_CODES } from './node-http.ts'

/** Seconds after which it may be tried again, where nobody knows better. */
const waits: Readonly<Record<number, string>> = { 429: '60', 503: '1' }

/** Ends a request with a coded problem (RFC 9457), under an id that the log names it by. */
export const sendProblem = (reply: FastifyReply, body: Problem, requestId: string = randomUUID()) => {
  if (body.status in waits && !reply.hasHeader('Retry-After')) void reply.header('Retry-After', waits[body.status])
  return reply
    .status(body.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify({ ...body, requestId }))
}

const common = new Set<string>(methods)

const byStatus: Readonly<Record<number, Code>> = {
  400: 'invalid',
  408: 'timeout',
  413: 'too_large',
  414: 'invalid',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
}

/** What the framework refuses a body for, in words of ours. */
const reasons: Readonly<Record<string, string>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'This takes a body, and there is none.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is no JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as it says.',
}

/** Whatever goes wrong in a request becomes a problem; what is our own fault tells nothing of its inside. */
export const registerProblems = (app: FastifyInstance) => {
  app.setErrorHandler(
    (
      error: Error & { statusCode?: number; code?: string; validation?: readonly { instancePath: string; message?: string }[]; validationContext?: string },
      _request,
      reply,
    ) => {
      if (error instanceof Refusal) return sendProblem(reply, problem(error.code, error.message))
      if (error instanceof StoreUnavailable) return sendProblem(reply, problem(error.unknown ? 'outcome_unknown' : 'unavailable'))
      if (error instanceof StoreFull) return sendProblem(reply, problem('storage_full'))
      const code = byStatus[error.statusCode ?? 500]
      if (code) {
        const errors = error.validation?.map(({ instancePath, message = '' }) => ({
          pointer: `/${error.validationContext ?? 'body'}${instancePath}`,
          detail: message,
        }))
        return sendProblem(reply, { ...problem(code, errors ? error.message : reasons[error.code ?? '']), ...(errors ? { errors } : {}) })
      }
      const requestId = randomUUID()
      console.error(JSON.stringify({ time: new Date().toISOString(), requestId, error: error.stack }))
      return sendProblem(reply, problem(error instanceof StoreDamaged ? 'damaged' : 'internal'), requestId)
    },
  )
  app.setNotFoundHandler((request, reply) => {
    if (common.has(request.method)) return sendProblem(reply, problem('not_found'))
    // No route takes it. Whether the address is one, and what that takes, is told by who refuses another that none takes.
    reply.hijack()
    request.raw.method = 'TRACE'
    app.routing(request.raw, reply.raw)
  })
  // The framework looks for the type of a query's body before it looks for its address.
  app.route({ method: 'QUERY', url: '*', onRequest: (_request, reply) => reply.callNotFound(), handler: () => undefined })
}

/** A problem that is told before, or without, the application: its headers and its text. */
const withoutReply = (code: Code, detail?: string) => {
  const body = problem(code, detail)
  const text = JSON.stringify({ ...body, requestId: randomUUID() })
  const headers = {
    ...apiHeaders,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
  }
  return { status: body.status, headers, text }
}

/** Refuses a request of which nothing more is read, and closes its connection. */
export const refuseAtOnce = (response: ServerResponse, code: Code, detail: string): void => {
  const { status, headers, text } = withoutReply(code, detail)
  response.writeHead(status, headers).end(text)
}

/** What cannot even be read as HTTP gets its problem written to the socket, and the socket is closed. */
export const refuseUnreadable = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { status, headers, text } = withoutReply(
    error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'timeout' : 'invalid',
  )
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${text}`)
}
