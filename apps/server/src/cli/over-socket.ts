import type { IncomingMessage } from 'node:http'
import { request } from '../http/node-http.ts'

/** Hands on what was asked once it is whole; who asks for more than so many bytes is cut. */
export const hear = (incoming: IncomingMessage, bytesAtMost: number, then: (body: string) => void): void => {
  let body = ''
  incoming.setEncoding('utf8')
  incoming.on('data', (text: string) => {
    body += text
    if (body.length > bytesAtMost) incoming.destroy()
  })
  incoming.on('end', () => then(body))
}

/** Asks whoever listens on a socket of this machine. Rejects when nobody does. */
export const askSocket = (socketPath: string, command: unknown): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const asking = request({ socketPath, method: 'POST', path: '/' }, (reply) => {
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => (text += part))
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text }))
      reply.on('error', reject)
    })
    asking.on('error', reject)
    asking.end(JSON.stringify(command))
  })
