// Runs as the app muster-autoscaler of ecosystem.config.cjs (AUTOSCALE=1), beside what it starts and stops.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ConfigFaults } from '../../../apps/server/src/config.ts'
import { createPm2 } from '../pm2.ts'
import { runAutoscaler } from './loop.ts'
import { createReader } from './read.ts'
import { readSettings } from './settings.ts'

/** EX_CONFIG of sysexits.h. */
const faulty = 78
const readyTimeoutMs = 2_000

try {
  const { decide, lookMs, host, metricsHost, metricsPortOf } = readSettings(process.env)
  const pm2 = createPm2(process.env['PM2_HOME'] ?? join(homedir(), '.pm2'), process.env)
  const names = (ports: readonly number[]) => ports.map((port) => `muster-api-${port}`)
  const scaler = runAutoscaler({
    settings: decide,
    lookMs,
    read: createReader({ host, metricsHost, metricsPortOf, timeoutMs: readyTimeoutMs }),
    hands: {
      // The file names as many apps as may run, of which those are started.
      start: (ports) => pm2.start(names(ports), { API_PROCESSES: String(decide.ports.length) }),
      stop: (ports) => pm2.stop(names(ports)),
      restart: (ports) => pm2.reload(names(ports)),
    },
    log: (line) => console.log(JSON.stringify({ time: new Date().toISOString(), ...line })),
  })
  const end = () => void scaler.close().then(() => process.exit(0))
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  console.log(JSON.stringify({ time: new Date().toISOString(), watches: decide.ports, min: decide.min, lookMs }))
} catch (error) {
  if (!(error instanceof ConfigFaults)) throw error
  console.error(error.message)
  process.exit(faulty)
}
