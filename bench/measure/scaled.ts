import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startCluster } from '../../scripts/cluster/cluster.ts'
import { portCount } from '../../scripts/cluster/ports.ts'
import { ClusterRefused, endLeftovers } from '../../scripts/cluster/record.ts'
import { freePorts } from '../../scripts/testing/free-port.ts'
import type { Bench } from '../parts/part.ts'
import { secret } from '../seed/people.ts'
import type { Target } from './dial.ts'
import { startFront } from './front.ts'
import { childrenOf, isTold, outside } from './outside.ts'

/** Always the same: what a run that was killed has left is ended by the next. */
const folder = join(import.meta.dirname, '../../.cache/bench-cluster')

const start = async (bench: Bench, api: number) => {
  if (!isTold()) throw new ClusterRefused('the system does not tell what other processes use, as Linux does')
  await endLeftovers(folder)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // The key that the bench signs its sessions with.
  writeFileSync(join(folder, 'secrets'), secret, { mode: 0o600 })
  const cluster = await startCluster({ folder, base: await freePorts(portCount), api, max: api, say: bench.say })
  bench.afterwards(async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return cluster
}

/**
 * The scaled shape on this machine, as `npm run cluster` starts it: nginx, so many instances, one for jobs, three MongoDBs and Redis;
 * everybody's CPU as the system tells it. Undefined where it cannot be, which is told. It is ended after the part.
 */
export const startScaled = async (bench: Bench, api: number) => {
  try {
    const cluster = await start(bench, api)
    const { url, storeUrl, ports } = cluster
    const { parts, api: running } = await cluster.status()
    const pidsOf = (begin: string) => parts.filter(({ name }) => name.startsWith(begin)).map(({ pid }) => pid)
    const [nginx = 0] = pidsOf('nginx')
    const through: Target = { url, ca: readFileSync(cluster.authority, 'utf8') }
    return {
      url,
      place: { dataDir: folder, storeUrl },
      /** Each is asked past nginx. */
      instances: running.map(({ port, pid }, n) => ({ url, at: { port, tls: false }, metricsPort: ports.apiMetrics[n] ?? 0, ...outside([pid]) })),
      through,
      nginx: outside([nginx, ...childrenOf(nginx)]),
      mongo: outside(pidsOf('mongo')),
      redis: outside(pidsOf('redis')),
      /** One more nginx, before some of the instances. @param change what is changed of its configuration */
      front: async (behind: readonly { readonly at: { readonly port: number } }[], change?: (text: string) => string) => {
        const apiPorts = behind.map(({ at }) => at.port)
        const front = await startFront({ folder, url, apiPorts, ...(change ? { change } : {}) })
        bench.afterwards(front.close)
        return front
      },
    }
  } catch (error) {
    if (!(error instanceof ClusterRefused)) throw error
    bench.missing(error.message)
    return undefined
  }
}
