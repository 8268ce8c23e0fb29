import { openLines, type Line, type Reply } from './wire.ts'

/** So many connections that many people share, as those of a load balancer are shared: whoever asks takes the next that is free. */
export const shareLines = (url: string, count: number) => {
  const lines = openLines({ url }, count)
  const free = [...lines]
  const waiting: ((line: Line) => void)[] = []
  const take = (): Promise<Line> => {
    const line = free.pop()
    return line ? Promise.resolve(line) : new Promise((resolve) => void waiting.push(resolve))
  }
  return {
    ask: async (request: string): Promise<Reply> => {
      const line = await take()
      try {
        return await line.ask(request)
      } finally {
        const next = waiting.shift()
        if (next) next(line)
        else free.push(line)
      }
    },
    close: () => {
      for (const line of lines) line.close()
    },
  }
}
