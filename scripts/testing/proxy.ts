import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface Line {
  readonly end: () => void
  /** The next answer is lost: the line is cut instead. */
  deaf: boolean
}

/**
 * A line to a port on loopback, for tests: what goes through it can be cut at any moment, or lose its answer.
 * @param port where it leads, or how a new line finds out
 * @param alter makes another of what comes back, as long as it was
 */
export const startProxy = async (port: number | (() => Promise<number>), alter: (bytes: Buffer) => Buffer = (bytes) => bytes) => {
  const lines = new Set<Line>()
  const lead = (near: Socket, to: number) => {
    const far = connect(to, '127.0.0.1')
    const both: readonly Socket[] = [near, far]
    const line: Line = { deaf: false, end: () => both.forEach((socket) => socket.destroy()) }
    lines.add(line)
    for (const socket of both) {
      socket.setNoDelay()
      socket.on('error', line.end)
      socket.on('close', () => {
        line.end()
        lines.delete(line)
      })
    }
    near.pipe(far)
    far.on('data', (bytes: Buffer) => (line.deaf ? line.end() : near.write(alter(bytes))))
  }
  const server = createServer((near) => {
    if (typeof port === 'number') return lead(near, port)
    near.on('error', () => near.destroy())
    port().then(
      (to) => near.destroyed || lead(near, to),
      () => near.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  /** Each line with this chance. */
  const some = (chance: number) => [...lines].filter(() => Math.random() < chance)
  return {
    port: (server.address() as AddressInfo).port,
    cut: (chance: number): void => some(chance).forEach(({ end }) => end()),
    loseAnswers: (chance: number): void => some(chance).forEach((line) => void (line.deaf = true)),
    close: async () => {
      server.close()
      for (const { end } of lines) end()
      await once(server, 'close')
    },
  }
}
