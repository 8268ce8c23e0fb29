import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Question, Used } from './tell.ts'

const root = join(import.meta.dirname, '../..')
const startMs = 60_000
const stopMs = 20_000

export interface Child {
  readonly pid: number
  /** What the address in its line `… ready at …` was. */
  readonly url: string
  used(options?: { readonly collect: boolean }): Promise<Used>
  /** Ends it as an operator would, and waits for it. */
  stop(): Promise<void>
}

const profiled = process.env['BENCH_PROFILE']

const readyAt = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('it was not ready in time')), startMs)
    let said = ''
    child.stdout?.on('data', (text) => {
      said += String(text)
      const url = /ready at (http:\S+)/.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(late)
      resolve(url)
    })
    child.on('exit', (code) => reject(new Error(`it ended with ${code} before it was ready\n${said}`)))
  })

/**
 * Starts a server of the bench, or the product, in a process of its own with nothing of our environment but what is given.
 * With `BENCH_PROFILE` it leaves a CPU profile in that folder when it ends.
 * @param script path from the root of the repository
 */
export const startChild = async (script: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Child> => {
  const child = spawn(
    process.execPath,
    [...(profiled ? ['--cpu-prof', `--cpu-prof-dir=${profiled}`] : []), '--import', join(import.meta.dirname, 'tell.ts'), join(root, script), ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', ...env } },
  )
  const asked = new Map<number, (used: Used) => void>()
  child.on('message', ({ n, used }: { readonly n: number; readonly used: Used }) => {
    asked.get(n)?.(used)
    asked.delete(n)
  })
  const url = await readyAt(child)
  let asks = 0
  return {
    pid: child.pid ?? 0,
    url,
    used: ({ collect } = { collect: false }) =>
      new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`${script} has ended`))
        const question: Question = { n: ++asks, collect }
        asked.set(question.n, resolve)
        child.send(question)
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), stopMs)
      await gone
      clearTimeout(late)
    },
  }
}
