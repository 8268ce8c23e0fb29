import Fastify, { type FastifyInstance } from 'fastify'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { Context } from './context.ts'
import { registerAuthRoutes } from './features/auth/routes.ts'
import { registerCollectionRoutes } from './features/collections/routes.ts'
import { registerInviteRoutes } from './features/invites/routes.ts'
import { registerSettingsRoutes } from './features/settings/routes.ts'
import { registerMemberRoutes } from './features/spaces/members.ts'
import { registerSpaceRoutes } from './features/spaces/routes.ts'
import { registerSyncRoutes } from './features/sync/routes.ts'
import { registerTaskRoutes } from './features/tasks/routes.ts'
import { createRoutes } from './http/endpoint.ts'
import { registerHealth } from './http/health.ts'
import { registerHeaders, securityHeaders } from './http/headers.ts'
import { registerPages } from './http/pages.ts'
import { refuseUnreadable, registerProblems, sendProblem } from './http/problems.ts'
import { problem } from './journal/problem.ts'

/** The whole server over its context, features listed in order. A route of the API without schemas refuses the boot. */
export const buildApp = (context: Context, pages: string | null, options: { readonly checkReplies?: boolean } = {}): FastifyInstance => {
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    logger: { level: 'error' },
    // One logger for all requests: what is logged names its request itself.
    childLoggerFactory: (logger) => logger,
    frameworkErrors: (_error, _request, reply) => sendProblem(reply.headers(securityHeaders), problem('invalid', 'The address cannot be read.')),
    clientErrorHandler: refuseUnreadable,
  })
  registerHeaders(app)
  context.origins.register(app)
  registerProblems(app)
  const routes = createRoutes(app, { ...context, schemas: endpointSchemas, checkReplies: options.checkReplies ?? false })
  registerHealth(routes, context)
  registerAuthRoutes(routes, context)
  registerSettingsRoutes(routes, context)
  registerSpaceRoutes(routes, context)
  registerMemberRoutes(routes, context)
  registerInviteRoutes(routes, context)
  registerCollectionRoutes(routes, context)
  registerSyncRoutes(routes, context)
  registerTaskRoutes(routes, context)
  routes.refuseOthers()
  if (pages) registerPages(app, pages)
  app.addHook('preClose', (done) => {
    context.doorbell.close()
    done()
  })
  app.addHook('onClose', () => context.store.close())
  return app
}
