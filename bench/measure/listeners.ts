import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Task, Told } from '../clients/listen.ts'

const openMs = 240_000
const heardMs = 30_000
const opened = 'opened'

/** A process with streams: what it tells is buffered until somebody asks. */
const startListener = (task: Task) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../clients/listen.ts')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const told = new Map<number | typeof opened, Told>()
  let [look, fail] = [() => {}, (_error: Error) => {}]
  child.on('exit', () => fail(new Error('a process with streams ended')))
  child.on('message', (one: Told) => {
    told.set('rev' in one ? one.rev : opened, one)
    look()
  })
  child.send(task)
  return {
    told: (what: number | typeof opened, ms: number): Promise<Told> =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`the streams were not told of ${what} in time`)), ms)
        look = () => {
          const found = told.get(what)
          if (!found) return
          clearTimeout(late)
          resolve(found)
        }
        fail = reject
        look()
      }),
    close: async () => {
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}

/** So many event streams, held by processes of their own. */
export const openListeners = async (tasks: readonly Task[]) => {
  const listeners = tasks.map(startListener)
  await Promise.all(listeners.map((listener) => listener.told(opened, openMs)))
  return {
    /** When each stream heard of a rev, in milliseconds on the clock of the machine. */
    heard: async (rev: number): Promise<readonly number[]> =>
      (await Promise.all(listeners.map((listener) => listener.told(rev, heardMs)))).flatMap((told) => ('rev' in told ? told.at : [])),
    close: async () => {
      for (const listener of listeners) await listener.close()
    },
  }
}
