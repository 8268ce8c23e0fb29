import type { Found, Reading } from './decide.ts'

/** What one process has done since its start, as its metrics tell it. */
interface Counted {
  /** Milliseconds, of our clock. */
  readonly at: number
  /** When it started: another one counts from 0. */
  readonly started: number
  readonly cpuSeconds: number
  readonly activeSeconds: number
  readonly memory: number
}

const samples = {
  started: 'process_start_time_seconds',
  cpuSeconds: 'process_cpu_seconds_total',
  activeSeconds: 'muster_event_loop_seconds_total{state="active"}',
  memory: 'process_resident_memory_bytes',
} as const

/** The samples that count here, out of the text; undefined where one is missing. */
const parse = (text: string, at: number): Counted | undefined => {
  const lines = text.split('\n')
  const valueOf = (name: string) => Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? NaN)
  const counted = {
    at,
    started: valueOf(samples.started),
    cpuSeconds: valueOf(samples.cpuSeconds),
    activeSeconds: valueOf(samples.activeSeconds),
    memory: valueOf(samples.memory),
  }
  return Object.values(counted).every(Number.isFinite) ? counted : undefined
}

/** Its share of a core between two readings: all of its threads, or the thread that answers, whichever is busier. */
const loadOf = (before: Counted | undefined, now: Counted): number | undefined => {
  if (before?.started !== now.started || now.at <= before.at) return undefined
  const seconds = (now.at - before.at) / 1_000
  return Math.max(now.cpuSeconds - before.cpuSeconds, now.activeSeconds - before.activeSeconds) / seconds
}

const foundOf = (error: unknown): Found => {
  if ((error as Error).name === 'TimeoutError') return 'silent'
  const { code } = ((error as Error).cause ?? {}) as { code?: string }
  return code === 'ECONNREFUSED' ? 'refused' : 'unready'
}

/**
 * Reads instances on this machine: whether each is ready, as a balancer sees it, and what it costs, at its metrics port.
 * @param timeoutMs how long one may take to answer
 */
export const createReader = (places: {
  /** Where they listen, and tell what they cost. */
  readonly host: string
  readonly metricsHost: string
  readonly metricsPortOf: (port: number) => number
  readonly timeoutMs: number
}) => {
  const { host, metricsHost, metricsPortOf, timeoutMs } = places
  const before = new Map<number, Counted>()
  const ask = async (at: string, port: number, path: string) => {
    const reply = await fetch(`http://${at}:${port}${path}`, { signal: AbortSignal.timeout(timeoutMs), headers: { Connection: 'close' } })
    return { status: reply.status, text: await reply.text() }
  }
  return async (port: number): Promise<Reading> => {
    try {
      const { status } = await ask(host, port, '/readyz')
      const counted = parse((await ask(metricsHost, metricsPortOf(port), '/metrics').catch(() => undefined))?.text ?? '', performance.now())
      const load = counted && loadOf(before.get(port), counted)
      if (counted) before.set(port, counted)
      return { port, found: status === 200 ? 'ready' : 'unready', load, memory: counted?.memory }
    } catch (error) {
      return { port, found: foundOf(error) }
    }
  }
}
