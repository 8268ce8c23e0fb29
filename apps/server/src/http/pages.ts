import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { refuse } from '@muster/core/domain/world.ts'
import { methods } from './methods.ts'
import { pagePaths } from './page-paths.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** What a page and its parts are told apart by on their way: nothing of who asks. */
const parts = { Vary: 'Accept-Encoding' } as const
const config = { page: true } as const
const allow = 'GET, HEAD'
const others = methods.filter((method) => method !== 'GET' && method !== 'HEAD')

/** Serves the built pages from memory: hashed assets for ever, the page itself never cached. Every address without a dot is the page, unknown ones too. */
export const registerPages = (app: FastifyInstance, folder: string) => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => types[extname(name)])
  for (const name of files) {
    const body = readFileSync(join(folder, name))
    const cacheControl = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    const type = types[extname(name)] as string
    app.get(`/${name}`, { config }, (_request, reply) =>
      reply
        .type(type)
        .headers({ 'Cache-Control': cacheControl, ...parts })
        .send(body),
    )
  }
  const page = readFileSync(join(folder, 'index.html'))
  const sendPage = (reply: FastifyReply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({ 'Cache-Control': 'no-cache', ...parts })
      .send(page)
  for (const url of pagePaths) {
    app.get(url, { config }, (_request, reply) => sendPage(reply))
    app.route({
      method: others,
      url,
      onRequest: (_request, reply, done) => {
        void reply.header('Allow', allow)
        refuse('method_not_allowed', `It takes ${allow}.`)
        done()
      },
      handler: () => undefined,
    })
  }
  // Whoever opens another address in a browser is told so by the page, with ways on from there.
  app.get<{ Params: { '*': string } }>('/*', { config }, (request, reply) => {
    const path = request.params['*']
    const isPage = path !== 'api' && !path.startsWith('api/') && !path.includes('.') && request.headers.accept?.includes('text/html')
    return isPage ? sendPage(reply.code(404)) : reply.callNotFound()
  })
}
