import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Used } from './tell.ts'

const pageBytes = 4_096

/** Whether the system tells what a process that carries nothing of the bench has used: Linux does. */
export const isTold = (): boolean => existsSync('/proc/self/schedstat')

/** Resident bytes of such a process; NaN where it is not told. */
export const residentOf = (pid: number): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes
  } catch {
    return Number.NaN
  }
}

/** Microseconds of CPU of the threads that it has now; threads of servers stay. */
const cpuOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]) / 1_000
    } catch {
      // It has ended since the folder was read.
      return sum
    }
  }, 0)

/** What processes have used that carry nothing of the bench, together, asked of the system and not of them: it costs them nothing. */
export const outside = (pids: readonly number[]) => ({
  used: async (): Promise<Used> => ({
    cpu: pids.reduce((sum, pid) => sum + cpuOf(pid), 0),
    rss: pids.reduce((sum, pid) => sum + residentOf(pid), 0),
  }),
})

/** Processes that a process has started and that run. */
export const childrenOf = (pid: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The name of a program may hold anything; the parent is the second field after it.
        const parent = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]
        return Number(parent) === pid ? [Number(name)] : []
      } catch {
        return []
      }
    })
