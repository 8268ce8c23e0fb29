// node deploy/pm2/reload.ts: all of ours that PM2 runs are started anew, those too that the autoscaler has added, by the code that is
// here now and the environment that this is called with. PM2's own reload of a file knows neither: it takes the apps that the file
// names, and of the environment what it was told at their start.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createPm2, type Pm2 } from './pm2.ts'
import { askedAt, isReady } from './ready.ts'

type Env = Readonly<Record<string, string | undefined>>
interface Server {
  readonly name: string
  readonly port: number
}

/** Longest that one may take until it is ready, in ms, and between two looks. */
const [readyMs, lookMs] = [60_000, 100]
const autoscaler = 'muster-autoscaler'
/** So many of each the file is told to name, of which those are started that are meant. */
const most = 256
const every = { API_PROCESSES: String(most), JOBS_PROCESSES: String(most) }

/**
 * Where a process listens, by its name in `ecosystem.config.cjs`; none where it is nobody who answers.
 * @throws Error where the file would not name it in this environment
 */
const serverOf = (name: string, env: Env): readonly Server[] => {
  const [, role, text] = /^muster-(api|jobs)-(\d+)$/.exec(name) ?? []
  if (role === undefined) return []
  const first = Number(role === 'api' ? env['API_FIRST_PORT'] || 3_001 : env['JOBS_FIRST_PORT'] || 3_901)
  const port = role === 'api' ? Number(text) : first + Number(text) - 1
  if (port < first || port >= first + most)
    throw new Error(`${name} is none of those from port ${first} on: is API_FIRST_PORT in this environment what it was when it was started?`)
  return [{ name, port }]
}

/**
 * Drains and starts one after the other anew, each when the one before is ready.
 * @param host the `HOST` that they listen at
 * @throws Error with a sentence where one is not ready: those after it go on as they were
 */
export const reloadEach = async (pm2: Pm2, servers: readonly Server[], host?: string): Promise<void> => {
  for (const { name, port } of servers) {
    await pm2.stop([name])
    await pm2.start([name], every)
    for (const late = Date.now() + readyMs; !(await isReady(port, askedAt(host))); await pause(lookMs)) {
      const ended = (await pm2.list()).some((app) => app.name === name && app.restarts > 0)
      if (ended || Date.now() > late)
        throw new Error(
          `${name} ${ended ? 'ended as it started' : `was not ready at port ${port} in ${readyMs / 1_000} s`}: pm2 logs ${name} says why. ` +
            'Those after it have not been touched.',
        )
    }
  }
}

/** @param env what the processes are told from now on */
const reloadAll = async (env: Env): Promise<void> => {
  const pm2 = createPm2(env['PM2_HOME'] ?? join(homedir(), '.pm2'), env)
  const scales = (await pm2.list()).some(({ name }) => name === autoscaler)
  // It would start and stop some meanwhile.
  if (scales) await pm2.stop([autoscaler])
  try {
    const servers = (await pm2.list()).flatMap(({ name }) => serverOf(name, env))
    await reloadEach(pm2, servers, env['HOST'])
    console.log(servers.length === 0 ? 'Nothing of ours runs under this PM2.' : `Started anew: ${servers.map(({ name }) => name).join(', ')}.`)
  } finally {
    if (scales) await pm2.start([autoscaler], { AUTOSCALE: '1' })
  }
}

if (import.meta.main)
  await reloadAll(process.env).catch((error: unknown) => {
    console.error((error as Error).message)
    process.exitCode = 1
  })
