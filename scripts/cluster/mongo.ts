import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { MongoClient, MongoServerError } from 'mongodb'
import { launch, type Process } from './processes.ts'

const setName = 'muster'
/** MongoDB's word for a member that belongs to no set yet. */
const notYetInitialized = 94
const electedMs = 60_000

const direct = async <T>(port: number, work: (client: MongoClient) => Promise<T>): Promise<T> => {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 1_000 })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
const command = (port: number, what: Record<string, unknown>) => direct(port, (client) => client.db('admin').command(what))

/** What a member, counted from 0, is called among the parts of a cluster. */
export const mongoName = (n: number): string => `mongo-${n + 1}`

/** @param started told of it as soon as it runs */
export const startMember = async (mongod: string, folder: string, port: number, n: number, started: (name: string, one: Process) => void): Promise<void> => {
  const dbPath = join(folder, mongoName(n))
  mkdirSync(dbPath, { recursive: true, mode: 0o700 })
  const words = [
    mongod,
    `--dbpath=${dbPath}`,
    `--port=${port}`,
    '--bind_ip=127.0.0.1',
    `--replSet=${setName}`,
    '--oplogSize=512',
    // Three of them share this machine with everything else.
    '--wiredTigerCacheSizeGB=0.25',
    '--setParameter=diagnosticDataCollectionEnabled=false',
    // Nobody is waited for at the end: who could ask has ended before.
    '--setParameter=shutdownTimeoutMillisForSignaledShutdown=100',
    '--nounixsocket',
    '--quiet',
  ]
  const answers = () =>
    command(port, { ping: 1 }).then(
      () => true,
      () => false,
    )
  await launch(words, join(folder, `${mongoName(n)}.log`), answers, (one) => started(mongoName(n), one))
}

const isPrimary = (port: number): Promise<boolean> =>
  command(port, { hello: 1 }).then(
    (hello) => hello['isWritablePrimary'] === true,
    () => false,
  )
/** Which of the members is the primary, counted from 0; undefined while none says so. One that is frozen says nothing. */
export const findPrimary = async (ports: readonly number[]): Promise<number | undefined> => {
  const found = (await Promise.all(ports.map(isPrimary))).indexOf(true)
  return found < 0 ? undefined : found
}

/** Three members on loopback, their data in the folder: a set that was there goes on. */
export const startMongo = async (
  mongod: string,
  folder: string,
  ports: readonly number[],
  started: (name: string, process: Process) => void,
): Promise<string> => {
  await Promise.all(ports.map((port, n) => startMember(mongod, folder, port, n, started)))
  const [first = 0] = ports
  const hosts = ports.map((port) => `127.0.0.1:${port}`)
  try {
    await command(first, { replSetGetStatus: 1 })
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== notYetInitialized) throw error
    const settings = { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 500 }
    await command(first, { replSetInitiate: { _id: setName, members: hosts.map((host, id) => ({ _id: id, host })), settings } })
  }
  for (const late = Date.now() + electedMs; (await findPrimary(ports)) === undefined; await pause(100))
    if (Date.now() > late) throw new Error(`MongoDB elected no primary in ${electedMs / 1_000} s. What its members say is in ${folder}/mongo-*.log`)
  return `mongodb://${hosts.join(',')}/muster?replicaSet=${setName}`
}
