import type { Target } from './dial.ts'
import { expect } from './reading.ts'
import { headerOf } from './requests.ts'
import { openLines } from './wire.ts'

/** What a client says that it takes; that of a browser is the last. */
export const codings = ['identity', 'gzip', 'gzip, br'] as const

/** Bytes of answers on the line, heads and all but TLS, and what they were packed by. @param requests the same of each, given what is taken */
export const bytesOf = async (target: Target, requests: readonly string[]): Promise<{ readonly bytes: number; readonly coding: string }> => {
  const [line] = openLines(target, 1)
  if (!line) throw new Error('no connection')
  let [bytes, coding] = [0, '']
  for (const request of requests) {
    const { head, body } = await expect(line, request, 200)
    bytes += Buffer.byteLength(head, 'latin1') + 4 + body.length
    coding ||= headerOf(head, 'content-encoding') ?? ''
  }
  line.close()
  return { bytes, coding: coding || 'plain' }
}
