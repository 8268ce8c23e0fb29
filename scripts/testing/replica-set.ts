import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { freePort } from './free-port.ts'
import { guard } from './guard.ts'
import { onPath, runs } from './on-path.ts'

const brought = join(import.meta.dirname, '../../.cache/mongod')
/** The mongod to test with: from PATH, else the one that `scripts/provision.mjs` brought; undefined when there is none. */
export const findMongod = (): string | undefined => onPath('mongod') ?? (runs(brought) ? brought : undefined)

const startMember = async (mongod: string, folder: string, port: number, extra: readonly string[]) => {
  const dbPath = mkdtempSync(join(folder, 'member-'))
  const start = async () => {
    const child = spawn(
      mongod,
      [
        `--dbpath=${dbPath}`,
        `--port=${port}`,
        '--bind_ip=127.0.0.1',
        '--wiredTigerCacheSizeGB=0.25',
        '--setParameter=diagnosticDataCollectionEnabled=false',
        '--nounixsocket',
        // For failCommand: a real server that fails a real command.
        '--setParameter=enableTestCommands=1',
        '--quiet',
        ...extra,
      ],
      { stdio: 'ignore' },
    )
    for (let tries = 0; ; tries++) {
      const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 300 })
      try {
        await client.db('admin').command({ ping: 1 })
        return child
      } catch (error) {
        if (tries > 100 || child.exitCode !== null) throw error
        await new Promise((resolve) => setTimeout(resolve, 100))
      } finally {
        await client.close()
      }
    }
  }
  let child: ChildProcess = await start()
  guard(child, { folder: dbPath, parent: folder })
  return {
    port,
    pid: () => child.pid,
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    restart: async () => {
      child = await start()
      guard(child, { folder: dbPath, parent: folder })
    },
  }
}

/** One real mongod without a replica set, which Muster refuses. */
export const startStandalone = async (mongod: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-standalone-'))
  const member = await startMember(mongod, folder, await freePort(), [])
  return {
    uri: `mongodb://127.0.0.1:${member.port}/muster`,
    close: async () => {
      await member.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Three real mongods in one replica set on loopback, in a folder of their own; a new primary is elected after about two seconds.
 * @param more words that each is started with beside ours
 */
export const startReplicaSet = async (mongod: string, { size = 3, more = [] }: { readonly size?: number; readonly more?: readonly string[] } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-replica-set-'))
  const name = 'muster'
  const member = async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await startMember(mongod, folder, await freePort(), ['--replSet', name, '--oplogSize', '128', ...more])
      } catch (error) {
        // Somebody may have taken the port since it was seen to be free.
        if (tries === 4) throw error
      }
    }
  }
  const members = await Promise.all(Array.from({ length: size }, member))
  const ports = members.map(({ port }) => port)
  const hosts = ports.map((port) => `127.0.0.1:${port}`)
  const direct = async <T>(port: number, work: (client: MongoClient) => Promise<T>): Promise<T> => {
    const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 1_000, socketTimeoutMS: 2_000 })
    try {
      return await work(client)
    } finally {
      await client.close()
    }
  }
  await direct(ports[0] ?? 0, (client) =>
    client.db('admin').command({
      replSetInitiate: {
        _id: name,
        members: hosts.map((host, id) => ({ _id: id, host })),
        settings: { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 500 },
      },
    }),
  )
  const primary = async () => {
    for (let tries = 0; tries < 300; tries++) {
      for (const member of members) {
        const hello = await direct(member.port, (client) => client.db('admin').command({ hello: 1 })).catch(() => undefined)
        if (hello?.['isWritablePrimary']) return member
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('no primary was elected in 30 s')
  }
  await primary()
  return {
    /** A database of its own at these members. */
    uri: (database: string) => `mongodb://${hosts.join(',')}/${database}?replicaSet=${name}`,
    hosts,
    members,
    primary,
    stepDown: async () =>
      direct((await primary()).port, (client) => client.db('admin').command({ replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5, force: true })).catch(
        () => undefined,
      ),
    close: async () => {
      await Promise.all(members.map((member) => member.kill()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
