import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** What Node knows of a connection, and tells nowhere else: bytes that it gave to the system, and those of them that the system has not taken. */
interface Handle {
  readonly bytesWritten?: number
  readonly writeQueueSize?: number
}

/** Bytes that the system has taken; undefined where none waits to be. */
const takenOf = (socket: Socket): number | undefined => {
  if (socket.writableLength === 0) return undefined
  const { bytesWritten, writeQueueSize } = (socket as { readonly _handle?: Handle | null })._handle ?? {}
  // Without it, what is with the system counts once it has taken a write as a whole.
  return bytesWritten === undefined || writeQueueSize === undefined ? socket.bytesWritten - socket.writableLength : bytesWritten - writeQueueSize
}

/**
 * Ends connections whose client takes nothing of what it is sent for `stuckMs`. Node's own timeout looks at that one time late: it
 * begins anew with each write, and once more when it finds that a write has begun since.
 * @param lookMs between two looks, by one timer for all connections: so much later than `stuckMs` one ends at most, twice
 */
export const endUnread = (server: Server, stuckMs: number, lookMs: number): void => {
  const open = new Set<Socket>()
  const stuck = new Map<Socket, { readonly taken: number; readonly since: number }>()
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    const now = performance.now()
    for (const socket of open) {
      const taken = takenOf(socket)
      if (taken === undefined) {
        stuck.delete(socket)
        continue
      }
      const before = stuck.get(socket)
      if (before?.taken !== taken) stuck.set(socket, { taken, since: now })
      else if (now - before.since >= stuckMs) socket.destroy()
    }
  }
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    timer ??= setInterval(look, lookMs).unref()
    socket.once('close', () => {
      open.delete(socket)
      stuck.delete(socket)
      if (open.size > 0) return
      clearInterval(timer)
      timer = undefined
    })
  })
}
