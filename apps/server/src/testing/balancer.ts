import { once } from 'node:events'
import { Agent, createServer, get, request, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Milliseconds between two looks at who is ready. */
const lookMs = 1_000

interface Upstream {
  readonly url: URL
  readonly agent: Agent
  ready: boolean
}

const isReady = (url: URL): Promise<boolean> =>
  new Promise((resolve) => {
    get(new URL('/readyz', url), { agent: false }, (reply) => {
      reply.resume()
      resolve(reply.statusCode === 200)
    }).on('error', () => resolve(false))
  })
const upstreamAt = (url: string): Upstream => ({ url: new URL(url), agent: new Agent({ keepAlive: true }), ready: false })
/** What is said to the next hop alone (RFC 9110, 7.6.1). */
const endToEnd = ({ connection: _c, 'keep-alive': _k, 'transfer-encoding': _t, ...rest }: IncomingHttpHeaders) => rest

/**
 * Gives requests to servers in turn, as the least of load balancers does: to those whose `/readyz` said so when it looked last, half
 * of them over connections that it keeps until they are told to close, half over new ones. It tries nothing twice: what one of them fails of is a 502.
 */
export const startBalancer = async () => {
  const upstreams: Upstream[] = []
  let turn = 0
  const look = async (one: Upstream) => {
    one.ready = await isReady(one.url)
  }
  const looking = setInterval(() => void upstreams.map(look), lookMs)
  const server = createServer((asked, answer) => {
    const ready = upstreams.filter((one) => one.ready)
    const keeps = turn % 4 < 2
    const one = ready[turn++ % ready.length]
    if (!one) return void answer.writeHead(503).end('nobody is ready')
    const { hostname, port } = one.url
    const to = { hostname, port, path: asked.url, method: asked.method, headers: endToEnd(asked.headers), agent: keeps ? one.agent : false }
    const passed = request(to, (reply) => {
      answer.writeHead(reply.statusCode ?? 0, endToEnd(reply.headers))
      reply.pipe(answer)
      reply.on('error', () => answer.destroy())
    })
    passed.on('error', (error) => void (answer.headersSent ? answer.destroy() : answer.writeHead(502).end(String(error))))
    asked.pipe(passed)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** One more to give requests to, once it is ready. */
    add: async (url: string): Promise<void> => {
      const one = upstreamAt(url)
      while (!one.ready) await look(one)
      upstreams.push(one)
    },
    /** One that may come and go: it is given requests whenever it is seen to be ready. */
    declare: (url: string): void => void upstreams.push(upstreamAt(url)),
    /** One that has ended. */
    remove: (url: string): void => {
      const [one] = upstreams.splice(
        upstreams.findIndex((each) => each.url.href === new URL(url).href),
        1,
      )
      one?.agent.destroy()
    },
    close: async (): Promise<void> => {
      clearInterval(looking)
      server.close()
      server.closeAllConnections()
      for (const { agent } of upstreams) agent.destroy()
      await once(server, 'close')
    },
  }
}
