import { isUtf8 } from 'node:buffer'
import { gunzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint, Shape } from '@muster/core/contract/endpoints/endpoint.ts'
import { closed } from '@muster/core/contract/schemas/common.ts'
import type { EndpointSchemas } from '@muster/core/contract/schemas/endpoints/common.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import type { Keyed, Session } from '../accounts/session.ts'
import { createAdmission } from './admission.ts'
import type { Bearer } from './bearer.ts'
import type { Drain } from './drain.ts'
import { apiFields, withCaching } from './headers.ts'
import { systemClock, type Clock } from '../ports/clock.ts'
import type { Taken } from '../ports/limiter.ts'
import { StoreUnavailable } from '../ports/store.ts'
import { issueTicket, type Issued, type Ticket } from '../ports/ticket.ts'
import { methods } from './methods.ts'
import type { Origins } from './origin.ts'
import { ruleOf } from './policies.ts'
import { quotaFields, type Quotas } from './quota.ts'
import { saysKeyTwice } from './said-twice.ts'
import type { Sessions } from './session.ts'
import type { Shedding } from './shedding.ts'
import { createAjv, lazily, storable } from '../validation/validation.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The endpoint that a route serves, or `refused` for the methods it does not take. */
    endpoint?: string
    /** A page or a part of one: other sites may lead to it, and it is nobody's. */
    page?: boolean
  }
  interface FastifyRequest {
    session: Session | null
    issued: Issued
    /** Who asks, and what they may cost. */
    ticket: Ticket
    /** What it took of what it may take. */
    taken: Taken | null
  }
}

/** What a handler gets: everything checked already. */
export interface Call<S extends Shape> {
  readonly params: S['params']
  readonly query: S['query']
  readonly body: S['body']
  readonly session: S['auth'] extends 'session' ? Session : null
  readonly ticket: Ticket
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** A handler that wrote its answer itself (a stream, cached bytes) returns this. */
export const sent = { sent: true } as const

/** An answer whose bytes are made already. `fields` are its headers as they go out: name, value, name, value. */
export interface Ready {
  readonly status: number
  readonly fields: readonly string[]
  /** A text goes out together with its head, in one piece. */
  readonly bytes: Buffer | string | null
}

/** An answer as it is given, before it goes out; `text` is its body as JSON, where somebody has made it already. */
interface Given {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly text?: string
}

/** An answer of JSON as it goes out. */
export const readyJson = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}, text = JSON.stringify(body)): Ready => ({
  status,
  fields: [...withCaching(headers), 'Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(Buffer.byteLength(text))],
  bytes: text,
})

export type Answer<S extends Shape> =
  | {
      [N in keyof S['replies']]: {
        readonly status: N
        readonly body: S['replies'][N]
        readonly headers?: Readonly<Record<string, string>>
        readonly text?: string
      }
    }[keyof S['replies']]
  | Ready
  | typeof sent

const none = closed({})
/** One for all apps of a process: a schema that two of them serve is compiled once. */
const ajv = createAjv()
const bySession = { via: 'session', scopes: 'all' } as const
/** What browsers send a report of a blocked script as: JSON under a name of its own. */
const cspReportType = 'application/csp-report'

/** What the bytes of an answer say. */
const jsonOf = ({ fields, bytes }: Ready): unknown => {
  if (!bytes) return null
  return JSON.parse((typeof bytes !== 'string' && fields.includes('gzip') ? gunzipSync(bytes) : bytes).toString()) as unknown
}

/** Serves endpoints on an app. Whoever asks is known before their body is read. */
export const createRoutes = (
  app: FastifyInstance,
  deps: {
    readonly sessions: Pick<Sessions, 'require' | 'presented'>
    readonly bearer: Bearer
    readonly quotas: Quotas
    readonly shedding: Shedding
    readonly origins: Pick<Origins, 'requireOwn'>
    readonly drain: Pick<Drain, 'begun'>
    /** All that may be served: what is not in it would be in no document and no test. */
    readonly endpoints: readonly Endpoint[]
    readonly schemas: Readonly<Record<string, EndpointSchemas>>
    /** Fails a request whose reply breaks its schema: on in tests. */
    readonly checkReplies: boolean
    readonly clock?: Clock
  },
) => {
  const { sessions, bearer, origins, drain, endpoints, schemas, checkReplies, shedding, clock = systemClock } = deps
  const admission = createAdmission(deps)
  const taken = new Map<string, Set<string>>()
  const takesBody = new Set<string | undefined>()
  app.setValidatorCompiler(({ schema }) => lazily(ajv, schema as object))
  app.decorateRequest('session', null)
  app.decorateRequest('issued')
  app.decorateRequest('ticket')
  app.decorateRequest('taken', null)

  // JSON is all that is read, as UTF-8: a plain-text body is how a form of another site would try.
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser(['application/json', cspReportType], { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // Clients name a type also where they send nothing: an empty body is none.
    if (body.length === 0 && !takesBody.has(request.routeOptions.config.endpoint)) return done(null, undefined)
    const reports = request.headers['content-type']?.startsWith(cspReportType)
    if (reports && request.routeOptions.config.endpoint !== 'csp.report') return done(Object.assign(new Error('not for this'), { statusCode: 415 }))
    if (!isUtf8(body)) return done(Object.assign(new Error('not UTF-8'), { statusCode: 400 }))
    const text = body.toString()
    // Fastify types its parser for either style; ours calls back.
    void parse(request, text, (error, value) => {
      if (!error && saysKeyTwice(text, value)) return done(new Refusal('invalid', 'An object in it names a key twice.'))
      return done(error, value)
    })
  })
  app.addHook('onRoute', ({ url, config }) => {
    const api = url.startsWith('/api/') || url === '/healthz' || url === '/readyz'
    if (api && !config?.endpoint) throw new Error(`${url} is served without schemas: make it an endpoint`)
  })

  app.addHook('onSend', ({ taken }, reply, _payload, done) => {
    const [policyName, policy, leftName, left] = quotaFields(taken)
    if (policyName !== undefined && leftName !== undefined) void reply.header(policyName, policy).header(leftName, left)
    done()
  })

  /** Sends an answer past what the framework does for answers of any kind: it costs as much as a small one does. */
  const write = (reply: FastifyReply, { status, fields, bytes }: Ready): void => {
    const all = [...apiFields, ...fields, ...quotaFields(reply.request.taken)]
    // Cookies are said to the framework.
    const said = reply.getHeaders()
    for (const name in said) for (const one of [said[name]].flat()) all.push(name, String(one))
    if (drain.begun()) all.push('Connection', 'close')
    reply.hijack()
    reply.raw.writeHead(status, all)
    reply.raw.end(bytes)
  }

  return {
    /**
     * Serves one endpoint: `add(endpoint)(handler)`, in two calls so that the handler's answer is typed by the endpoint. Throws at
     * boot when it is not in the list of endpoints, or its key has no schemas. `laxText` leaves the text in its body to the handler, which refuses piece by piece.
     */
    add:
      <S extends Shape>(endpoint: Endpoint<S>, options: { readonly laxText?: boolean } = {}) =>
      (handle: (call: Call<S>) => Promise<Answer<S>> | Answer<S>): void => {
        const { key, method, path, auth } = endpoint
        const rule = ruleOf(endpoint)
        if (!endpoints.includes(endpoint)) throw new Error(`${key} is missing in contract/endpoints/all.ts`)
        const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined
        if (!schema || Object.keys(schema.replies).length === 0) throw new Error(`${key} has no schemas`)
        const known = taken.get(path) ?? new Set()
        taken.set(path, known.add(method))
        if (schema.body) takesBody.add(key)
        if (method === 'GET') known.add('HEAD')
        const checks = new Map(checkReplies ? Object.entries(schema.replies).map(([status, reply]) => [Number(status), lazily(ajv, reply)]) : [])
        const checked = (status: number, body: unknown): void => {
          const check = checks.get(status)
          if (checkReplies && !check?.(body)) throw new Error(`${key} ${status} breaks its schema: ${ajv.errorsText(check?.errors)}`)
        }
        const give = (reply: FastifyReply, answer: Answer<S>): void => {
          if ('sent' in answer) return
          if ('fields' in answer) {
            if (checkReplies) checked(answer.status, jsonOf(answer))
            return write(reply, answer)
          }
          const { status, body, headers = {}, text } = answer as Given
          checked(status, body)
          const empty = status === 204 || status === 304
          write(reply, empty ? { status, fields: withCaching(headers), bytes: null } : readyJson(status, body, headers, text))
        }

        app.route({
          method,
          url: path,
          config: { endpoint: key },
          schema: { params: schema.params ?? none, querystring: schema.query ?? none, ...(schema.body ? { body: schema.body } : {}) },
          // No promise where none is needed: most requests are of somebody who asked a moment ago.
          onRequest: (request, reply, done) => {
            // The router ends an address there; what stands before us may not, and take it for another one's.
            if (request.url.includes('#')) refuse('invalid', 'An address has no fragment when it is asked for.')
            const crowded = rule && admission.crowded(rule, reply)
            if (crowded) throw crowded
            const shown = bearer.shown(request)
            if (auth !== 'session') {
              if (auth === 'origin' && shown !== undefined) refuse('out_of_scope', 'No API key may do this.')
              if (method !== 'GET') origins.requireOwn(request)
              return rule ? admission.stranger(rule, request, reply, done) : done()
            }
            const issued = issueTicket(clock, reply.elapsedTime)
            request.issued = issued
            const enter = (who: Session | Keyed) => {
              const session = 'scopes' in who ? who.session : who
              request.session = session
              issued.admit({ userId: session.user.id, ...('scopes' in who ? { via: 'key', scopes: who.scopes } : bySession) })
              if (rule) admission.person(rule, reply, session.user.id, done)
              else done()
            }
            const fail = (error: unknown) => admission.refused(request, reply, error as Error, done)
            let asks: Session | Keyed | Promise<Session | Keyed>
            try {
              asks = shown === undefined ? sessions.require(request, issued.ticket) : bearer.require(request, reply, shown, key, issued.ticket)
            } catch (error) {
              return fail(error)
            }
            if (asks instanceof Promise) issued.race(asks, enter, fail)
            else enter(asks)
          },
          preValidation: (request, _reply, done) => {
            if (!schema.body && request.body !== undefined && request.body !== null) refuse('invalid', 'This takes no body.')
            if (!options.laxText && !storable(request.body)) refuse('invalid', 'There is text or a number in it that cannot be stored.')
            done()
          },
          ...(rule?.points ? { preHandler: (request, reply, done) => admission.rest(rule, request, reply, done) } : {}),
          // Nothing is returned, so that no promise of a reply is waited for: one that is given already costs as much as a small answer.
          handler: (request, reply) => {
            const issued = request.issued ?? issueTicket(clock, reply.elapsedTime)
            const { ticket } = issued
            request.ticket = ticket
            const call = { params: request.params, query: request.query, body: request.body, session: request.session, ticket, request, reply }
            const fail = (error: unknown) => {
              issued.end()
              // A stream that has begun ends by itself.
              if (reply.raw.headersSent) return
              // Something of it was sent to be committed before: it may be saved.
              const unavailable = error instanceof StoreUnavailable || (error instanceof Refusal && error.code === 'unavailable')
              void reply.send(unavailable && ticket.sent ? new StoreUnavailable(true) : error)
            }
            const answered = handle(call as unknown as Call<S>)
            if (!(answered instanceof Promise)) return give(reply, answered)
            shedding.begin()
            issued.race(
              answered,
              (answer) => {
                shedding.end()
                try {
                  give(reply, answer)
                } catch (error) {
                  fail(error)
                }
              },
              (error) => {
                shedding.end()
                fail(error)
              },
            )
          },
        })
      },
    /** Answers 405 with `Allow` for the methods that the served paths do not take. Call it once, last. */
    refuseOthers: (): void => {
      for (const [url, known] of taken) {
        const others = methods.filter((method) => !known.has(method))
        const allow = methods.filter((method) => known.has(method)).join(', ')
        app.route({
          method: others,
          url,
          config: { endpoint: 'refused' },
          exposeHeadRoute: false,
          onRequest: (_request, reply, done) => {
            void reply.header('Allow', allow)
            refuse('method_not_allowed', `It takes ${allow}.`)
            done()
          },
          handler: () => undefined,
        })
      }
    },
  }
}
export type Routes = ReturnType<typeof createRoutes>
