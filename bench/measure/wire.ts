import type { Socket } from 'node:net'
import { dial, type Target } from './dial.ts'

export interface Reply {
  readonly status: number
  /** Status line and headers, as they came. */
  readonly head: string
  readonly body: Buffer
}

/** One keep-alive connection that asks one thing at a time. It knows just enough of HTTP to cost little beside the server. */
export interface Line {
  ask(request: string): Promise<Reply>
  close(): void
}

const closes = /\r\nconnection: close/i
const headEnd = Buffer.from('\r\n\r\n')
const lengthOf = (head: string, status: number): number => {
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length !== undefined) return Number(length)
  if (status === 304 || status === 204) return 0
  throw new Error(`a reply without a length:\n${head}`)
}

const replyIn = (bytes: Buffer): { readonly reply: Reply; readonly size: number } | undefined => {
  const at = bytes.indexOf(headEnd)
  if (at < 0) return undefined
  const head = bytes.toString('latin1', 0, at)
  const status = Number(head.slice(9, 12))
  const size = at + 4 + (status === 304 ? 0 : lengthOf(head, status))
  return bytes.length < size ? undefined : { reply: { status, head, body: bytes.subarray(at + 4, size) }, size }
}

const openLine = (target: Target): Line => {
  let socket: Socket | undefined
  let waiting: { readonly done: (reply: Reply) => void; readonly failed: (error: Error) => void } | undefined
  const open = (): Socket => {
    const opened = dial(target)
    let held: Buffer = Buffer.alloc(0)
    opened.on('data', (chunk: Buffer) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      const found = waiting && replyIn(held)
      if (!found) return
      held = held.subarray(found.size)
      const { done } = waiting ?? {}
      waiting = undefined
      // As nginx says after so many requests: the next goes over another.
      if (closes.test(found.reply.head)) {
        socket = undefined
        opened.end()
      }
      done?.(found.reply)
    })
    const over = (error: Error) => {
      if (socket !== opened) return
      socket = undefined
      waiting?.failed(error)
    }
    opened.on('error', over)
    opened.on('close', () => over(new Error('the server closed the connection')))
    return opened
  }
  return {
    ask: (request) =>
      new Promise((done, failed) => {
        waiting = { done, failed }
        // A server closes what rests for long: while others are measured, say.
        socket ??= open()
        socket.write(request, 'utf8')
      }),
    close: () => socket?.destroy(),
  }
}

/** So many connections to a server on loopback; each is made when it is first used. */
export const openLines = (target: Target, count: number): readonly Line[] => Array.from({ length: count }, () => openLine(target))

/** Asks once, over a connection of its own. */
export const askOnce = async (target: Target, request: string): Promise<Reply> => {
  const line = openLine(target)
  try {
    return await line.ask(request)
  } finally {
    line.close()
  }
}

/** Keeps every line busy until `total` requests were answered. `work` is one exchange, on the line it is given. */
export const keepBusy = async (lines: readonly Line[], total: number, work: (line: Line, n: number) => Promise<void>): Promise<void> => {
  let next = 0
  await Promise.all(
    lines.map(async (line) => {
      while (next < total) await work(line, next++)
    }),
  )
}
