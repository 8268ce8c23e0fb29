import { existsSync } from 'node:fs'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { backUp } from './adapters/sqlite/backup.ts'
import { refuseLost } from './adapters/sqlite/inspect.ts'
import { restoreDatabase } from './adapters/sqlite/restore.ts'
import { createSqliteStore } from './adapters/sqlite/store.ts'
import { createMemoryBus } from './adapters/memory/bus.ts'
import { createMemoryCache } from './adapters/memory/cache.ts'
import { instanceOf } from './accounts/cookie-names.ts'
import { nameBuild } from './build.ts'
import type { Config } from './config.ts'
import { makeFolder } from './data-folder.ts'
import { createAdmin } from './features/admin/service.ts'
import { hashPassword } from './features/auth/passwords.ts'
import { createAuth } from './features/auth/service.ts'
import { endOfSession } from './features/auth/sessions.ts'
import { createInvites } from './features/invites/service.ts'
import { createSync } from './features/sync/service.ts'
import { createTaskLists } from './features/tasks/lists.ts'
import { createTasks } from './features/tasks/service.ts'
import { createAccess } from './access/access.ts'
import { createSharedClock } from './live/shared-clock.ts'
import { createDoorbell } from './live/doorbell.ts'
import { createDrain } from './http/drain.ts'
import { createPageCache } from './cache/page-cache.ts'
import { createOrigins } from './http/origin.ts'
import { createSessions } from './http/session.ts'
import { createPurgeSessions } from './jobs/purge-sessions.ts'
import { createPurgeSpaces } from './jobs/purge-spaces.ts'
import { createJobs } from './jobs/run.ts'
import { createWrites } from './journal/writes.ts'
import { createAcross } from './journal/across.ts'
import { createJournal } from './journal/execute.ts'
import { createTurns } from './journal/turns.ts'
import type { Clock } from './ports/clock.ts'
import type { Store } from './ports/store.ts'
import { readSecret, secretFile } from './secrets.ts'

/** What answers take in memory that are cached, pages and snapshots each. */
const cachedBytes = 32 * 1024 * 1024

const fileOf = ({ storeUrl }: Config): string | undefined => (storeUrl.startsWith('sqlite:') ? storeUrl.slice('sqlite:'.length) : undefined)

/** Puts a backup in the place of the store, while no Muster runs on it; answers with the text to print, refusals are coded. */
export const restoreStore = async (config: Config, backup: string, now = new Date()): Promise<string> => {
  const file = fileOf(config) ?? refuse('invalid', 'With MongoDB, restore with mongorestore or your provider.')
  makeFolder(config.dataDir)
  const before = await restoreDatabase(backup, file, now.toISOString())
  return `${backup} is in place. ${before ? `What was there before is kept at ${before}. ` : ''}Start Muster.`
}

/** A commit to MongoDB costs nearly the same for few and for many: milliseconds that who waits is held for those who were just answered. */
const gatherMs = 10

/** A store that several processes share, and the time that they share by it. Only who uses the driver loads it. */
const openShared = async ({ storeUrl }: Config, own: (() => Date) | undefined): Promise<{ readonly store: Store; readonly now: () => Date }> => {
  const store = await (await import('./adapters/mongo/store.ts')).openMongoStore(storeUrl)
  return { store, now: await createSharedClock({ own: own ?? (() => new Date()), storeTime: store.time, again: own === undefined }) }
}

/** Only who has a Redis loads its client. */
const openRedis = async (url: string, instance: string) => {
  const [{ refuseWrongRedis }, { openShared }] = await Promise.all([import('./adapters/redis/refuse-wrong.ts'), import('./adapters/redis/open.ts')])
  await refuseWrongRedis(url)
  return openShared(url, instance)
}

/**
 * Wires everything; the only file that names an adapter. Throws `StoreRefused` or `ConfigFaults` with a sentence on what to do, or what the file system says.
 * @param own this machine's time of day, where it is not the machine's that counts
 */
export const createContext = async (config: Config, own?: () => Date, clock?: Clock) => {
  makeFolder(config.dataDir)
  const file = fileOf(config)
  const begun = existsSync(secretFile(config.dataDir))
  const known = config.secret ?? (begun ? readSecret(config.dataDir) : null)
  if (file !== undefined && begun) refuseLost(file, secretFile(config.dataDir))
  const sqlite = file === undefined ? undefined : createSqliteStore(file)
  const { store, now }: { readonly store: Store; readonly now: () => Date } = sqlite
    ? { store: sqlite, now: own ?? (() => new Date()) }
    : await openShared(config, own)
  // Made last: it tells the next start that there is a store.
  const secret = known ?? readSecret(config.dataDir)
  const build = nameBuild()
  const origins = createOrigins(config.publicOrigin)
  const turns = createTurns()
  const redis = config.redisUrl === null ? undefined : await openRedis(config.redisUrl, instanceOf(secret))
  const bus = redis?.bus ?? createMemoryBus()
  const createCache = redis?.createCache ?? createMemoryCache
  const { ring } = bus
  const culprit = (space: string, { id, name }: { id: string; name: string }, error: unknown) =>
    console.error(JSON.stringify({ time: now().toISOString(), space, mutation: id, name, error: (error as Error).stack }))
  const access = createAccess(store, clock)
  const committed = (space: string, rev: number, docs: readonly AnyDoc[]) => {
    access.wrote(space, docs)
    ring(space, rev)
  }
  const journal = createJournal({ store, now, committed, turns, culprit, gatherMs: sqlite ? 0 : gatherMs })
  const across = createAcross({ store, now, committed, turns, culprit })
  const invites = createInvites({ store, access, across, secret, now })
  const auth = createAuth({
    store,
    now,
    registration: config.registration,
    inviteStands: invites.stands,
    reused: (sid, userId) => console.warn(`A refresh token of session ${sid.slice(0, 6)}… (account ${userId}) was used again; the session has been ended.`),
  })
  const writes = createWrites({ store, journal, across, isMember: access.isMember, now })
  const sync = createSync({ store, journal, across, access, now, build, cache: createCache(cachedBytes) })
  const doorbell = createDoorbell({ heads: (spaces) => store.heads(spaces), spacesOf: sync.spacesOf, alive: auth.sessionsAlive, clock })
  bus.listen({ here: doorbell.ring, elsewhere: doorbell.moved })
  const admin = createAdmin({
    store,
    now,
    hashPassword,
    createAccount: auth.createAccount,
    sessionsEnded: auth.forgetSessions,
    backup: sqlite && ((file) => backUp(sqlite.database, file)),
  })
  return {
    /** Lets go of all that it has opened: a process with nothing else to do ends. */
    close: async (): Promise<void> => {
      await bus.close()
      await store.close()
    },
    store,
    sqlite,
    now,
    secret,
    origins,
    cdn: config.cdn,
    drain: createDrain(),
    doorbell,
    redis: redis?.answers,
    journal,
    across,
    writes,
    access,
    pages: createPageCache(createCache(cachedBytes), build),
    tasks: createTasks({ store, access, writes }),
    taskLists: createTaskLists({ store, access }),
    auth,
    admin,
    invites,
    sessions: createSessions({ auth, secret, origins, now, secure: config.publicOrigin !== null }),
    sync,
    jobs: createJobs({
      store,
      now,
      jobs: [createPurgeSpaces({ store, committed: ring }), createPurgeSessions({ store, endOf: endOfSession })],
      failed: (job, error) => console.warn(`${job} stopped (${(error as Error).message}) and is tried again.`),
    }),
  }
}
export type Context = Awaited<ReturnType<typeof createContext>>
