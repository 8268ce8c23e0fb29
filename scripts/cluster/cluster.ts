import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { findBrotli } from '../../deploy/nginx/installed.ts'
import { renderNginx } from '../../deploy/nginx/render.ts'
import { createPm2 } from '../../deploy/pm2/pm2.ts'
import { isReady } from '../../deploy/pm2/ready.ts'
import { reloadEach } from '../../deploy/pm2/reload.ts'
import { makeAuthority } from '../testing/certificates.ts'
import { findNginx } from '../testing/nginx.ts'
import { findRedis } from '../testing/redis.ts'
import { findMongod } from '../testing/replica-set.ts'
import { createInstances } from './instances.ts'
import { findPrimary, mongoName, startMember, startMongo } from './mongo.ts'
import { most, portsFrom, takenPorts, usualBase } from './ports.ts'
import { end, isAlive, launch, signal, type Process } from './processes.ts'
import { ClusterRefused, daemonOf, endLeftovers, openRecord, pm2Home } from './record.ts'

const dist = join(import.meta.dirname, '../../apps/web/dist')
/**
 * Milliseconds that an instance goes on serving when it is told to end, and seconds that nginx passes over one that is gone: fewer, or
 * it passes over all of them while they are reloaded one after the other.
 */
const [drainMs, failSeconds] = [2_000, 1]
/** Milliseconds that a part takes at most to be gone once it was killed, and nginx to take what is new. */
const [killedMs, readyMs] = [20_000, 20_000]
/** Longest path that every system takes for a socket is 103 bytes; PM2 has the longest below the folder. */
const longestFolder = 103 - '/pm2/interactor.sock'.length

/**
 * A name of this machine that nothing else on it has: what a browser learns about it (https alone, for two years, HSTS) holds for every
 * port of a name, and `localhost` is everybody's. Browsers and curl know that what ends in it is this machine.
 */
const usualName = 'muster.localhost'

export interface ClusterOptions {
  /** Where all of its data is. */
  readonly folder: string
  /** The first of its ports; see `ports.ts`. Those of before by itself. */
  readonly base?: number | undefined
  /** The name that browsers see. */
  readonly name?: string
  /** How many instances answer to begin with, and how many there may be. */
  readonly api?: number
  readonly max?: number
  readonly jobs?: number
  /** Whether the number of instances follows the load. */
  readonly autoscale?: boolean
  /** Settings more, for every process and the autoscaler. */
  readonly env?: Readonly<Record<string, string>>
  readonly say?: (sentence: string) => void
}

const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      done(true)
    })
    socket.on('error', () => done(false))
  })

/** The programs that it is made of. @throws ClusterRefused with a sentence for each that is missing */
const findPrograms = () => {
  const [mongod, redis, nginx] = [findMongod(), findRedis(), findNginx()]
  const missing = Object.entries({ MongoDB: mongod, Redis: redis, nginx }).flatMap(([name, file]) => (file === undefined ? [name] : []))
  if (mongod === undefined || redis === undefined || nginx === undefined)
    throw new ClusterRefused(missing.map((name) => `${name} is missing on this machine, and could not be brought.`).join('\n'))
  return { mongod, redis, nginx }
}

/** The key that all of its processes sign with: made once, readable by us alone. */
const secretsFile = (folder: string): string => {
  const file = join(folder, 'secrets')
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 })
  return file
}

/** A name of the DNS (RFC 1123). */
const isName = (name: string): boolean => name.length <= 253 && name.split('.').every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(label))

/**
 * The whole scaled shape on this machine, on loopback: nginx, instances and a jobs process under PM2, three MongoDBs, Redis. Its data and
 * all that it says are in one folder, of which it knows what runs there; ended in order by `stop`, which leaves the data.
 * @throws ClusterRefused with what to do; what had been started by then is ended
 */
export const startCluster = async (options: ClusterOptions) => {
  const { api = 3, max = Math.max(6, api), jobs = 1, autoscale = false, name = usualName, say = () => {} } = options
  const folder = resolve(options.folder)
  if (Buffer.byteLength(folder) > longestFolder)
    throw new ClusterRefused(`${folder} is too long a path for the sockets in it: name a shorter one by --folder, ${longestFolder} bytes at most.`)
  if (max > most.api || api > max || api < 1) throw new ClusterRefused(`There may be 1 to ${most.api} instances, and no more than --max to begin with.`)
  if (jobs < 1 || jobs > most.jobs) throw new ClusterRefused(`There may be 1 to ${most.jobs} processes that do jobs.`)
  if (!isName(name)) throw new ClusterRefused(`"${name}" is no name of a host: letters, digits and dashes, with dots between them, such as ${usualName}.`)
  const programs = findPrograms()
  for (const left of await endLeftovers(folder)) say(`Ended ${left}, which an earlier cluster had left.`)
  const record = openRecord(folder, options.base, usualBase)
  const ports = portsFrom(record.base)
  const taken = await takenPorts(ports)
  if (taken.length > 0) {
    record.forget()
    throw new ClusterRefused([...taken, 'Stop what uses them, or choose others: --base-port, and --folder where there is data in this one already'].join('\n'))
  }

  const url = `https://${name}:${ports.https}`
  const storeUrl = `mongodb://${ports.mongo.map((port) => `127.0.0.1:${port}`).join(',')}/muster?replicaSet=muster`
  const pm2 = createPm2(pm2Home(folder), {
    ...process.env,
    // Whatever of ours stands in this environment is meant for another Muster.
    ...Object.fromEntries(['HOST', 'ROLE', 'SECRETS', 'REGISTRATION', 'METRICS_HOST', 'CDN_URL', 'SMTP_URL'].map((name) => [name, undefined])),
    DATA_DIR: join(folder, 'data'),
    SECRETS_FILE: secretsFile(folder),
    STORE_URL: storeUrl,
    REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
    PUBLIC_URL: url,
    // nginx, which stands on this machine as well.
    TRUST_PROXY: '127.0.0.1',
    // One more of each while they are started anew.
    INSTANCES: String(max + jobs + 2),
    DRAIN_MS: String(drainMs),
    API_PROCESSES: String(max),
    JOBS_PROCESSES: String(jobs),
    API_FIRST_PORT: String(ports.api[0]),
    API_METRICS_FIRST_PORT: String(ports.apiMetrics[0]),
    JOBS_FIRST_PORT: String(ports.jobs[0]),
    JOBS_METRICS_FIRST_PORT: String(ports.jobsMetrics[0]),
    AUTOSCALE: '1',
    AUTOSCALE_MIN: String(api),
    AUTOSCALE_MAX: String(max),
    ...options.env,
  })
  const instances = createInstances(pm2, ports.api.slice(0, max))
  const partOf = (name: string): Process => {
    const one = record.parts()[name]
    if (!one) throw new ClusterRefused(`There is no part ${name}.`)
    return one
  }
  const stopPart = async (name: string, patience?: number, first?: NodeJS.Signals) => {
    const one = record.parts()[name]
    if (one) await end(one, patience, first)
    record.ended(name)
  }
  const stop = async (): Promise<void> => {
    // Who is in front ends first, and who is asked last at the end: nobody is asked for what has gone.
    await stopPart('nginx', 3_000, 'SIGQUIT')
    if (record.parts()['pm2']) {
      await pm2.stop(['muster-autoscaler']).catch(() => undefined)
      await pm2.kill().catch((error: unknown) => say((error as Error).message))
      await stopPart('pm2')
    }
    await Promise.all([stopPart('redis'), ...ports.mongo.map((_, n) => stopPart(mongoName(n)))])
  }

  const startRedis = async (): Promise<void> => {
    const data = join(folder, 'redis')
    mkdirSync(data, { recursive: true, mode: 0o700 })
    const settings = { port: ports.redis, bind: '127.0.0.1', save: '', appendonly: 'no', maxmemory: '64mb', 'maxmemory-policy': 'allkeys-lru', dir: data }
    const words = [programs.redis, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])]
    await launch(
      words,
      join(folder, 'redis.log'),
      () => listens(ports.redis),
      (one) => record.started('redis', one),
    )
  }
  const authority = await makeAuthority(join(folder, 'authority'))
  /** The certificate that nginx shows now, by its fingerprint. */
  const shown = () =>
    new Promise<string>((done, fail) => {
      const socket = connectTls({ port: ports.https, host: '127.0.0.1', servername: name, ca: authority.pem }, () => {
        done(socket.getPeerCertificate().fingerprint256)
        socket.destroy()
      })
      socket.on('error', fail)
    })
  const startNginx = async () => {
    const { certificate, key } = await authority.certificateFor([name])
    const data = join(folder, 'nginx')
    mkdirSync(data, { recursive: true, mode: 0o700 })
    const [file, log, brotliModule] = [join(data, 'nginx.conf'), join(data, 'error.log'), findBrotli()]
    const text = renderNginx({
      failSeconds,
      folder: data,
      httpPort: ports.http,
      httpsPort: ports.https,
      serverName: name,
      certificate,
      key,
      apiPorts: ports.api.slice(0, max),
      assets: dist,
      addresses: ['127.0.0.1'],
      workers: 1,
      ...(brotliModule === undefined ? {} : { brotliModule }),
      // Started by root it would give up its rights, and with them this folder.
      ...(userInfo().uid === 0 ? { user: userInfo().username } : {}),
    })
    writeFileSync(file, text)
    const words = [programs.nginx, '-c', file, '-p', data, '-e', log, '-g', 'daemon off;']
    await launch(
      words,
      log,
      () => listens(ports.https),
      (one) => record.started('nginx', one),
    )
  }
  const startPm2 = async (): Promise<void> => {
    try {
      await pm2.start(Array.from({ length: jobs }, (_, n) => `muster-jobs-${n + 1}`))
    } finally {
      const daemon = daemonOf(folder)
      if (daemon) record.started('pm2', daemon)
    }
    await instances.scale(api)
    if (autoscale) await pm2.start(['muster-autoscaler'])
  }

  try {
    say('Starting MongoDB (three members) and Redis …')
    await Promise.all([startMongo(programs.mongod, folder, ports.mongo, record.started), startRedis()])
    say(`Starting ${api} instances and ${jobs} for jobs under PM2 …`)
    await startPm2()
    await startNginx()
    return {
      url,
      /** The certificate of the authority that https is by: the file to be trusted. */
      authority: authority.file,
      folder,
      ports,
      storeUrl,
      /** The ports where instances are, the lowest first. */
      api: async (): Promise<readonly number[]> => (await instances.apps()).map(({ port }) => port),
      status: async () => ({
        url,
        parts: Object.entries(record.parts()).map(([name, one]) => ({ name, pid: one.pid, runs: isAlive(one) })),
        api: await Promise.all(
          (await instances.apps()).map(async ({ port, pid, status, restarts }) => ({ port, pid, status, restarts, ready: await isReady(port) })),
        ),
      }),
      scale: instances.scale,
      reload: async () => {
        const reloaded = await instances.reload()
        await reloadEach(
          pm2,
          ports.jobs.slice(0, jobs).map((port, n) => ({ name: `muster-jobs-${n + 1}`, port })),
        )
        return reloaded
      },
      kill: instances.kill,
      /** The part of MongoDB that is written to; undefined while there is none. */
      primary: async (): Promise<string | undefined> => {
        const found = await findPrimary(ports.mongo)
        return found === undefined ? undefined : mongoName(found)
      },
      /** Sends a signal to one of its parts, as `status` names them. */
      signal: (part: string, what: NodeJS.Signals): void => signal(partOf(part), what),
      /** Ends a part by `kill -9`, as a fault would; nobody but `startAgain` starts it again. */
      killPart: (part: string): Promise<void> => end(partOf(part), killedMs, 'SIGKILL'),
      /** Starts Redis or a member of MongoDB that has ended, on what it left. */
      startAgain: async (part: string): Promise<void> => {
        if (isAlive(partOf(part))) throw new ClusterRefused(`${part} runs.`)
        const member = ports.mongo.findIndex((_, n) => mongoName(n) === part)
        if (part === 'redis') await startRedis()
        else if (member < 0) throw new ClusterRefused(`${part} is neither Redis nor a member of MongoDB.`)
        else await startMember(programs.mongod, folder, ports.mongo[member] ?? 0, member, record.started)
      },
      /** Another certificate by the same authority; nginx shows it, and goes on, when this comes back. */
      renewCertificate: async (): Promise<void> => {
        const before = await shown()
        await authority.certificateFor([name], true)
        signal(partOf('nginx'), 'SIGHUP')
        for (const late = Date.now() + readyMs; (await shown()) === before; await pause(50))
          if (Date.now() > late) throw new Error(`nginx did not take its new certificate in ${readyMs / 1_000} s.`)
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
export type Cluster = Awaited<ReturnType<typeof startCluster>>
