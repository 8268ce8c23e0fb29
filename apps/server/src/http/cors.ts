import type { FastifyInstance } from 'fastify'

const allowed = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match',
  // Seconds for which a browser need not ask again.
  'Access-Control-Max-Age': '600',
} as const
/** What a page of another origin may read of an answer, beside its body. */
const exposed = 'ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After'

/**
 * Lets pages of these origins use the API by an API key, and by nothing else: cookies that come along are nobody's. An origin is compared
 * as browsers say it, letter by letter; one that is not named hears nothing, and neither does `null`.
 */
export const registerCors = (app: FastifyInstance, origins: readonly string[]): void => {
  if (origins.length === 0) return
  const named = new Set(origins)
  app.addHook('onRequest', (request, reply, done) => {
    const { headers, method, routeOptions } = request
    if (headers.origin === undefined || routeOptions.config.endpoint === undefined || !named.has(headers.origin)) return done()
    delete headers.cookie
    void reply.headers({ 'Access-Control-Allow-Origin': headers.origin, 'Access-Control-Expose-Headers': exposed })
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return done()
    void reply.status(204).headers(allowed).send()
  })
}
