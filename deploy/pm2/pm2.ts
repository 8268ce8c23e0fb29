import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const ecosystem = join(import.meta.dirname, 'ecosystem.config.cjs')
/** Longest that a command of PM2 may take, in ms: one that stops a process waits until that has drained and finished. */
const commandMs = 120_000
const bytesAtMost = 64 * 1024 * 1024

/** What PM2 tells of one of its apps. */
export interface App {
  readonly name: string
  /** 0 while it does not run. */
  readonly pid: number
  readonly status: string
  readonly restarts: number
}

/** What PM2 itself puts into the environment of what it runs is not handed on to what it shall run next. */
const handedOn = (env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => /^[A-Z][A-Z\d_]*$/.test(name) && !/^(?:PM2_|NODE_APP_INSTANCE$|NODE_CHANNEL_|PORT$|METRICS_PORT$)/.test(name)),
  )

/**
 * PM2 by its command: each call is a process of its own, so that nothing of it lives in ours, and its daemon is that of one folder.
 * @param home the folder of the daemon (`PM2_HOME`), which is started when it does not run
 * @param env what `ecosystem.config.cjs` reads, and what the processes are told
 */
export const createPm2 = (home: string, env: Readonly<Record<string, string | undefined>>) => {
  const own = join(root, 'node_modules/pm2/bin/pm2')
  const [program, ...words] = existsSync(own) ? [process.execPath, own] : ['pm2']
  const run = async (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> => {
    // It asks nobody for its newest version.
    const quiet = { PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: 'true', PM2_DISCRETE_MODE: 'true' }
    try {
      const { stdout } = await promisify(execFile)(program ?? 'pm2', [...words, ...args], {
        cwd: root,
        env: { ...handedOn(env), ...quiet, ...more },
        timeout: commandMs,
        maxBuffer: bytesAtMost,
      })
      return stdout
    } catch (error) {
      const { code, stderr, message } = error as Error & { code?: string; stderr?: string }
      if (code === 'ENOENT') throw new Error('PM2 is not there. Get it with: npm install', { cause: error })
      throw new Error(`pm2 ${args.join(' ')} failed: ${(stderr || message).trim()}`, { cause: error })
    }
  }
  return {
    /** Starts those apps, by their names, and waits until they are ready or have failed: whether they are is seen by asking them. */
    start: (names: readonly string[], more: Readonly<Record<string, string>> = {}) => run(['start', ecosystem, '--only', names.join(','), '--silent'], more),
    /** Drains and stops them, one after the other, and forgets them. */
    stop: async (names: readonly string[]): Promise<void> => {
      for (const name of names) await run(['delete', name, '--silent'])
    },
    /** Drains and starts them again, one after the other, each at its port. */
    reload: async (names: readonly string[]): Promise<void> => {
      for (const name of names) await run(['reload', name, '--silent'])
    },
    list: async (): Promise<readonly App[]> => {
      const told = await run(['jlist'])
      // What it says beside it comes before.
      const apps = JSON.parse(told.slice(told.search(/^\[(?:\{|\]$)/m))) as readonly {
        name: string
        pid?: number
        pm2_env: { status: string; restart_time: number }
      }[]
      return apps.map(({ name, pid, pm2_env }) => ({ name, pid: pid ?? 0, status: pm2_env.status, restarts: pm2_env.restart_time }))
    },
    /** Ends all that it runs, together, and itself. */
    kill: () => run(['kill', '--silent'], { PM2_CONCURRENT_ACTIONS: '64' }),
  }
}
export type Pm2 = ReturnType<typeof createPm2>
