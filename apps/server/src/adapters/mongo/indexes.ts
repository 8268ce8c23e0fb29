import { ownedCollections, spacesCollection } from './schema.ts'

interface Index {
  readonly collection: string
  readonly name: string
  readonly key: Readonly<Record<string, 1 | -1>>
  /** Of which rows it holds keys; all when left out. */
  readonly partialFilterExpression?: object
  /** What is asked by it, by what that is for: commands without their values. */
  readonly serves: Readonly<Record<string, readonly string[]>>
}

/** A record of its key, and pages of all. */
const byKey = (collection: string, more: Index['serves'] = {}): Index => ({
  collection,
  name: '_id_',
  key: { _id: 1 },
  serves: { 'one record': ['find _id ='], ...more },
})
const byOwner = (collection: string): Index => ({ collection, name: 'owner', key: { owner: 1 }, serves: { 'records of somebody': ['find owner ='] } })
const assigned = 'doc.assigneeIds =, doc.deletedAt = null'

/**
 * Every index, with what it is for. Migrations (`schema.ts`) make them, and are never edited: `contracts/mongo-plans.ts` holds that they leave behind
 * just these; that whatever the store sends is named here, goes by the index that names it, is sorted by it, and scans nothing; and
 * that no index, and no line of it, is there for nobody.
 */
export const indexes: readonly Index[] = [
  {
    collection: spacesCollection,
    name: '_id_',
    key: { _id: 1 },
    serves: {
      heads: ['find _id =, spaceId =', 'find _id in, spaceId in'],
      'rows by key': ['find _id in, spaceId ='],
      'rows of a kind': ['find _id > <, spaceId ='],
      'ranges of ids': ['find _id > <, spaceId = by _id', 'find _id > <=, spaceId = by _id'],
      'whether a rev is of this journal': ['find _id =, spaceId =, tag ='],
      'writing rows': ['update _id =, spaceId =', 'delete _id =, at =, spaceId ='],
      'writing an entry, or the first head': ['update _id =, rev =, spaceId ='],
      'moving a head': ['update _id =, rev =, spaceId =, tag =', 'update _id =, horizon = null, rev =, spaceId =', 'update _id =, horizon =, rev =, spaceId ='],
      'moving a horizon': ['update _id =, horizon = null, spaceId =', 'update _id =, horizon =, spaceId ='],
      'forgetting entries': ['delete _id in, spaceId ='],
      'leasing a space': ['find and update $expr <=, _id =, due there, spaceId ='],
      'noting what was done, under a lease': ['find and update _id =, fence =, since there, spaceId =', 'update _id =, fence =, since there, spaceId ='],
      'a letter of a space': ['update _id =, dead $elemMatch, spaceId ='],
    },
  },
  {
    collection: spacesCollection,
    name: 'changes',
    key: { spaceId: 1, at: 1 },
    partialFilterExpression: { at: { $exists: true } },
    serves: { 'changes since a rev': ['find at >, spaceId = by at'] },
  },
  {
    collection: spacesCollection,
    name: 'known',
    key: { spaceId: 1, mutationKeys: 1 },
    partialFilterExpression: { mutationKeys: { $exists: true } },
    serves: { 'whether mutations are known': ['find mutationKeys in, spaceId ='], 'in which spaces one is known': ['find mutationKeys =, spaceId in'] },
  },
  {
    collection: spacesCollection,
    name: 'shelf',
    key: { spaceId: 1, shelf: 1, spot: 1 },
    partialFilterExpression: { shelf: { $exists: true } },
    serves: {
      'tasks of a list with a status, or below a task': ['find shelf =, spaceId =, spot > by spot'],
      'tasks of all lists with a status': ['find shelf > <, spaceId = from to by shelf, spot'],
      'rows of few in their order': ['find shelf >= <, spaceId = from to by shelf, spot'],
      'how many there are': ['find shelf >= <, spaceId ='],
      'tasks below some, and labels merged into some': ['find shelf in, spaceId ='],
      'the last among siblings': ['find shelf in, spaceId =, spot > < by spot backwards'],
    },
  },
  {
    collection: spacesCollection,
    name: 'labels',
    key: { spaceId: 1, labels: 1, 'doc.id': 1 },
    partialFilterExpression: { labels: { $exists: true } },
    serves: { 'tasks with a label and a status': ['find doc.id >, labels in, spaceId = by doc.id'] },
  },
  {
    collection: spacesCollection,
    name: 'updated',
    key: { spaceId: 1, updated: 1 },
    partialFilterExpression: { updated: { $exists: true } },
    serves: { 'tasks written since an instant': ['find spaceId =, updated > by updated'] },
  },
  {
    collection: spacesCollection,
    name: 'assigned',
    key: { spaceId: 1, 'doc.assigneeIds': 1, 'doc.status': 1, 'doc.due.date': 1, 'doc.id': 1 },
    partialFilterExpression: { 'doc.assigneeIds': { $gt: '' }, 'doc.deletedAt': null },
    serves: Object.fromEntries(
      Object.entries({ 'what somebody is assigned to in a space': 'spaceId =', 'and over many': 'spaceId in' }).map(([what, where]) => [
        what,
        [
          `find ${assigned}, doc.due.date >, doc.status =, ${where} by doc.due.date, doc.id`,
          `find ${assigned}, doc.due.date =, doc.id >=, doc.status =, ${where} by doc.id`,
          `find ${assigned}, doc.due.date absent, doc.status =, ${where} by doc.id`,
          `find ${assigned}, doc.due.date absent, doc.id >=, doc.status =, ${where} by doc.id`,
        ],
      ]),
    ),
  },
  {
    collection: spacesCollection,
    name: 'effects',
    key: { spaceId: 1, rev: 1 },
    partialFilterExpression: { effects: { $exists: true } },
    serves: { 'the next entry that names effects': ['find effects there, rev >, spaceId = by rev'] },
  },
  {
    collection: spacesCollection,
    name: 'due',
    key: { due: 1 },
    partialFilterExpression: { due: { $exists: true } },
    serves: { 'spaces with effects that are due, on all shards': ['find $expr <=, due > by due'] },
  },
  {
    collection: spacesCollection,
    name: 'since',
    key: { since: 1 },
    partialFilterExpression: { since: { $exists: true } },
    serves: { 'those that wait longest, on all shards': ['find since > by since'] },
  },
  {
    collection: spacesCollection,
    name: 'dead',
    key: { spaceId: 1 },
    partialFilterExpression: { dead: { $exists: true } },
    serves: { 'spaces with letters': ['find dead there, spaceId > by spaceId'] },
  },
  {
    collection: spacesCollection,
    name: 'completion',
    key: { spaceId: 1, shelf: 1, 'doc.completedAt': -1, 'doc.id': 1 },
    partialFilterExpression: { 'doc.completedAt': { $gt: '' } },
    serves: { 'what was completed in a list, the latest first': ['find doc.completedAt >, shelf =, spaceId = from to by doc.completedAt backwards, doc.id'] },
  },
  {
    collection: spacesCollection,
    name: 'heads',
    key: { kind: 1, spaceId: 1 },
    partialFilterExpression: { kind: 'head' },
    serves: { 'all spaces': ['find kind =, spaceId > by spaceId'] },
  },
  {
    collection: spacesCollection,
    name: 'trash',
    key: { spaceId: 1, 'doc.purgedAt': 1, 'doc.deletedAt': 1 },
    partialFilterExpression: { 'doc.deletedAt': { $gt: '' } },
    serves: {
      'what is long in the trash': ['find doc.deletedAt > <=, doc.purgedAt = null, spaceId = by doc.deletedAt'],
      'what has long gone for good': ['find doc.deletedAt >, doc.purgedAt > <=, spaceId = by doc.purgedAt'],
    },
  },
  {
    collection: spacesCollection,
    name: 'unshelved',
    key: { spaceId: 1, kind: 1 },
    partialFilterExpression: { kind: { $in: ['folder', 'list', 'section', 'label', 'invite', 'member', 'membership'] }, shelf: null },
    serves: { 'rows of few that builds from before shelves wrote': ['find kind in, shelf = null, spaceId ='] },
  },
  byKey('users', { 'pages of all': ['find _id > by _id'], 'whether there is any': ['aggregate $match $limit $group'] }),
  byKey('emails', { 'some records': ['find _id in'], 'replacing one': ['update _id =, version ='], 'removing some': ['delete _id =, version ='] }),
  byKey('sessions', { 'some records': ['find _id in'], 'replacing one': ['update _id =, version ='], 'removing some': ['delete _id =, version ='] }),
  byKey('instance'),
  byKey('keys', { 'some records': ['find _id in'], 'replacing one': ['update _id =, version ='], 'removing some': ['delete _id =, version ='] }),
  byKey('tokens', { 'some records': ['find _id in'], 'replacing one': ['update _id =, version ='], 'removing some': ['delete _id =, version ='] }),
  byKey('mails', {
    'what waits': ['find _id > by _id'],
    'some records': ['find _id in'],
    'replacing one': ['update _id =, version ='],
    'removing some': ['delete _id =, version ='],
  }),
  ...ownedCollections.map(byOwner),
]
