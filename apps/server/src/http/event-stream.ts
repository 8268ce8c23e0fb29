import type { FastifyReply } from 'fastify'
import { apiHeaders } from './headers.ts'

/** Takes a reply over as a stream of server-sent events, and sends its head. Undefined when nobody is at the other end any more: then nothing would ever end it. */
export const beginEventStream = (reply: FastifyReply): FastifyReply['raw'] | undefined => {
  reply.hijack()
  const { raw } = reply
  if (raw.destroyed || raw.socket === null || raw.socket.destroyed) return undefined
  // The connection is the stream: in chunks each event takes three pieces, and a third more CPU.
  raw.removeHeader('Transfer-Encoding')
  raw.writeHead(200, {
    ...apiHeaders,
    ...(reply.getHeaders() as Record<string, string>),
    'Content-Type': 'text/event-stream; charset=utf-8',
    'X-Accel-Buffering': 'no',
  })
  return raw
}
