import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What somebody sends to somewhere else: notes the keys it was sent, and answers, or waits when it is told to. */
export const startReceiver = async () => {
  const keys: string[] = []
  const from = new Map<string, Set<string>>()
  /** By sender: who waits for its next request, and lets go of it. */
  const wanted = new Map<string, (held: { readonly key: string; readonly answer: () => void }) => void>()
  const server = createServer((request, reply) => {
    void text(request).then((key) => {
      const sender = String(request.headers['x-from'])
      keys.push(key)
      from.set(key, (from.get(key) ?? new Set()).add(sender))
      const answer = () => void reply.end()
      const hold = wanted.get(sender)
      wanted.delete(sender)
      if (hold) hold({ key, answer })
      else answer()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** All that it was sent, in order, also what was sent again. */
    keys: keys as readonly string[],
    /** The processes that sent a key. */
    sendersOf: (key: string): ReadonlySet<string> => from.get(key) ?? new Set(),
    /** The next request of a process, which waits for its answer. */
    holdNext: (pid: number | undefined) =>
      new Promise<{ readonly key: string; readonly answer: () => void }>((resolve) => {
        wanted.set(String(pid), resolve)
      }),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
