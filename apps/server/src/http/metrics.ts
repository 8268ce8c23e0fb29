import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { createServer } from './node-http.ts'

/** Milliseconds between two samples of how late the event loop is: often enough to see a stall, and no load of its own. */
const resolutionMs = 50
const contentType = 'text/plain; version=0.0.4; charset=utf-8'

/** What somebody else knows of this process, by the name of its gauge. */
export interface Gauge {
  readonly name: string
  readonly help: string
  /** Undefined where it is not known at the moment: then it is not told. */
  readonly value: () => number | Promise<number | undefined>
}

/** What somebody else counts, by the labels of each count. */
export interface Counter {
  readonly name: string
  readonly help: string
  readonly samples: () => readonly (readonly [string, number])[]
}

interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'summary'
  readonly help: string
  /** What follows the name (labels, or the suffix of a summary), and the value. */
  readonly samples: readonly (readonly [string, number])[]
}

/** The text format of Prometheus, 0.0.4. */
const write = (families: readonly Family[]): string =>
  families
    .map(
      ({ name, type, help, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n` + samples.map(([after, value]) => `${name}${after} ${Number(value.toPrecision(15))}\n`).join(''),
    )
    .join('')

/** Counts answers by the class of their status, told by Node itself: nobody stands on the way of a request. */
const countAnswers = (server: Server): ReadonlyMap<string, number> => {
  const counts = new Map(['1xx', '2xx', '3xx', '4xx', '5xx'].map((name) => [name, 0]))
  subscribe('http.server.response.finish', (message) => {
    const told = message as { readonly server: Server; readonly response: ServerResponse }
    if (told.server !== server) return
    const name = `${Math.floor(told.response.statusCode / 100)}xx`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  })
  return counts
}

const openConnections = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error || !server.listening ? 0 : count)))

/**
 * What this process costs, for who watches or scales it: counters that only grow, so that several may read them, each at their own pace.
 * All is asked of Node when somebody reads it.
 * @param beside what is told beside
 * @returns the server that tells it, at that port; unreferenced, so that it keeps no process alive
 * @throws what the system says of the port
 */
export const serveMetrics = async (
  app: Server,
  { host, port }: { readonly host: string; readonly port: number },
  { gauges = [], counters = [] }: { readonly gauges?: readonly Gauge[]; readonly counters?: readonly Counter[] } = {},
): Promise<Server> => {
  const answers = countAnswers(app)
  const late = monitorEventLoopDelay({ resolution: resolutionMs })
  late.enable()
  const tell = async (): Promise<string> => {
    const cpu = process.cpuUsage()
    const memory = process.memoryUsage()
    const { active, idle } = performance.eventLoopUtilization()
    // What Node counts from one sample to the next holds the wait between them.
    const others = await Promise.all(gauges.map(async ({ name, help, value }) => ({ name, help, value: await value() })))
    const lateSeconds = late.count === 0 ? 0 : (Math.max(0, late.mean - resolutionMs * 1e6) * late.count) / 1e9
    return write([
      { name: 'process_cpu_seconds_total', type: 'counter', help: 'CPU time of all threads.', samples: [['', (cpu.user + cpu.system) / 1e6]] },
      { name: 'process_start_time_seconds', type: 'gauge', help: 'Start, since the epoch.', samples: [['', performance.timeOrigin / 1e3]] },
      { name: 'process_resident_memory_bytes', type: 'gauge', help: 'Memory that is resident.', samples: [['', memory.rss]] },
      { name: 'nodejs_heap_size_used_bytes', type: 'gauge', help: 'Heap in use.', samples: [['', memory.heapUsed]] },
      { name: 'nodejs_external_memory_bytes', type: 'gauge', help: 'Memory outside of the heap.', samples: [['', memory.external]] },
      {
        name: 'muster_event_loop_seconds_total',
        type: 'counter',
        help: 'Time of the event loop.',
        samples: [
          ['{state="active"}', active / 1e3],
          ['{state="idle"}', idle / 1e3],
        ],
      },
      {
        name: 'muster_event_loop_late_seconds',
        type: 'summary',
        help: 'How late the event loop came to a timer.',
        samples: [
          ['_sum', lateSeconds],
          ['_count', late.count],
        ],
      },
      {
        name: 'muster_http_answers_total',
        type: 'counter',
        help: 'Answers by the class of their status.',
        samples: [...answers].map(([name, count]) => [`{status="${name}"}`, count]),
      },
      ...counters.map(({ name, help, samples }) => ({ name, type: 'counter' as const, help, samples: samples() })),
      { name: 'muster_http_connections', type: 'gauge', help: 'Open connections.', samples: [['', await openConnections(app)]] },
      ...others.flatMap(({ name, help, value }) => (value === undefined ? [] : [{ name, type: 'gauge' as const, help, samples: [['', value] as const] }])),
    ])
  }
  const server = createServer((asked, answer) => {
    const known = asked.url === '/metrics' && asked.method === 'GET'
    if (!known) return void answer.writeHead(404).end()
    void tell().then((text) => answer.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(text))
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw Object.assign(error as Error, { setting: 'METRICS' })
  }
  server.unref()
  return server
}
