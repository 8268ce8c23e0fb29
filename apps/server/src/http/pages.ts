import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** Serves the built pages from memory: hashed assets for ever, the page itself never kept. Every address without a dot is the page, unknown ones too. */
export const registerPages = (app: FastifyInstance, folder: string) => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => types[extname(name)])
  for (const name of files) {
    const body = readFileSync(join(folder, name))
    const kept = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    const type = types[extname(name)] as string
    app.get(`/${name}`, (_request, reply) => reply.type(type).header('Cache-Control', kept).send(body))
  }
  const page = readFileSync(join(folder, 'index.html'))
  const sendPage = (reply: FastifyReply) => reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(page)
  for (const path of ['/', '/list/:id', '/today', '/trash', '/settings', '/space/:id', '/join/:token', '/join/:token/*', '/sign-in', '/sign-up'])
    app.get(path, (_request, reply) => sendPage(reply))
  // Whoever opens another address in a browser is told so by the page, with ways on from there.
  app.get('/*', (request, reply) => {
    const [path = ''] = request.url.split('?')
    const isPage = !path.startsWith('/api/') && !path.includes('.') && request.headers.accept?.includes('text/html')
    return isPage ? sendPage(reply.code(404)) : reply.callNotFound()
  })
}
