import { availableParallelism } from 'node:os'
import { ConfigFaults } from '../../../apps/server/src/config.ts'
import { askedAt } from '../ready.ts'
import type { Settings } from './decide.ts'

export interface AutoscaleSettings {
  readonly decide: Settings
  /** Milliseconds between two looks. */
  readonly lookMs: number
  /** Where instances are asked whether they are ready, and what they cost. */
  readonly host: string
  readonly metricsHost: string
  readonly metricsPortOf: (port: number) => number
}

/**
 * Reads what the autoscaler is told by the environment, beside what `ecosystem.config.cjs` reads: docs/scaling.md lists it.
 * @throws ConfigFaults with every fault at once
 */
export const readSettings = (env: Readonly<Record<string, string | undefined>>): AutoscaleSettings => {
  const faults: string[] = []
  const whole = (name: string, fallback: number, least: number, most: number) => {
    const text = env[name] || String(fallback)
    if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most)
      faults.push(`${name} must be a whole number from ${least} to ${most}, not "${text}".`)
    return Number(text)
  }
  const max = whole('AUTOSCALE_MAX', Math.max(2, availableParallelism()), 1, 256)
  const min = whole('AUTOSCALE_MIN', Math.min(2, max), 1, 256)
  if (min > max) faults.push(`AUTOSCALE_MIN=${min} is more than AUTOSCALE_MAX=${max}.`)
  const [begun, jobs] = [whole('API_PROCESSES', Math.min(2, max), 0, 99_999), whole('JOBS_PROCESSES', 1, 0, 99_999)]
  if (begun > max) faults.push(`API_PROCESSES=${begun} is more than AUTOSCALE_MAX=${max}: those above would never be looked at, nor stopped.`)
  if (env['INSTANCES'] && whole('INSTANCES', 1, 1, 99_999) < max + jobs)
    faults.push(`INSTANCES=${env['INSTANCES']} is fewer than AUTOSCALE_MAX=${max} and JOBS_PROCESSES=${jobs} together: so many may there be.`)
  const first = whole('API_FIRST_PORT', 3_001, 1, 65_535 - 256)
  const firstMetrics = whole('API_METRICS_FIRST_PORT', 9_101, 1, 65_535 - 256)
  const upAt = whole('AUTOSCALE_UP_PERCENT', 70, 1, 100)
  const downAt = whole('AUTOSCALE_DOWN_PERCENT', 30, 0, 100)
  if (downAt >= upAt) faults.push(`AUTOSCALE_DOWN_PERCENT=${downAt} must be below AUTOSCALE_UP_PERCENT=${upAt}: what lies between them is what noise may do.`)
  const drainMs = whole('DRAIN_MS', 3_000, 0, 60_000)
  const day = 86_400_000
  const settings: AutoscaleSettings = {
    decide: {
      ports: Array.from({ length: max }, (_, n) => first + n),
      min,
      upAt: upAt / 100,
      downAt: downAt / 100,
      upMs: whole('AUTOSCALE_UP_MS', 15_000, 100, day),
      downMs: whole('AUTOSCALE_DOWN_MS', 300_000, 100, day),
      memoryMax: whole('AUTOSCALE_MEMORY_MB', 512, 64, 1_048_576) * 1e6,
      restartMs: whole('AUTOSCALE_RESTART_MS', 600_000, 1_000, day),
      startMs: whole('AUTOSCALE_START_MS', 60_000, 1_000, day),
      // One that is reloaded drains, finishes and starts again.
      goneMs: drainMs + 30_000,
      retryMs: 10_000,
      retryMsMax: 600_000,
    },
    lookMs: whole('AUTOSCALE_LOOK_MS', 5_000, 100, day),
    host: askedAt(env['HOST']),
    metricsHost: askedAt(env['METRICS_HOST']),
    metricsPortOf: (port) => firstMetrics + port - first,
  }
  if (faults.length > 0) throw new ConfigFaults(faults)
  return settings
}
