import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { backUp } from './adapters/sqlite/backup.ts'
import { refuseLost } from './adapters/sqlite/inspect.ts'
import { restoreDatabase } from './adapters/sqlite/restore.ts'
import { createSqliteStore } from './adapters/sqlite/store.ts'
import { createMemoryBus } from './adapters/memory/bus.ts'
import { createMemoryCache } from './adapters/memory/cache.ts'
import { createMemoryLimiter } from './adapters/memory/limiter.ts'
import { createSeal } from './accounts/sealed.ts'
import { instanceOf } from './accounts/cookie-names.ts'
import { nameBuild } from './build.ts'
import { ConfigFaults, type Config } from './config.ts'
import { makeFolder } from './data-folder.ts'
import { createFolderMailer } from './adapters/disk/mailer.ts'
import { createAdmin } from './features/admin/service.ts'
import { hashPassword } from './features/auth/passwords.ts'
import { createOwnAddresses } from './features/auth/addresses.ts'
import { createMailWriter, noticeMs } from './features/auth/mails.ts'
import { createResets } from './features/auth/resets.ts'
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
import { counted, createCacheAsks } from './cache/counted.ts'
import { createPageCache } from './cache/page-cache.ts'
import { createAskedCookie } from './http/asked-cookie.ts'
import { createAddresses } from './http/client-address.ts'
import { createOrigins } from './http/origin.ts'
import { createQuotas } from './http/quota.ts'
import { createShedding } from './http/shedding.ts'
import { createBearer } from './http/bearer.ts'
import { createSessions } from './http/session.ts'
import type { Effect } from './jobs/effects/effect.ts'
import { createEffectLoop } from './jobs/effects/loop.ts'
import { namingEffects } from './jobs/effects/named.ts'
import { registered } from './jobs/effects/registered.ts'
import type { EffectTimes } from './jobs/effects/times.ts'
import { createKeys } from './features/keys/service.ts'
import { createPurgeSessions } from './jobs/purge-sessions.ts'
import { createPurgeSpaces } from './jobs/purge-spaces.ts'
import { createPurgeTokens } from './jobs/purge-tokens.ts'
import { createJobs } from './jobs/run.ts'
import { countingCommits } from './journal/counted-commits.ts'
import { createPost, type PostTimes } from './mail/post.ts'
import { createMailQueue } from './mail/queued.ts'
import { policies } from './http/policies.ts'
import { createWrites } from './journal/writes.ts'
import { createAcross } from './journal/across.ts'
import { createJournal } from './journal/execute.ts'
import { createTurns } from './journal/turns.ts'
import type { Clock } from './ports/clock.ts'
import type { Store } from './ports/store.ts'
import { acceptSecrets, refuseOtherSecret } from './one-secret.ts'
import type { Secrets } from './accounts/secrets.ts'
import { readSecrets, secretFile } from './secrets.ts'
import { newId } from './new-id.ts'

/** What answers take in memory that are cached, pages and snapshots each. */
const cachedBytes = 32 * 1024 * 1024
/** The same for changes, of spaces of one person and of spaces of several: asked for by those who look on, and then never again. */
const changesBytes = 4 * 1024 * 1024

const fileOf = ({ storeUrl }: Config): string | undefined => (storeUrl.startsWith('sqlite:') ? storeUrl.slice('sqlite:'.length) : undefined)

/** Puts a backup in the place of the store, while no Muster runs on it; answers with the text to print, refusals are coded. */
export const restoreStore = async (config: Config, backup: string, now = new Date()): Promise<string> => {
  const file = fileOf(config) ?? refuse('invalid', 'With MongoDB, restore with mongorestore or your provider.')
  makeFolder(config.dataDir)
  const before = await restoreDatabase(backup, file, now.toISOString())
  return `${backup} is in place. ${before ? `What was there before is kept at ${before}. ` : ''}Start Muster.`
}

/** Between two looks at what mail waits, where nobody else leaves any: whoever does rings. */
const aloneMs = 60_000

/** A commit to MongoDB costs nearly the same for few and for many: milliseconds that who waits is held for those who were just answered. */
const gatherMs = 10

/** A store that several processes share, and the time that they share by it. Only who uses the driver loads it. */
const openShared = async ({ storeUrl, pool }: Config, own: (() => Date) | undefined): Promise<{ readonly store: Store; readonly now: () => Date }> => {
  const store = await (await import('./adapters/mongo/store.ts')).openMongoStore(storeUrl, { pool })
  return { store, now: await createSharedClock({ own: own ?? (() => new Date()), storeTime: store.time, again: own === undefined }) }
}

/** Makes the first key of the settings the one that all processes over a shared store sign with; answers with the text to print, refusals are coded. */
export const acceptSecretsOf = async ({ storeUrl, secrets }: Config): Promise<string> => {
  const keys =
    secrets !== null && !storeUrl.startsWith('sqlite:')
      ? secrets
      : refuse('invalid', 'Over SQLite one process signs, with the key that is in DATA_DIR/secrets or named by SECRETS.')
  const store = await (await import('./adapters/mongo/store.ts')).openMongoStore(storeUrl)
  try {
    await acceptSecrets(store, keys)
    const [, ...former] = keys
    const others = former.length > 0 ? 'who was signed in by one of the others still is' : 'who was signed in signs in again'
    return `This key signs from now on. Start all processes with it; ${others}.`
  } finally {
    await store.close()
  }
}

/** Refuses what several processes over one store cannot share; all of it at once. */
const refuseUnshared = async (store: Store, secrets: Secrets, { redisUrl }: Config): Promise<void> => {
  const tried = await Promise.allSettled([
    refuseOtherSecret(store, secrets),
    // Only who has a Redis loads its client.
    redisUrl === null ? undefined : import('./adapters/redis/refuse-wrong.ts').then(({ refuseWrongRedis }) => refuseWrongRedis(redisUrl)),
  ])
  const failed = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []))
  if (failed.length === 0) return
  await store.close()
  throw failed.find((error) => !(error instanceof ConfigFaults)) ?? new ConfigFaults(failed.flatMap((error) => (error as ConfigFaults).faults))
}

/** What is done after commits; others than those of this build are for tests. */
export interface AfterCommit {
  readonly effects: (store: Store) => readonly Effect[]
  readonly times?: Partial<EffectTimes>
  readonly mail?: Partial<PostTimes>
}

/**
 * Wires everything; the only file that names an adapter. Throws `StoreRefused` or `ConfigFaults` with a sentence on what to do, or what the file system says.
 * @param own this machine's time of day, where it is not the machine's that counts
 */
export const createContext = async (config: Config, own?: () => Date, clock?: Clock, afterCommit: AfterCommit = { effects: registered }) => {
  makeFolder(config.dataDir)
  const file = fileOf(config)
  const begun = existsSync(secretFile(config.dataDir))
  const known = config.secrets ?? (begun ? readSecrets(config.dataDir) : null)
  if (file !== undefined && begun) refuseLost(file, secretFile(config.dataDir))
  const sqlite = file === undefined ? undefined : createSqliteStore(file)
  const { store: opened, now }: { readonly store: Store; readonly now: () => Date } = sqlite
    ? { store: sqlite, now: own ?? (() => new Date()) }
    : await openShared(config, own)
  const effects = afterCommit.effects(opened)
  const [cacheAsks, commits] = [createCacheAsks(), { committed: 0, conflict: 0 }]
  const store = countingCommits(namingEffects(opened, effects), commits)
  // Made last: it tells the next start that there is a store.
  const secrets = known ?? readSecrets(config.dataDir)
  const [secret] = secrets
  const build = nameBuild()
  const origins = createOrigins(config.publicOrigin)
  const turns = createTurns()
  if (!sqlite) await refuseUnshared(store, secrets, config)
  const redis = config.redisUrl === null ? undefined : (await import('./adapters/redis/open.ts')).openShared(config.redisUrl, instanceOf(secret))
  const bus = redis?.bus ?? createMemoryBus()
  const createOwnCache = (bytes: number) => counted(createMemoryCache(bytes), cacheAsks, false)
  const createCache = redis ? (bytes: number) => counted(redis.createCache(bytes), cacheAsks, true) : createOwnCache
  const { ring } = bus
  const culprit = (space: string, { id, name }: { id: string; name: string }, error: unknown) =>
    console.error(JSON.stringify({ time: now().toISOString(), space, mutation: id, name, error: (error as Error).stack }))
  const access = createAccess(store, clock)
  const committed = (space: string, rev: number, docs: readonly AnyDoc[], actors?: readonly string[], begunAt?: number) => {
    access.wrote(space, docs, actors, begunAt)
    ring(space, rev)
  }
  const journal = createJournal({ store, now, clock, committed, turns, culprit, gatherMs: sqlite ? 0 : gatherMs })
  const across = createAcross({ store, now, committed, turns, culprit })
  const invites = createInvites({ store, access, across, secret, now })
  const mailer = config.mail
    ? (await import('./adapters/smtp/mailer.ts')).createSmtpMailer(config.mail)
    : createFolderMailer(join(config.dataDir, 'outbox'), (sentence) => console.log(sentence))
  const post = createPost({
    store,
    mailer,
    write: createMailWriter({ store, secret, now, origin: () => config.publicOrigin ?? `http://${config.host}:${config.port}` }),
    now,
    say: (sentence) => console.warn(sentence),
    clock,
    times: { ...(sqlite ? { pollMs: aloneMs } : {}), ...afterCommit.mail },
  })
  const quotas = createQuotas({ limiter: redis?.limiter ?? createMemoryLimiter(clock), addresses: createAddresses(config.proxies), secret })
  const mails = createMailQueue({
    store,
    now,
    newId,
    mayTell: async (kind, userId) => (await quotas.take(policies.notice, quotas.nameOf(`notice\0${kind}\0${userId}`), 1)).passes,
    queued: post.wake,
  })
  const auth = createAuth({
    store,
    now,
    mails,
    confirms: config.mail !== null,
    registration: config.registration,
    inviteStands: invites.stands,
    seal: createSeal(secrets),
    copied: (userId) => console.warn(`A passkey of account ${userId} was used that its device has counted past: there may be a copy of it.`),
    reused: async (sid, userId) => {
      console.warn(`A refresh token of session ${sid.slice(0, 6)}… (account ${userId}) was used again; the session has been ended.`)
      await mails.add({ kind: 'session-stolen', to: { userId }, goodForMs: noticeMs })
    },
  })
  const keys = createKeys({ store, now })
  const resets = createResets({ store, now, mails, sessionsEnded: auth.forgetSessions, endKeys: keys.removeAll })
  const ownAddresses = createOwnAddresses({
    store,
    now,
    mails,
    changed: () => {
      auth.forgetSessions()
      keys.forget()
    },
  })
  const writes = createWrites({ store, journal, across, isMember: access.isMember, now })
  const sync = createSync({ store, journal, across, access, now, build, cache: createCache(cachedBytes) })
  const doorbell = createDoorbell({
    heads: (spaces) => store.heads(spaces),
    spacesOf: sync.spacesOf,
    alive: async (names) => new Set([...(await auth.sessionsAlive(names)), ...(await keys.alive(names))]),
    clock,
  })
  bus.listen({ here: doorbell.ring, elsewhere: doorbell.moved })
  const effectLoop = createEffectLoop({
    store,
    effects,
    times: afterCommit.times,
    now,
    committed,
    failed: (error) => console.warn(`Work after commits stopped (${(error as Error).message}) and is tried again.`),
    clock,
  })
  bus.listen({ here: effectLoop.wake, elsewhere: effectLoop.wake })
  const housekeeping = createJobs({
    store,
    now,
    jobs: [createPurgeSpaces({ store, committed: ring }), createPurgeSessions({ store, endOf: endOfSession }), createPurgeTokens({ store })],
    failed: (job, error) => console.warn(`${job} stopped (${(error as Error).message}) and is tried again.`),
  })
  const admin = createAdmin({
    store,
    now,
    hashPassword,
    createAccount: auth.createAccount,
    sessionsEnded: () => {
      auth.forgetSessions()
      keys.forget()
    },
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
    /** Whether browsers come by https. */
    secure: config.publicOrigin !== null,
    origins,
    corsOrigins: config.corsOrigins,
    cdn: config.cdn,
    drain: createDrain(),
    doorbell,
    quotas,
    shedding: createShedding(),
    redis: redis?.answers,
    /** What has been counted since the start, for who watches. */
    counts: { cacheAsks, commits },
    journal,
    across,
    writes,
    access,
    pages: createPageCache(createCache(cachedBytes), build),
    changesOfOwn: createPageCache(createOwnCache(changesBytes), build, false),
    changesOfShared: createPageCache(createCache(changesBytes), build, false),
    tasks: createTasks({ store, access, writes }),
    taskLists: createTaskLists({ store, access }),
    mails,
    auth,
    /** Whether mail goes to people, or lies in a folder. */
    mailed: config.mail !== null,
    resets,
    ownAddresses,
    keys,
    asked: createAskedCookie({ secrets, secure: config.publicOrigin !== null, seconds: limits.passkeyMinutes * 60 }),
    bearer: createBearer({ keys, quotas }),
    admin,
    invites,
    sessions: createSessions({ auth, secrets, origins, now, secure: config.publicOrigin !== null }),
    sync,
    jobs: {
      ...effectLoop,
      /** One turn of all that keeps house, by hand. */
      run: housekeeping.run,
      start: (): void => {
        housekeeping.start()
        effectLoop.start()
        post.start()
      },
      close: async (): Promise<void> => {
        await Promise.all([housekeeping.close(), effectLoop.close(), post.close()])
      },
    },
  }
}
export type Context = Awaited<ReturnType<typeof createContext>>
