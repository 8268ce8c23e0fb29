// Opens the event streams that a task over IPC names, and tells when a space has moved: `{opened}`, then
// for each rev `{rev, heard, last}`: how many streams have heard of it, and when the last one did, on the clock of the machine.
import { dial, type Target } from '../measure/dial.ts'
import { get } from '../measure/requests.ts'

export interface Task {
  readonly target: Target
  readonly space: string
  /** Of each stream whose it is, and the address of this machine that it comes from, where it is not the usual one. */
  readonly streams: readonly { readonly cookies: Readonly<Record<string, string>>; readonly from: string | undefined }[]
}
export type Told = { readonly opened: number } | { readonly rev: number; readonly at: readonly number[] }

/** Milliseconds on the machine's own clock, the same in all its processes. */
const nowMs = () => Number(process.hrtime.bigint() / 1_000n) / 1_000
const atOnce = 50
/** Milliseconds until a stream that was turned away is opened again. */
const againMs = 1_000
const tell = (told: Told) => process.send?.(told)

const listen = ({ target, space, streams }: Task) => {
  const at = new Map<number, number[]>()
  const event = new RegExp(`"space":"${space}","rev":(\\d+)`, 'g')
  let [begun, opened] = [0, 0]
  const hear = (rev: number) => {
    const times = at.get(rev) ?? []
    at.set(rev, times)
    times.push(nowMs())
    if (times.length < streams.length) return
    at.delete(rev)
    tell({ rev, at: times })
  }
  const openOne = (mine: Task['streams'][number]) => {
    const socket = dial(target, mine.from)
    socket.write(get(target.url, '/api/v1/events', mine.cookies))
    let [answered, first] = [false, true]
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1')
      if (!answered && !text.startsWith('HTTP/1.1 200')) {
        // Turned away while too much is asked for at once: it comes back, as a browser does.
        socket.removeAllListeners().on('error', () => {})
        socket.destroy()
        setTimeout(openOne, againMs, mine)
        return
      }
      answered = true
      for (const [, rev] of text.matchAll(event)) {
        if (first) {
          first = false
          if (++opened === streams.length) tell({ opened })
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
  const open = () => {
    const mine = streams[begun++]
    if (mine) openOne(mine)
  }
  for (let n = 0; n < atOnce; n++) open()
}

process.once('message', (task: Task) => listen(task))
process.on('disconnect', () => process.exit(0))
