import Fastify, { type FastifyInstance } from 'fastify'
import { Ajv } from 'ajv'
import { limits } from '@muster/core/contract/limits.ts'
import type { Context } from './context.ts'
import { registerAuthRoutes } from './features/auth/routes.ts'
import { registerSyncRoutes } from './features/sync/routes.ts'
import { registerHeaders } from './http/headers.ts'
import { registerPages } from './http/pages.ts'
import { registerProblems } from './http/problems.ts'
import { createAjv } from './http/validation.ts'

/** The whole server over its context, features listed in order. Routes that take a body without a schema refuse the boot. */
export const buildApp = (context: Context, pages: string | null): FastifyInstance => {
  const app = Fastify({ bodyLimit: limits.bodyBytes, requestTimeout: 30_000, keepAliveTimeout: 72_000, forceCloseConnections: 'idle', logger: { level: 'error' } })
  const ajv: Ajv = createAjv()
  app.setValidatorCompiler(({ schema }) => ajv.compile(schema as object))
  registerHeaders(app)
  context.origins.register(app)
  registerProblems(app)
  // Only JSON is read: a plain-text body is how a form of another site would try.
  app.removeContentTypeParser('text/plain')
  app.addHook('onRoute', (route) => {
    const takesBody = route.method === 'POST' && route.url !== '/api/v1/auth/logout'
    if (takesBody && !route.schema?.body) throw new Error(`${route.url} has no schema for its body`)
  })
  registerAuthRoutes(app, context)
  registerSyncRoutes(app, context)
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    await context.store.count('users')
    return { status: 'ok' }
  })
  if (pages) registerPages(app, pages)
  app.addHook('preClose', (done) => {
    context.doorbell.close()
    done()
  })
  app.addHook('onClose', () => context.store.close())
  return app
}
