import { MongoClient } from 'mongodb'
import type { Subject } from './rounds.ts'

/** What a mongod has used since it began, as it says itself. */
interface MongodUsed {
  /** Microseconds of CPU, user and system. */
  readonly cpu: number
  /** Rows of collections that queries looked at. */
  readonly rows: number
  /** Commands that it was sent, those of members and drivers among themselves included. */
  readonly commands: number
}

const usedOf = async (client: MongoClient): Promise<MongodUsed> => {
  const { extra_info, metrics, network } = await client.db('admin').command({ serverStatus: 1 })
  const { user_time_us: user, system_time_us: system } = extra_info as { readonly user_time_us: number; readonly system_time_us: number }
  const { scannedObjects } = metrics.queryExecutor as { readonly scannedObjects: number }
  const { numRequests } = network as { readonly numRequests: number }
  return { cpu: Number(user) + Number(system), rows: Number(scannedObjects), commands: Number(numRequests) }
}

/** The members of the replica set that an address names, asked by connections that nobody else uses. */
export const watchMongod = async (uri: string) => {
  const client = new MongoClient(uri, { maxPoolSize: 2 })
  const { hosts = [], me } = (await client.db('admin').command({ hello: 1 })) as { readonly hosts?: readonly string[]; readonly me?: string }
  const others = hosts.filter((host) => host !== me).map((host) => new MongoClient(`mongodb://${host}/?directConnection=true`, { maxPoolSize: 2 }))
  return {
    primary: (): Promise<MongodUsed> => usedOf(client),
    /** Microseconds of CPU of one of the others, on average. */
    secondaryCpu: async (): Promise<number> => (await Promise.all(others.map(usedOf))).reduce((sum, { cpu }) => sum + cpu, 0) / others.length,
    close: async (): Promise<void> => {
      for (const each of [client, ...others]) await each.close()
    },
  }
}
export type Mongod = Awaited<ReturnType<typeof watchMongod>>

/** The same subject, and what the primary took for each of its requests, a number for each round and those before. */
export const watched = <S extends Subject>(subject: S, mongod: Pick<Mongod, 'primary'>) => {
  const each = { cpu: [] as number[], rows: [] as number[] }
  const load = async (requests: number) => {
    const before = await mongod.primary()
    await subject.load(requests)
    const after = await mongod.primary()
    each.cpu.push((after.cpu - before.cpu) / requests)
    each.rows.push((after.rows - before.rows) / requests)
  }
  return { ...subject, load, each }
}
