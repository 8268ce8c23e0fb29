/** One way to break a law of the store or the journal: a replacement that must fit exactly once, and the test that must see it. */
export interface Patch {
  readonly breaks: string
  readonly file: string
  readonly find: string
  readonly put: string
  /** The test file, and what the names of the tests that must fail hold. */
  readonly test: string
  readonly named: string
}

const server = 'apps/server/src'
const sqlite = { test: `${server}/adapters/sqlite/store.test.ts`, file: `${server}/adapters/sqlite/store.ts` }
const sql = { test: sqlite.test, file: `${server}/adapters/sqlite/statements.ts` }
const mongo = { test: `${server}/adapters/mongo/store.test.ts`, file: `${server}/adapters/mongo/store.ts` }
const mongoCommit = { test: mongo.test, file: `${server}/adapters/mongo/commit.ts` }
const journal = { test: `${server}/journal/journal.test.ts`, file: `${server}/journal/execute.ts` }
const group = { test: journal.test, file: `${server}/journal/group.ts` }

export const patches: readonly Patch[] = [
  {
    ...sql,
    breaks: 'SQLite moves a head from wherever it stands',
    find: "WHERE space = ? AND rev = ?'),\n  putDoc",
    put: "WHERE space = ? AND ? >= 0'),\n  putDoc",
    named: 'SQLite: a commit with a head above or below',
  },
  {
    ...sqlite,
    breaks: 'SQLite writes the parts of a commit one by one',
    find: 'write.immediate(parts, records)',
    put: 'parts.forEach(writePart)',
    named: 'SQLite: parts of several spaces and records',
  },
  {
    file: `${server}/adapters/sqlite/schema.ts`,
    test: sqlite.test,
    breaks: 'SQLite keys a row by kind and id alone',
    find: 'PRIMARY KEY (space, kind, id)',
    put: 'PRIMARY KEY (kind, id)',
    named: 'SQLite: the same id in two spaces',
  },
  {
    ...sql,
    test: `${server}/adapters/sqlite/plans.test.ts`,
    breaks: 'SQLite chooses for itself how to find the records of a person',
    find: ' INDEXED BY records_by_owner',
    put: '',
    named: 'every statement reads by a key or an index',
  },
  {
    ...sqlite,
    breaks: 'the next page starts behind all rows of a rev',
    find: 'JSON.stringify([last.rev, last.kind, last.id])',
    put: "JSON.stringify([last.rev, '~', ''])",
    named: 'SQLite: changes come in the order',
  },
  {
    file: `${server}/adapters/sqlite/tasks.ts`,
    test: sqlite.test,
    breaks: 'SQLite leaves a task where it was on its shelf',
    find: ' && old.spot === spot',
    put: '',
    named: 'SQLite: tasks come by each path',
  },
  {
    file: `${server}/adapters/sqlite/tasks.ts`,
    test: sqlite.test,
    breaks: 'SQLite finds a task by a label that it does not carry any more',
    find: 'if (!labels?.includes(label)) sql.dropLabel',
    put: 'if (label === space) sql.dropLabel',
    named: 'SQLite: tasks come by each path',
  },
  {
    file: `${server}/adapters/mongo/tasks.ts`,
    test: mongo.test,
    breaks: 'MongoDB reads the tasks of a view outside of its snapshot',
    find: '...(session ? { session } : {})',
    put: '...(session && limit < 0 ? { session } : {})',
    named: 'MongoDB: a view sees one rev',
  },
  {
    ...mongoCommit,
    breaks: 'MongoDB does not look whether the head moved',
    find: 'if (matchedCount !== 1) return false',
    put: 'if (matchedCount > 1) return false',
    named: 'MongoDB: a commit with a head above or below',
  },
  {
    ...mongoCommit,
    breaks: 'MongoDB writes rows outside the transaction',
    find: '{ session, ordered: false }',
    put: '{ ordered: false }',
    named: 'MongoDB: parts of several spaces and records',
  },
  {
    ...mongo,
    breaks: 'MongoDB reads a page without a snapshot',
    find: 'client.startSession({ snapshot: true })',
    put: 'client.startSession()',
    named: 'what is labelled with a rev is read in a snapshot',
  },
  {
    file: `${server}/adapters/mongo/client.ts`,
    test: mongo.test,
    breaks: 'the driver is told a read concern of its own',
    find: "    writeConcern: { w: 'majority', j: true },",
    put: "    writeConcern: { w: 'majority', j: true },\n    readConcern: { level: 'majority' },",
    named: 'what is labelled with a rev is read in a snapshot',
  },
  {
    ...mongo,
    breaks: 'MongoDB looks for a head on every shard',
    find: '.find({ spaceId: { $in: [...spaces] }, _id: { $in: spaces.map(headId) } }',
    put: '.find({ _id: { $in: spaces.map(headId) } }',
    named: 'every command names the shard key',
  },
  {
    file: `${server}/adapters/mongo/share-reads.ts`,
    test: `${server}/adapters/mongo/share-reads.test.ts`,
    breaks: 'who asks for a head is answered by a read that began before',
    find: '    waiting = new Map()\n',
    put: '',
    named: 'nobody is answered by a read that began before',
  },
  {
    ...mongoCommit,
    breaks: 'a transaction that was given up is left open at the server',
    find: '  session.startTransaction(transaction)\n  const row = await rows.findOne({ _id: journalId(space, rev), spaceId: space, tag }, { session, projection: { _id: 1 } })\n  await session.commitTransaction()\n',
    put: '  const row = await rows.findOne({ _id: journalId(space, rev), spaceId: space, tag }, { projection: { _id: 1 } })\n',
    test: `${server}/adapters/mongo/commit.test.ts`,
    named: 'a commit that cannot be learnt',
  },
  {
    ...mongo,
    breaks: 'a record is replaced whatever its version',
    find: 'updateOne({ _id: key, version }',
    put: 'updateOne({ _id: key }',
    named: 'MongoDB: of many who insert one key',
  },
  {
    ...mongo,
    breaks: 'the tag of a rev is not compared',
    find: 'spaceId: space, tag: head.tag }',
    put: 'spaceId: space }',
    named: 'MongoDB: a restored backup is told',
  },
  {
    ...group,
    breaks: 'known ids are read before the head',
    find: 'const head = await store.head(space)\n  const rev = (head?.rev ?? 0) + 1\n  const known = await store.knownMany(\n    space,\n    jobs.map(({ actor, mutation }) => ({ actor, id: mutation.id })),\n  )',
    put: 'const known = await store.knownMany(\n    space,\n    jobs.map(({ actor, mutation }) => ({ actor, id: mutation.id })),\n  )\n  const head = await store.head(space)\n  const rev = (head?.rev ?? 0) + 1',
    named: 'SQLite: what another process commits between',
  },
  {
    ...group,
    breaks: 'an id is looked for in the journal, but not in its own group',
    find: 'const earlier = entries.get(mine)',
    put: 'const earlier = entries.get(`${mine} `)',
    named: 'SQLite: twice in one group',
  },
  {
    ...group,
    breaks: 'another payload under a known id is answered like the first',
    find: 'before.hash === hash',
    put: 'before.hash !== undefined',
    named: 'SQLite: after a restart',
  },
  {
    ...group,
    breaks: 'one refused mutation refuses its group',
    find: "    if ('refusal' in decision) {\n",
    put: "    if ('refusal' in decision) {\n      return { results: jobs.map((one) => ({ id: one.mutation.id, status: 'refused', problem: problem(decision.refusal.code) })) }\n",
    named: 'SQLite: in a group of 50',
  },
  {
    ...journal,
    breaks: 'a lost race is answered as if it were won',
    find: "(await store.commit([part])) === 'conflict'",
    put: '(await store.commit([part])) === undefined',
    named: 'SQLite: two processes with ten writers',
  },
  {
    ...journal,
    breaks: 'after a lost race the same decision is tried again',
    find: "if (part && (await store.commit([part])) === 'conflict') {",
    put: "const again = async () => part && store.commit([{ ...part, entry: { ...part.entry, rev: ((await store.head(space))?.rev ?? 0) + 1 } }])\n      if (part && (await store.commit([part])) === 'conflict' && (await again()) === 'conflict') {",
    named: 'SQLite: a decision is made on the state',
  },
  {
    ...journal,
    breaks: 'a commit whose outcome is not known counts as failed',
    find: 'if (!(error instanceof StoreUnavailable)) throw error',
    put: 'throw error',
    named: 'SQLite: a commit whose outcome was not learnt',
  },
  {
    ...journal,
    breaks: 'one mutation that cannot be committed fails its group',
    find: 'if (everybody || left.length === 1) {',
    put: 'if (left.length > 0) {',
    named: 'SQLite: a mutation that cannot be committed',
  },
  {
    file: `${server}/journal/decide.ts`,
    test: journal.test,
    breaks: 'a changed row keeps its old rev',
    find: 'return { ...doc, rev } as AnyDoc',
    put: 'return { ...doc, rev: doc.rev || rev } as AnyDoc',
    named: 'SQLite: a replica at any rev',
  },
  {
    file: `${server}/adapters/lift.ts`,
    test: sqlite.test,
    breaks: 'an older document is given out as it is',
    find: 'if (stored.v === newest) return stored',
    put: 'if (stored.v <= newest) return stored',
    named: 'SQLite: a document of an older schema version',
  },
]
