import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { median } from '../measure/median.ts'
import { residentOf } from '../measure/outside.ts'
import { serverEnv, type Place } from '../measure/ours.ts'
import type { Part } from './part.ts'

const [tasks, starts, idleMs] = [100_000, 9, 2_000]
const root = join(import.meta.dirname, '../..')

/** Starts the product as it is, and ends it again. */
const startOnce = async (place: Place, idle: number) => {
  const began = performance.now()
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...serverEnv(place) },
  })
  const gone = once(child, 'exit')
  const first = await Promise.race([once(child.stdout, 'data'), gone])
  const ms = performance.now() - began
  if (!String(first[0]).includes('ready at')) throw new Error(`it did not start: ${String(first[0])}`)
  await new Promise((resolve) => setTimeout(resolve, idle))
  const resident = residentOf(child.pid ?? 0)
  child.kill('SIGTERM')
  await gone
  return { ms, resident }
}

/** How soon a process with a large space serves, and what it holds when nobody asks. */
export const start: Part = {
  name: 'start',
  about: 'how soon a process with 100,000 tasks is ready, and its memory when idle',
  run: async (bench) => {
    const { place } = await bench.sized(tasks)
    // The first start fills the cache of compiled code, as the first start of an installation does.
    await startOnce(place, 0)
    const times: number[] = []
    for (let n = 0; n < starts; n++) times.push((await startOnce(place, 0)).ms)
    const { resident } = await startOnce(place, idleMs)
    const note = `by the clock; ${Math.round(Math.min(...times))} at best of ${starts}`
    bench.found({ what: 'start of the process until it is ready', value: median(times), unit: 'ms', goal: { atMost: 250 }, note })
    bench.found({ what: 'resident memory when idle', value: resident / 2 ** 20, unit: 'MB', goal: { atMost: 105 } })
  },
}
