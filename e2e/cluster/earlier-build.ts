import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../apps/server/src/testing/listen.ts'
import type { Cluster } from '../../scripts/cluster/cluster.ts'
import { isReady } from '../../deploy/pm2/ready.ts'
import { lostOnes, type Fault } from './faults.ts'
import { patience } from './load.ts'

const root = join(import.meta.dirname, '../..')
const git = (...words: readonly string[]): string => execFileSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 }).trim()

/** The newest revision whose server is another than the newest one's; or that of EARLIER. */
const earlierRevision = (): string => {
  const [, earlier] = git('log', '-2', '--format=%H', '--', 'apps/server/src', 'packages/core/src').split('\n')
  return (
    process.env['EARLIER'] ?? earlier ?? assert.fail('This clone has no earlier revision of the server. Name one by EARLIER, or fetch more of its history.')
  )
}

/** The server of another revision in a folder, with the packages of this one but its own. */
const checkOut = (revision: string): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-earlier-')))
  const packed = execFileSync('git', ['archive', revision], { cwd: root, maxBuffer: 256 * 1024 * 1024 })
  execFileSync('tar', ['-x', '-C', folder], { input: packed })
  const own = join(folder, 'node_modules/@muster')
  mkdirSync(own, { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@muster') symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  for (const [name, at] of [
    ['core', 'packages/core'],
    ['server', 'apps/server'],
    ['web', 'apps/web'],
  ] as const)
    symlinkSync(join(folder, at), join(own, name))
  return folder
}

/** An instance of an earlier build at the first free port that nginx knows; ends it as PM2 would. */
const startEarlier = async ({ ports, folder: data, storeUrl, url, api }: Cluster, folder: string) => {
  const free = (await api()).length
  const [port = 0, metrics = 0] = [ports.api[free], ports.apiMetrics[free]]
  const log = openSync(join(data, 'earlier.log'), 'a')
  const child = spawn(process.execPath, [join(folder, 'apps/server/src/main.ts'), '--role=api'], {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      DATA_DIR: join(data, 'earlier'),
      SECRETS_FILE: join(data, 'secrets'),
      STORE_URL: storeUrl,
      REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
      PUBLIC_URL: url,
      TRUST_PROXY: '127.0.0.1',
      DRAIN_MS: '2000',
      METRICS_PORT: String(metrics),
    },
  })
  closeSync(log)
  const ended = once(child, 'exit')
  // It is no part of the cluster: whoever ends the test early ends it, too.
  const orphaned = () => child.kill('SIGKILL')
  process.once('exit', orphaned)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    process.off('exit', orphaned)
  }
  await Promise.race([
    until('the earlier build is ready', () => isReady(port), patience),
    ended.then(() => Promise.reject(new Error('The earlier build ended at once.'))),
  ]).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  const answers = async (): Promise<number> => {
    const told = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()
    return [...told.matchAll(/^muster_http_answers_total\{\S*status="2xx"\S*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0)
  }
  return { answers, stop }
}

/** As while a new build comes or goes: one of each answers, and what one has written and cached the other reads. */
export const earlierBuild: Fault = {
  name: 'an earlier build beside this one',
  ...lostOnes,
  run: async ({ cluster, load, long }) => {
    const folder = checkOut(earlierRevision())
    try {
      for (let round = 0; round < (long ? 3 : 1); round++) {
        const earlier = await startEarlier(cluster, folder)
        try {
          const before = await earlier.answers()
          await until('it has answered', async () => (await earlier.answers()) > before + 100, patience)
          await load.goesOn()
        } finally {
          await earlier.stop()
        }
        await load.goesOn()
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
