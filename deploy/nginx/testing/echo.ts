import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface Heard {
  readonly method: string
  /** As it was sent. */
  readonly url: string
  /** Names in lower case, each as often as it came. */
  readonly headers: readonly (readonly [string, string])[]
  readonly bodyBytes: number
}

const fieldsOf = ({ rawHeaders }: IncomingMessage): readonly (readonly [string, string])[] =>
  rawHeaders.flatMap((name, n) => (n % 2 === 0 ? [[name.toLowerCase(), rawHeaders[n + 1] ?? ''] as const] : []))

/** What is asked of an instance, as it comes there. */
export const startEcho = async (t: TestContext) => {
  const heard: Heard[] = []
  let begun = 0
  const server = createServer({ keepAliveTimeout: 72_000 }, (request, reply) => {
    begun++
    let bodyBytes = 0
    request.on('data', (part: Buffer) => (bodyBytes += part.length))
    request.on('end', () => {
      heard.push({ method: request.method ?? '', url: request.url ?? '', headers: fieldsOf(request), bodyBytes })
      reply.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }).end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    /** Requests that have begun to come. */
    begun: () => begun,
    last: () => heard.at(-1),
  }
}
