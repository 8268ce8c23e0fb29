import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

const pieceBytes = 8 * 1024
const aheadMs = 250

/**
 * A line to a server on this machine that carries so much and no more, all connections together, and delays everything, as
 * far lines do. In bits a second each way, and ms there and back.
 */
export const slowLine = async (to: string, bitsPerSecond: number, roundTripMs: number) => {
  const sockets = new Set<Socket>()
  const carry = (from: Socket, into: Socket, way: { freeAt: number }) => {
    const onTheWay: { readonly at: number; readonly arrive: () => void }[] = []
    const arrive = () => {
      while (onTheWay[0] && onTheWay[0].at <= performance.now()) onTheWay.shift()?.arrive()
      if (onTheWay[0]) setTimeout(arrive, onTheWay[0].at - performance.now())
    }
    const send = (then: () => void) => {
      if (onTheWay.push({ at: Math.max(way.freeAt, performance.now()) + roundTripMs / 2, arrive: then }) === 1) setTimeout(arrive, roundTripMs / 2)
    }
    from.on('data', (data) => {
      for (let at = 0; at < data.length; at += pieceBytes) {
        const piece = data.subarray(at, at + pieceBytes)
        way.freeAt = Math.max(way.freeAt, performance.now()) + (piece.length * 8_000) / bitsPerSecond
        send(() => into.writable && into.write(piece))
      }
      const ahead = way.freeAt - performance.now() - aheadMs
      if (ahead <= 0) return
      from.pause()
      setTimeout(() => from.resume(), ahead)
    })
    from.on('end', () => send(() => into.end()))
    for (const socket of [from, into]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
    from.on('close', () => {
      sockets.delete(from)
      if (from.errored) into.destroy()
    })
  }
  const [up, down] = [{ freeAt: 0 }, { freeAt: 0 }]
  const server = createServer((near) => {
    const far = connect(Number(new URL(to).port), '127.0.0.1')
    carry(near, far, up)
    carry(far, near, down)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
