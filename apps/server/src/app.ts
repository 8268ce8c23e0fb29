import Fastify, { type FastifyInstance } from 'fastify'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { Context } from './context.ts'
import { registerAuthRoutes } from './features/auth/routes.ts'
import { registerCollectionRoutes } from './features/collections/routes.ts'
import { registerInviteRoutes } from './features/invites/routes.ts'
import { registerKeyRoutes } from './features/keys/routes.ts'
import { registerSettingsRoutes } from './features/settings/routes.ts'
import { registerMemberRoutes } from './features/spaces/members.ts'
import { registerSpaceRoutes } from './features/spaces/routes.ts'
import { registerSyncRoutes } from './features/sync/routes.ts'
import { registerTaskRoutes } from './features/tasks/routes.ts'
import { registerCspReports } from './http/csp-reports.ts'
import { registerCors } from './http/cors.ts'
import { closeConnections, createHttpServer, type ConnectionTimes } from './http/connections.ts'
import { createRoutes, type Routes } from './http/endpoint.ts'
import { registerHealth } from './http/health.ts'
import { apiHeaders, registerHeaders } from './http/headers.ts'
import { registerOpenApi } from './http/openapi.ts'
import { registerPages } from './http/pages.ts'
import { refuseUnreadable, registerProblems, sendProblem } from './http/problems.ts'
import { problem } from '@muster/core/contract/problem.ts'

export interface AppOptions {
  /** Whether it answers nothing but whether it lives and is ready: a process that does jobs alone. */
  readonly healthOnly?: boolean
  /** Fails a request whose reply breaks its schema: on in tests. */
  readonly checkReplies?: boolean
  readonly times?: Partial<ConnectionTimes>
  /** Milliseconds that an idle connection stays open for one request more when the server closes. */
  readonly lingerMs?: number
}

/** What people and programs ask for, features listed in order. */
const registerApi = (routes: Routes, context: Context) => {
  registerCspReports(routes, context)
  registerOpenApi(routes, endpoints, endpointSchemas)
  registerAuthRoutes(routes, context)
  registerKeyRoutes(routes, context)
  registerSettingsRoutes(routes, context)
  registerSpaceRoutes(routes, context)
  registerMemberRoutes(routes, context)
  registerInviteRoutes(routes, context)
  registerCollectionRoutes(routes, context)
  registerSyncRoutes(routes, context)
  registerTaskRoutes(routes, context)
}

/** The whole server over its context. A route of the API without schemas refuses the boot. */
export const buildApp = (context: Context, pages: string | null, options: AppOptions = {}): FastifyInstance => {
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    // The longest name that stands in an address is one that a device chose for a passkey.
    routerOptions: { maxParamLength: limits.credentialId },
    serverFactory: (handle) => createHttpServer(handle, options.times),
    // What still comes over an open connection while we close is answered like any other, and the connection ends.
    return503OnClosing: false,
    // Only who is told a problem is told an id: it is drawn there.
    genReqId: () => '',
    // What a request fails of is told by `http/problems.ts`: with a logger each answer is watched to its end, which costs a microsecond.
    logger: false,
    frameworkErrors: (_error, _request, reply) => sendProblem(reply.headers(apiHeaders), problem('invalid', 'The address cannot be read.')),
    clientErrorHandler: refuseUnreadable,
  })
  registerHeaders(app)
  context.origins.register(app)
  registerCors(app, context.corsOrigins)
  registerProblems(app)
  const routes = createRoutes(app, { ...context, endpoints, schemas: endpointSchemas, checkReplies: options.checkReplies ?? false })
  // Who answers requests goes on answering them, whatever becomes of the work after commits.
  registerHealth(routes, { ...context, stuck: options.healthOnly ? context.jobs.stuck : undefined })
  if (!options.healthOnly) registerApi(routes, context)
  routes.refuseOthers()
  if (pages && !options.healthOnly) registerPages(app, pages, context)
  // A connection in use is kept for its next request, and would hold up the end: it is told to close with its answer.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (context.drain.begun()) void reply.header('Connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', async () => {
    context.drain.begin()
    context.doorbell.close()
    const ended = context.jobs.close()
    if (app.server.listening) await closeConnections(app.server, options.lingerMs ?? 0)
    await ended
  })
  app.addHook('onClose', () => context.close())
  return app
}
