// What PM2 runs: an app for each port, by name, so that a port is started, reloaded and stopped by itself and a proxy in front can
// declare all of them once. Everything is set by the environment: what is below, and what docs/self-hosting.md lists for each process.
//   API_PROCESSES=4 JOBS_PROCESSES=1 STORE_URL=mongodb://… SECRETS_FILE=… PUBLIC_URL=https://… pm2 start deploy/pm2/ecosystem.config.cjs
//   node deploy/pm2/reload.ts starts all of them anew, one after the other.
const { existsSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '../..')
const whole = (name, fallback) => {
  const text = process.env[name] || String(fallback)
  if (!/^\d{1,5}$/.test(text)) throw new Error(`${name} must be a whole number, not "${text}".`)
  return Number(text)
}
/** The Node that the product is made for arrives with its packages. */
const own = join(root, 'node_modules/.bin/node')
const drainMs = whole('DRAIN_MS', 3_000)
/** What a server that was told to end takes at most beyond that, in ms: see finishMs of apps/server/src/serve.ts. */
const finishMs = 25_000

const shared = {
  cwd: root,
  interpreter: existsSync(own) ? own : process.execPath,
  exec_mode: 'fork',
  instances: 1,
  autorestart: true,
  // Again and again, ever later: a store that is away at the start of the machine ends a process as wrong settings do, and comes.
  exp_backoff_restart_delay: 200,
  // It does not look at versions of this folder, and puts no time before lines that have one.
  vizion: false,
  time: false,
  merge_logs: true,
}

const server = (name, role, port, metricsPort) => ({
  ...shared,
  name,
  script: join(root, 'apps/server/src/main.ts'),
  args: `--role=${role}`,
  env: { NODE_COMPILE_CACHE: join(root, '.cache/compiled'), PORT: String(port), METRICS_PORT: String(metricsPort) },
  // It says when it listens, and drains when it is told to end; PM2 waits for both.
  wait_ready: true,
  listen_timeout: 30_000,
  kill_timeout: drainMs + finishMs + 2_000,
})

const some = (count, make) => Array.from({ length: count }, (_, n) => make(n))
const [api, apiMetrics] = [whole('API_FIRST_PORT', 3_001), whole('API_METRICS_FIRST_PORT', 9_101)]
const [jobs, jobsMetrics] = [whole('JOBS_FIRST_PORT', 3_901), whole('JOBS_METRICS_FIRST_PORT', 9_901)]

const autoscaler = {
  ...shared,
  name: 'muster-autoscaler',
  script: join(root, 'deploy/pm2/autoscale/main.ts'),
  kill_timeout: drainMs + finishMs + 5_000,
}

module.exports = {
  apps: [
    ...some(whole('API_PROCESSES', 2), (n) => server(`muster-api-${api + n}`, 'api', api + n, apiMetrics + n)),
    ...some(whole('JOBS_PROCESSES', 1), (n) => server(`muster-jobs-${n + 1}`, 'jobs', jobs + n, jobsMetrics + n)),
    ...(process.env.AUTOSCALE === '1' ? [autoscaler] : []),
  ],
}
