import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findBrotli } from '../../deploy/nginx/installed.ts'
import { renderNginx } from '../../deploy/nginx/render.ts'
import type { NginxSettings } from '../../deploy/nginx/settings.ts'
import { guard } from './guard.ts'
import { onPath, runs } from './on-path.ts'

/** The nginx to test with: from PATH, or where Debian has it, which is not on everybody's; undefined when there is none. */
export const findNginx = (): string | undefined => onPath('nginx') ?? ['/usr/sbin/nginx'].find(runs)

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(true)
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
  })

/** Milliseconds between two looks, and how many there are, until it listens or has taken its settings anew. */
const [lookMs, looks] = [50, 200]
const seen = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let n = 0; !(await holds()); n++) {
    if (n === looks) throw new Error(`nginx: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

/**
 * A real nginx with a configuration in a folder of its own; ended with the process that started it.
 * @param configure the text of the configuration, given the folder that it is to write to
 * @param ports on loopback, where it listens once it has started
 */
export const runNginx = async (file: string, configure: (folder: string) => string, ports: readonly number[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-nginx-'))
  const path = join(folder, 'nginx.conf')
  const logs = join(folder, 'error.log')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, configure(folder))
  const errors = () => {
    try {
      return readFileSync(logs, 'utf8')
    } catch {
      return ''
    }
  }
  // Until the file has been read it would write to Debian's own log.
  const words = ['-c', path, '-p', folder, '-e', logs]
  const child = spawn(file, [...words, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'inherit'] })
  guard(child, { folder })
  await seen('it did not start', async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended at once: ${errors()}`)
    return (await Promise.all(ports.map(listens))).every(Boolean)
  })
  /** Its workers of now, by pid. */
  const workers = async (): Promise<readonly number[]> => {
    const { stdout } = await promisify(execFile)('ps', ['--ppid', String(child.pid), '-o', 'pid=,args='])
    return stdout
      .split('\n')
      .filter((line) => line.includes('worker process') && !line.includes('shutting down'))
      .map((line) => Number.parseInt(line, 10))
  }
  return {
    folder,
    pid: child.pid ?? 0,
    errors,
    /** What its access log says, a line for each request that has ended. */
    said: (): readonly Readonly<Record<string, unknown>>[] =>
      readFileSync(join(folder, 'access.log'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    workers,
    /** Takes its configuration, and the certificates that it names, anew: other workers answer from then on. */
    reload: async (text?: string) => {
      if (text !== undefined) writeFileSync(path, text)
      await promisify(execFile)(file, [...words, '-t', '-q'])
      const before = new Set(await workers())
      child.kill('SIGHUP')
      await seen('it did not reload', async () => {
        const now = await workers()
        return now.length > 0 && now.every((pid) => !before.has(pid))
      })
    },
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGTERM')
        await gone
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * The nginx that stands in front of instances, on loopback alone.
 * @param settings all but its folder
 */
export const startNginx = (file: string, settings: Omit<NginxSettings, 'folder'>) => {
  const brotliModule = findBrotli()
  const whole = (folder: string): NginxSettings => ({
    addresses: ['127.0.0.1'],
    workers: 2,
    ...(brotliModule === undefined ? {} : { brotliModule }),
    // Started by root it would give up its rights, and with them the folders of whoever tests.
    ...(userInfo().uid === 0 ? { user: userInfo().username } : {}),
    ...settings,
    folder,
  })
  return runNginx(file, (folder) => renderNginx(whole(folder)), [settings.httpPort, settings.httpsPort])
}
