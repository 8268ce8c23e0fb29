import { setTimeout as pause } from 'node:timers/promises'
import type { Pm2 } from '../../deploy/pm2/pm2.ts'
import { isReady } from '../../deploy/pm2/ready.ts'
import { reloadEach } from '../../deploy/pm2/reload.ts'
import { ClusterRefused } from './record.ts'

const readyMs = 60_000

const nameOf = (port: number) => `muster-api-${port}`

/**
 * The instances of one role under PM2, one a port, the lowest first.
 * @param ports those that there may be
 */
export const createInstances = (pm2: Pm2, ports: readonly number[]) => {
  const apps = async () => {
    const all = await pm2.list()
    return ports.flatMap((port) => {
      const app = all.find(({ name }) => name === nameOf(port))
      return app ? [{ port, ...app }] : []
    })
  }
  const ready = async (asked: readonly number[]): Promise<void> => {
    for (const late = Date.now() + readyMs; ; await pause(50)) {
      const found = await Promise.all(asked.map((port) => isReady(port)))
      if (found.every(Boolean)) return
      if (Date.now() > late)
        throw new Error(`Port ${asked.filter((_, n) => !found[n]).join(', ')} was not ready in ${readyMs / 1_000} s. What was said is in pm2/logs.`)
    }
  }
  const start = async (asked: readonly number[]): Promise<void> => {
    if (asked.length === 0) return
    await pm2.start(asked.map(nameOf))
    await ready(asked)
  }
  const scale = async (count: number): Promise<readonly number[]> => {
    if (!Number.isInteger(count) || count < 1 || count > ports.length) throw new ClusterRefused(`There may be 1 to ${ports.length} instances.`)
    const here = (await apps()).map(({ port }) => port)
    await start(ports.filter((port) => !here.includes(port)).slice(0, Math.max(0, count - here.length)))
    await pm2.stop(here.slice(count).reverse().map(nameOf))
    return (await apps()).map(({ port }) => port)
  }
  return {
    apps,
    scale,
    /** Each drains, ends and starts again, one after the other, each when the one before is ready; somebody stands in for an only one. */
    reload: async (): Promise<readonly number[]> => {
      const here = (await apps()).map(({ port }) => port)
      if (here.length === 1) await scale(2)
      await reloadEach(
        pm2,
        here.map((port) => ({ name: nameOf(port), port })),
      )
      if (here.length === 1) await scale(1)
      return here
    },
    /** Kills the one at the highest port, as a fault would; PM2 starts it again. */
    kill: async (): Promise<{ readonly port: number; readonly pid: number }> => {
      const last = (await apps()).findLast(({ pid }) => pid > 0)
      if (!last) throw new ClusterRefused('No instance runs.')
      process.kill(last.pid, 'SIGKILL')
      return { port: last.port, pid: last.pid }
    },
  }
}
