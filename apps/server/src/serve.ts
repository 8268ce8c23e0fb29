import { existsSync, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { join } from 'node:path'
import { buildApp } from './app.ts'
import { ConfigFaults, readConfig, type Config } from './config.ts'
import { listenForControl } from './cli/control.ts'
import { createContext, type AfterCommit, type Context } from './context.ts'
import { explain } from './explain.ts'

/** Milliseconds within which signals are one: a Ctrl-C comes from the terminal, and again from whoever started us. */
const oneSignalMs = 1_000
/** Longest that we wait, after the doors are closed, for what has begun. */
const finishMs = 25_000
/** Milliseconds that connections are kept for one request more: whoever uses theirs is told by an answer to open another. */
const lingerMs = 500
/** EX_CONFIG of sysexits.h. */
const faulty = 78

/** Listens at all of its ports, and answers with the address; who cannot have one is told of each. */
const listen = async (
  app: FastifyInstance,
  { role, host, port, metrics }: Config,
  { doorbell, shedding, jobs, counts: { cacheAsks, commits } }: Context,
): Promise<string> => {
  const pending = () =>
    jobs.oldestPendingMs().then(
      (ms) => ms / 1_000,
      () => undefined,
    )
  const gauges = [
    { name: 'muster_event_streams', help: 'Event streams that are open.', value: doorbell.count },
    { name: 'muster_http_requests_under_way', help: 'Requests whose answers are waited for.', value: shedding.underWay },
    ...(role === 'api' ? [] : [{ name: 'muster_effects_oldest_pending_seconds', help: 'Longest that what follows from a commit has waited.', value: pending }]),
  ]
  const counters = [
    {
      name: 'muster_cache_asks_total',
      help: 'Answers asked for in the cache of the process, and of those not there in the shared one.',
      samples: () =>
        Object.entries(cacheAsks).flatMap(([layer, { hits, misses }]) => [
          [`{layer="${layer}",found="yes"}`, hits] as const,
          [`{layer="${layer}",found="no"}`, misses] as const,
        ]),
    },
    {
      name: 'muster_commits_total',
      help: 'Commits by how they ended; somebody else came before a conflict.',
      samples: () => Object.entries(commits).map(([outcome, count]) => [`{outcome="${outcome}"}`, count] as const),
    },
  ]
  const [address, ...others] = await Promise.allSettled([
    app.listen({ host, port }),
    // Only who is watched loads what tells it.
    metrics && import('./http/metrics.ts').then(({ serveMetrics }) => serveMetrics(app.server, metrics, { gauges, counters })),
  ])
  const faults = [address, ...others].flatMap((tried) => (tried.status === 'rejected' ? [tried.reason as Error] : []))
  const sentences = faults.map((error) => explain(error))
  if (address.status === 'fulfilled' && faults.length === 0) return address.value
  throw faults.find((_, index) => sentences[index] === undefined) ?? new ConfigFaults(sentences as readonly string[])
}

/** Runs the server until it is told to stop. What keeps it from starting is told in a sentence, and ends the process. */
export const serve = async (env: Readonly<Record<string, string | undefined>>, afterCommit?: AfterCommit): Promise<void> => {
  try {
    const config = readConfig(env, (path) => readFileSync(path, 'utf8'))
    const dist = join(import.meta.dirname, '../../web/dist')
    const context = await createContext(config, undefined, undefined, afterCommit)
    if (config.publicOrigin !== null && config.proxies.length === 0 && config.role !== 'jobs')
      console.warn(
        'TRUST_PROXY is not set: whoever comes through the proxy counts as one caller, and one who guesses passwords can keep all others from signing in.',
      )
    const app = buildApp(context, existsSync(dist) ? dist : null, { lingerMs, healthOnly: config.role === 'jobs' })
    const control = await listenForControl(config.dataDir, context.admin)
    let since: number | undefined
    const close = async () => {
      if (since !== undefined) {
        if (Date.now() - since > oneSignalMs) process.exit(1)
        return
      }
      since = Date.now()
      context.drain.begin()
      // At once: what it holds is free for others before the doors close.
      void context.jobs.close()
      await new Promise((resolve) => setTimeout(resolve, config.drainMs))
      control.close()
      setTimeout(() => process.exit(1), finishMs).unref()
      await app.close()
      process.exit(0)
    }
    process.on('SIGTERM', () => void close())
    process.on('SIGINT', () => void close())
    if (config.role !== 'api') context.jobs.start()
    console.log(`Muster is ready at ${await listen(app, config, context)}`)
    // For a process manager that waits for it; one that has gone meanwhile is no fault of ours.
    process.send?.('ready', undefined, undefined, () => {})
  } catch (error) {
    const sentence = explain(error)
    if (sentence === undefined) throw error
    console.error(sentence)
    process.exit(faulty)
  }
}
