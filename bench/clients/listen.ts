// Opens COUNT event streams to URL, with cookies that come one by one over IPC, and tells when a space has moved: `{opened}`, then
// for each rev `{rev, heard, last}`: how many streams have heard of it, and when the last one did, on the clock of the machine.
import { connect } from 'node:net'
import { get } from '../measure/requests.ts'

export interface Task {
  readonly url: string
  readonly space: string
  readonly cookies: readonly Readonly<Record<string, string>>[]
}
export type Told = { readonly opened: number } | { readonly rev: number; readonly at: readonly number[] }

/** Milliseconds on the machine's own clock, the same in all its processes. */
const nowMs = () => Number(process.hrtime.bigint() / 1_000n) / 1_000
const atOnce = 50
const tell = (told: Told) => process.send?.(told)

const listen = ({ url, space, cookies }: Task) => {
  const at = new Map<number, number[]>()
  const event = new RegExp(`"space":"${space}","rev":(\\d+)`, 'g')
  let [begun, opened] = [0, 0]
  const hear = (rev: number) => {
    const times = at.get(rev) ?? []
    at.set(rev, times)
    times.push(nowMs())
    if (times.length < cookies.length) return
    at.delete(rev)
    tell({ rev, at: times })
  }
  const open = () => {
    const mine = cookies[begun++]
    if (!mine) return
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', noDelay: true })
    socket.write(get(url, '/api/v1/events', mine))
    let first = true
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1')
      for (const [, rev] of text.matchAll(event)) {
        if (first) {
          first = false
          if (++opened === cookies.length) tell({ opened })
          open()
        } else hear(Number(rev))
      }
    })
    socket.on('error', (error) => {
      console.error(`a stream failed: ${error.message}`)
      process.exit(1)
    })
    socket.on('close', () => {
      console.error('the server closed a stream')
      process.exit(1)
    })
  }
  for (let n = 0; n < atOnce; n++) open()
}

process.once('message', (task: Task) => listen(task))
process.on('disconnect', () => process.exit(0))
