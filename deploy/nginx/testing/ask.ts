import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, request, type RequestOptions } from 'node:https'
import { PassThrough } from 'node:stream'

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Names and values as they came, one after another. */
  readonly raw: readonly string[]
  readonly text: string
}
export interface Asking {
  readonly method?: string
  /** Of several values each is sent as a header of its own. */
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

/** Asks over https as browsers do, each request on a connection that is kept, for a name that leads to loopback. */
export const createAsk = (front: { readonly name: string; readonly port: number; readonly ca: string }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const options = (path: string, { method = 'GET', headers = {} }: Asking): RequestOptions => ({
    host: '127.0.0.1',
    port: front.port,
    servername: front.name,
    ca: front.ca,
    agent,
    path,
    method,
    headers: { Host: `${front.name}:${front.port}`, ...headers },
  })
  const begin = async (path: string, asking: Asking): Promise<IncomingMessage> => {
    for (;;) {
      const sending = request(options(path, asking))
      sending.end(asking.body)
      try {
        const [reply] = (await once(sending, 'response')) as [IncomingMessage]
        return reply
      } catch (error) {
        // A connection that was kept may be closed as it is used: browsers then open another by themselves.
        if (!sending.reusedSocket || (error as { code?: string }).code !== 'ECONNRESET') throw error
      }
    }
  }
  /** As it is on the line: nothing unpacks it. */
  const bytes = async (path: string, asking: Asking = {}) => {
    const reply = await begin(path, asking)
    const parts: Buffer[] = []
    for await (const part of reply) parts.push(part as Buffer)
    return { status: reply.statusCode ?? 0, headers: reply.headers, raw: reply.rawHeaders, body: Buffer.concat(parts) }
  }
  return {
    bytes,
    ask: async (path: string, asking: Asking = {}): Promise<Told> => {
      const { body, ...told } = await bytes(path, asking)
      return { ...told, text: body.toString() }
    },
    /** An answer that goes on: its head, and what has come of it so far. */
    stream: async (path: string, asking: Asking = {}) => {
      const reply = await begin(path, asking)
      const state = { text: '', ended: false, cut: false }
      const through = reply.pipe(new PassThrough())
      through.on('data', (part: Buffer) => (state.text += part.toString()))
      reply.on('error', () => (state.cut = true))
      reply.on('close', () => (state.ended = true))
      return { status: reply.statusCode ?? 0, headers: reply.headers, state, end: () => reply.destroy() }
    },
    close: () => agent.destroy(),
  }
}
export type Ask = ReturnType<typeof createAsk>
