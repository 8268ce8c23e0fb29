import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onPath } from './on-path.ts'
import { freePort } from './free-port.ts'
import { guard } from './guard.ts'

/** The Redis or Valkey to test with: from PATH; undefined when there is none. */
export const findRedis = (): string | undefined => onPath('redis-server') ?? onPath('valkey-server')

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.setTimeout(300, () => socket.destroy())
    socket.on('data', (said) => {
      resolve(/^\+PONG|^-NOAUTH/.test(String(said)))
      socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(false))
  })

/** A real server on loopback that stores nothing, in a folder of its own; ended with the process that started it. */
export const startRedis = async (file: string, extra: readonly string[] = []) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-redis-'))
  const port = await freePort()
  const run = async (): Promise<ChildProcess> => {
    const child = spawn(file, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...extra], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    guard(child, { folder })
    for (let tries = 0; !(await answers(port)); tries++) {
      if (tries > 100 || child.exitCode !== null) throw new Error('Redis did not start.')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return child
  }
  let child = await run()
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid: () => child.pid,
    /** SIGSTOP: it takes what is sent, and answers nothing. */
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    restart: async () => {
      child = await run()
    },
    close: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
