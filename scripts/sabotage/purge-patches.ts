import type { Patch } from './patch.ts'

const server = 'apps/server/src'
const sqlite = { test: `${server}/adapters/sqlite/store.test.ts`, file: `${server}/adapters/sqlite/store.ts` }
const sql = { test: sqlite.test, file: `${server}/adapters/sqlite/statements.ts` }
const mongo = { test: `${server}/adapters/mongo/store.test.ts`, file: `${server}/adapters/mongo/purge.ts` }
const mongoCommit = { test: mongo.test, file: `${server}/adapters/mongo/updates.ts` }
const jobs = { test: `${server}/jobs/jobs.test.ts` }
const purging = { test: `${server}/jobs/purge.test.ts` }

/** What is forgotten, and who does it. */
export const purgePatches: readonly Patch[] = [
  {
    ...sql,
    breaks: 'SQLite forgets the newest entry, too',
    find: 'AND rev > ? AND rev < ? ORDER BY rev LIMIT',
    put: 'AND rev > ? AND rev <= ? ORDER BY rev LIMIT',
    named: 'SQLite: the newest entry is never forgotten',
  },
  {
    ...sqlite,
    breaks: 'SQLite keeps the ids of entries that it forgot',
    find: '    sql.forgetIds.run(space, from, last)\n',
    put: '',
    named: 'SQLite: the oldest entries are forgotten',
  },
  {
    ...sqlite,
    breaks: 'SQLite commits what was decided before ids were forgotten',
    find: ' && ((heads.get(space) ?? storedHead(space))?.horizon ?? 0) !== horizon',
    put: ' && horizon < 0',
    named: 'SQLite: a change that was decided before its id',
  },
  {
    ...mongoCommit,
    breaks: 'MongoDB commits what was decided before ids were forgotten',
    find: ' ...decidedUnder(horizon),',
    put: '',
    named: 'MongoDB: a change that was decided before its id',
  },
  {
    ...mongo,
    breaks: 'MongoDB removes a row that was written again',
    find: 'spaceId: space, at: atOf(rev, kind, id) }',
    put: 'spaceId: space }',
    named: 'MongoDB: rows and records are removed only',
  },
  {
    ...jobs,
    file: `${server}/jobs/lease.ts`,
    breaks: 'a lease is taken from who goes by a slower clock',
    find: 'Date.parse(found.until) + skewMs > now',
    put: 'Date.parse(found.until) > now',
    named: 'who was frozen loses the lease only when',
  },
  {
    ...jobs,
    file: `${server}/jobs/run.ts`,
    breaks: 'who lost the lease goes on',
    find: "if (!(await lease.renew({ cursor, doneAt }, now()))) return 'lost'",
    put: 'await lease.renew({ cursor, doneAt }, now())',
    named: 'who finds the lease taken over',
  },
  {
    ...purging,
    file: `${server}/jobs/purge-trash.ts`,
    breaks: 'a list goes that was restored before anything of it went',
    find: '(!isGone(root) && !isDue(root, before))',
    put: '(!isGone(root) && before < root.id)',
    named: 'a list that was restored before',
  },
  {
    ...purging,
    file: `${server}/jobs/purge-trash.ts`,
    breaks: 'what is higher goes first, and what is below it is never found again',
    find: 'if (below.length === 0) return level',
    put: 'if (below.length === 0 || depth === 0) return level',
    named: 'of more than fits into a step',
  },
  {
    test: `${server}/journal/horizon.test.ts`,
    file: `${server}/journal/horizon.ts`,
    breaks: 'a clock says what is too old',
    find: '&& (base > 0 || clientAt < forgottenBefore(now))',
    put: '&& clientAt < forgottenBefore(now)',
    named: 'is too old when what was made on its base',
  },
  {
    ...purging,
    file: `${server}/journal/decide.ts`,
    breaks: 'what may have been applied and forgotten is applied again',
    find: '  mustBeRecent(mutation, head.horizon, at)\n',
    put: '',
    named: 'below the horizon: a fresh copy',
  },
  {
    ...purging,
    file: `${server}/features/sync/service.ts`,
    breaks: 'a pull lacks what went while it was answered',
    find: `      rememberedSince(since, head)
`,
    put: '',
    named: 'a replica whose cursor is forgotten while it pulls',
  },
]
