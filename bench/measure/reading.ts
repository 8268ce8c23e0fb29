import type { Line, Reply } from './wire.ts'

/** One exchange whose answer has to have a certain status: a bench that measures errors measures nothing. */
export const expect = async (line: Line, request: string, status: number): Promise<Reply> => {
  const reply = await line.ask(request)
  if (reply.status !== status)
    throw new Error(`${request.split('\r\n', 1)[0]} was answered ${reply.status}, not ${status}: ${reply.body.toString().slice(0, 300)}`)
  return reply
}
