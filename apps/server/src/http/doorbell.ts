import type { FastifyReply } from 'fastify'

const heartbeatMs = 15_000
/** A client that has not read this much is cut: it will come back and pull. */
const unreadBytes = 64 * 1024

/** Server-sent events that say only "space S is at rev N": who hears one asks for what it lacks. */
export const createDoorbell = () => {
  const streams = new Map<string, Set<FastifyReply['raw']>>()
  const write = (raw: FastifyReply['raw'], text: string) => {
    if (raw.writableLength > unreadBytes) raw.destroy()
    else raw.write(text)
  }
  const heartbeat = setInterval(() => {
    for (const set of streams.values()) for (const raw of set) write(raw, ':\n\n')
  }, heartbeatMs).unref()
  return {
    open: (reply: FastifyReply, space: string) => {
      const { raw } = reply
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
      raw.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' })
      raw.write('retry: 1000\n\n')
      const set = streams.get(space) ?? new Set()
      streams.set(space, set.add(raw))
      raw.on('close', () => {
        set.delete(raw)
        if (set.size === 0) streams.delete(space)
      })
    },
    ring: (space: string, rev: number) => {
      for (const raw of streams.get(space) ?? []) write(raw, `data: ${JSON.stringify({ space, rev })}\n\n`)
    },
    close: () => {
      clearInterval(heartbeat)
      for (const set of streams.values()) for (const raw of set) raw.end()
    },
  }
}
export type Doorbell = ReturnType<typeof createDoorbell>
