// Preloaded into every process that is measured: says what the process has used when it is asked, and ends it with the bench.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Question {
  readonly n: number
  /** Throw away what is garbage first, so that memory is what is held. */
  readonly collect: boolean
}
export interface Used {
  /** Microseconds of CPU since the process began, user and system, over all its threads. */
  readonly cpu: number
  /** Resident memory in bytes. */
  readonly rss: number
}

const collect = () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let n = 0; n < 3; n++) gc()
}

process.on('message', ({ n, collect: first }: Question) => {
  if (first) collect()
  const { user, system } = process.cpuUsage()
  const used: Used = { cpu: user + system, rss: process.memoryUsage.rss() }
  process.send?.({ n, used })
})
process.on('disconnect', () => process.exit(0))
