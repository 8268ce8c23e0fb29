import type { Db } from 'mongodb'
import { shelvedKinds } from '../shelves.ts'
import type { Migration } from './migrate.ts'

/** All documents of all spaces, their heads and their journals: a commit to one space stays on one shard. */
export const spacesCollection = 'spaces'
export const recordCollections = ['users', 'emails', 'sessions'] as const

/** Those that came later, by a step of their own. */
const keysCollection = 'keys'
const mailCollections = ['tokens', 'mails'] as const
export const ownedCollections = [...recordCollections, keysCollection, ...mailCollections] as const

/** What a cluster shards, and by which key. */
const shardKeys = [
  { collection: spacesCollection, key: { spaceId: 'hashed' } },
  ...recordCollections.map((collection) => ({ collection, key: { _id: 'hashed' } })),
] as const

/** Every index beside `_id`. None of them is unique: uniqueness beyond the shard key cannot be kept. */
const indexes = [
  { collection: spacesCollection, name: 'changes', key: { spaceId: 1, at: 1 }, partialFilterExpression: { at: { $exists: true } } },
  { collection: spacesCollection, name: 'known', key: { spaceId: 1, mutationKeys: 1 }, partialFilterExpression: { mutationKeys: { $exists: true } } },
  ...recordCollections.map((collection) => ({ collection, name: 'owner', key: { owner: 1 } })),
] as const

/** Built when a majority has it: by default MongoDB waits for every member, for ever if one is away. */
const built = { commitQuorum: 'majority' } as const

const createAll = async (db: Db) => {
  for (const { collection, name, key, ...options } of indexes) await db.collection(collection).createIndex({ ...key }, { name, ...options, ...built })
  const { msg } = await db.admin().command({ hello: 1 })
  if (msg === 'isdbgrid') for (const { collection, key } of shardKeys) await db.admin().command({ shardCollection: `${db.databaseName}.${collection}`, key })
}

/** Finds the tasks below a task; those in a list have no parent and are left out. */
const indexParents = async (db: Db) => {
  await db
    .collection(spacesCollection)
    .createIndex({ spaceId: 1, 'doc.parentId': 1 }, { name: 'parents', partialFilterExpression: { 'doc.parentId': { $gt: '' } }, ...built })
}

/** Gives the tasks that are there what new ones are written with (`adapters/task-keys.ts`), and finds them by it; `shelf` takes the place of `parents`. */
const indexTasks = async (db: Db) => {
  const rows = db.collection(spacesCollection)
  const status = { $concat: ['$doc.status', ' '] }
  const alive = { $eq: [{ $ifNull: ['$doc.deletedAt', null] }, null] }
  await rows.updateMany({ kind: 'task', 'doc.parentId': { $gt: '' } }, [
    { $set: { shelf: { $concat: ['below ', '$doc.parentId'] }, spot: { $concat: [' ', '$doc.order', ' ', '$doc.id'] } } },
  ])
  await rows.updateMany({ kind: 'task', 'doc.listId': { $gt: '' }, $expr: alive }, [
    {
      $set: {
        shelf: { $concat: [status, '$doc.listId'] },
        spot: { $concat: [{ $ifNull: ['$doc.sectionId', ''] }, ' ', '$doc.order', ' ', '$doc.id'] },
      },
    },
  ])
  await rows.updateMany({ kind: 'task', 'doc.labelIds.0': { $exists: true }, $expr: alive }, [
    { $set: { labels: { $map: { input: '$doc.labelIds', in: { $concat: [status, '$$this'] } } } } },
  ])
  await rows.updateMany({ kind: 'task', 'doc.updatedAt': { $exists: true } }, [{ $set: { updated: { $concat: ['$doc.updatedAt', ' ', '$doc.id'] } } }])
  for (const [name, key] of Object.entries({
    shelf: { spaceId: 1, shelf: 1, spot: 1 },
    labels: { spaceId: 1, labels: 1, 'doc.id': 1 },
    updated: { spaceId: 1, updated: 1 },
  } as const))
    await rows.createIndex({ ...key }, { name, partialFilterExpression: { [name]: { $exists: true } }, ...built })
  if ((await rows.indexes()).some(({ name }) => name === 'parents')) await rows.dropIndex('parents')
}

/** Makes the collection of what there is one of, and writes down who came first (`features/auth/service.ts`). */
const writeFirst = async (db: Db) => {
  if ((await db.listCollections({ name: 'instance' }).toArray()).length === 0) await db.createCollection('instance')
  const [first] = await db
    .collection<{ _id: string }>('users')
    .find({}, { projection: { _id: 1 } })
    .sort({ 'value.instanceOwner': -1, _id: 1 })
    .limit(1)
    .toArray()
  if (!first) return
  const row = { owner: first._id, version: 1, value: { userId: first._id } }
  await db.collection<{ _id: string }>('instance').updateOne({ _id: 'first' }, { $setOnInsert: row }, { upsert: true })
}

/** Finds what purging goes by: all spaces by their heads, and the rows in the trash of each, apart from those that have gone for good. */
const indexTrash = async (db: Db) => {
  const rows = db.collection(spacesCollection)
  await rows.createIndex({ kind: 1, spaceId: 1 }, { name: 'heads', partialFilterExpression: { kind: 'head' }, ...built })
  await rows.createIndex(
    { spaceId: 1, 'doc.purgedAt': 1, 'doc.deletedAt': 1 },
    { name: 'trash', partialFilterExpression: { 'doc.deletedAt': { $gt: '' } }, ...built },
  )
}

const there = (field: string) => ({ $gt: [{ $ifNull: [field, null] }, null] })
const gone = { $or: [there('$doc.purgedAt'), there('$doc.movedTo')] }

/** Gives rows of few what new ones are written with (`adapters/shelves.ts`), by the index that finds tasks. */
const shelveRows = async (db: Db) => {
  const rows = db.collection(spacesCollection)
  const state = { $cond: [there('$doc.deletedAt'), 'trashed ', { $cond: [there('$doc.leftAt'), 'former ', ''] }] }
  const within = { list: { $ifNull: ['$doc.folderId', ''] }, section: '$doc.listId', label: { $ifNull: ['$doc.mergedInto', ''] } } as const
  const spot = { $concat: [' ', { $ifNull: ['$doc.order', ''] }, ' ', '$doc.id'] }
  for (const kind of shelvedKinds) {
    const shelf = { $concat: [state, kind, ' ', kind in within ? within[kind as keyof typeof within] : ''] }
    await rows.updateMany({ kind, $expr: { $not: [gone] } }, [{ $set: { shelf, spot } }])
  }
  await rows.updateMany({ kind: 'label', 'doc.mergedInto': { $gt: '' }, $expr: gone }, [
    { $set: { shelf: { $concat: ['gone label ', '$doc.mergedInto'] }, spot } },
  ])
}

/** Finds the rows of few that have no keys: builds from before there were any go on writing them so (`unshelved.ts`). What has gone is none of them. */
const indexUnshelved = async (db: Db) => {
  const rows = db.collection(spacesCollection)
  await shelveRows(db)
  const away = { kind: { $in: [...shelvedKinds] }, shelf: null }
  await rows.updateMany({ ...away, $expr: gone }, [{ $set: { shelf: { $concat: ['gone ', '$kind'] }, spot: { $concat: [' ', '$doc.id'] } } }])
  await rows.createIndex({ spaceId: 1, kind: 1 }, { name: 'unshelved', partialFilterExpression: away, ...built })
}

/** Finds what is to be done after commit: entries that name effects, spaces that are due or pending, and those with dead letters. */
const indexPending = async (db: Db) => {
  const rows = db.collection(spacesCollection)
  const there = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } }, ...built })
  await rows.createIndex({ spaceId: 1, rev: 1 }, { name: 'effects', ...there('effects') })
  await rows.createIndex({ due: 1 }, { name: 'due', ...there('due') })
  await rows.createIndex({ since: 1 }, { name: 'since', ...there('since') })
  await rows.createIndex({ spaceId: 1 }, { name: 'dead', ...there('dead') })
}

/**
 * Finds the tasks out of the trash that somebody is assigned to, by the day they are due. By what documents say: builds from before it
 * write rows that are in it like all others. Tasks that nobody is assigned to are not.
 */
const indexAssigned = async (db: Db) => {
  await db
    .collection(spacesCollection)
    .createIndex(
      { spaceId: 1, 'doc.assigneeIds': 1, 'doc.status': 1, 'doc.due.date': 1, 'doc.id': 1 },
      { name: 'assigned', partialFilterExpression: { 'doc.assigneeIds': { $gt: '' }, 'doc.deletedAt': null }, ...built },
    )
}

/** Finds what was completed, by when. The moment stands in the document itself: what builds from before write is found by it as well. */
const indexCompletion = async (db: Db) => {
  await db
    .collection(spacesCollection)
    .createIndex(
      { spaceId: 1, shelf: 1, 'doc.completedAt': -1, 'doc.id': 1 },
      { name: 'completion', partialFilterExpression: { 'doc.completedAt': { $gt: '' } }, ...built },
    )
}

/** Makes a collection of records: found by whose they are, spread by their key. */
const addCollection = async (db: Db, name: string) => {
  await db.collection(name).createIndex({ owner: 1 }, { name: 'owner', ...built })
  const { msg } = await db.admin().command({ hello: 1 })
  if (msg === 'isdbgrid') await db.admin().command({ shardCollection: `${db.databaseName}.${name}`, key: { _id: 'hashed' } })
}

/** Makes the collection of API keys, each under its hash. Builds from before it know of none. */
const addKeys = (db: Db) => addCollection(db, keysCollection)

/** Makes those of mails that wait to be sent, and of the tokens that are in mails, each under its hash. Builds from before it know of neither. */
const addMails = async (db: Db) => {
  for (const name of mailCollections) await addCollection(db, name)
}

/** The schema of a database is how many of these have been run. How the next one is added: `docs/decisions/0035-migrations.md`. */
export const migrations: readonly Migration[] = [
  { run: createAll, oldest: 1 },
  { run: indexParents, oldest: 1 },
  { run: indexTasks, oldest: 3 },
  { run: writeFirst, oldest: 4 },
  // Builds from before it do not heed the horizon of a journal.
  { run: indexTrash, oldest: 5 },
  // Builds from before it write rows without the keys; those are found by the next.
  { run: shelveRows, oldest: 5 },
  { run: indexUnshelved, oldest: 5 },
  { run: indexPending, oldest: 5 },
  { run: indexAssigned, oldest: 5 },
  { run: indexCompletion, oldest: 5 },
  { run: addKeys, oldest: 5 },
  { run: addMails, oldest: 5 },
]
