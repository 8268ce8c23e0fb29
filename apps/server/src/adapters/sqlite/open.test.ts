import assert from 'node:assert/strict'
import Database from 'better-sqlite3'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { StoreRefused } from '../../ports/store.ts'
import { viewTasks, type TaskPath } from '../../ports/view.ts'
import { shelvedDocs } from '../contracts/shelved-docs.ts'
import { openDatabase } from './open.ts'
import { migrations } from './schema.ts'
import { createSqliteStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-open-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const version = (file: string) => {
  const db = new Database(file)
  const found = db.pragma('user_version', { simple: true })
  db.close()
  return found
}

/** A database as schema 1 left it, written by hand: its task is of document version 0. */
const older = (file: string) => {
  const db = new Database(file)
  db.exec(`
    CREATE TABLE heads (space TEXT PRIMARY KEY, rev INTEGER NOT NULL, tag TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE docs (space TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (space, kind, id)) WITHOUT ROWID;
    CREATE INDEX docs_by_rev ON docs (space, rev, kind, id);
    CREATE TABLE journal (space TEXT NOT NULL, rev INTEGER NOT NULL, tag TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (space, rev)) WITHOUT ROWID;
    CREATE TABLE mutations (space TEXT NOT NULL, actor TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (space, actor, id)) WITHOUT ROWID;
    CREATE TABLE records (tbl TEXT NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL, version INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID;
    CREATE INDEX records_by_owner ON records (tbl, owner);
    INSERT INTO heads VALUES ('s', 1, 'tag');
    INSERT INTO docs VALUES ('s', 'task', 'a', 1, '{"kind":"task","id":"a","rev":1,"v":0,"parentId":null,"title":"From before"}');
    INSERT INTO docs VALUES ('s', 'task', 'b', 1, '{"kind":"task","id":"b","rev":1,"v":0,"parentId":"a","title":"Below"}');
    INSERT INTO docs VALUES ('s', 'task', 'c', 1, '{"kind":"task","id":"c","rev":1,"v":1,"parentId":null,"listId":"l","sectionId":"s1","order":"a1","status":"open","labelIds":["red","blue"],"updatedAt":"2026-01-02","deletedAt":null}');
    INSERT INTO docs VALUES ('s', 'task', 'd', 1, '{"kind":"task","id":"d","rev":1,"v":1,"parentId":null,"listId":"l","sectionId":null,"order":"a2","status":"open","labelIds":["red"],"updatedAt":"2026-01-01","deletedAt":null}');
    INSERT INTO docs VALUES ('s', 'task', 'e', 1, '{"kind":"task","id":"e","rev":1,"v":1,"parentId":null,"listId":"l","sectionId":null,"order":"a0","status":"open","labelIds":["red"],"updatedAt":"2026-01-01","deletedAt":"then"}');
    INSERT INTO docs VALUES ('s', 'list', 'l', 1, '{"kind":"list","id":"l","rev":1,"v":1,"order":"a0","deletedAt":null}');
    INSERT INTO journal VALUES ('s', 1, 'tag', '[]');
    INSERT INTO mutations VALUES ('s', 'me', 'm', 1, 'hash');
    INSERT INTO records VALUES ('users', 'u', 'u', 1, '{"name":"Somebody","instanceOwner":false}');
    INSERT INTO records VALUES ('users', 'v', 'v', 1, '{"name":"Who came first","instanceOwner":true}');
    PRAGMA user_version = 1;`)
  db.close()
}

test('SQLite: what was committed outlives a loss of power: the log reaches the disk before a commit is answered', () => {
  const db = openDatabase(join(folder, 'durable.db'))
  after(() => db.close())
  // FULL is 2: NORMAL, 1, would sync the log only when it is written into the database.
  assert.deepEqual([db.pragma('synchronous', { simple: true }), db.pragma('journal_mode', { simple: true })], [2, 'wal'])
})

test('SQLite: an older database is brought to the newest schema, with all that is in it', async () => {
  const file = join(folder, 'older.db')
  older(file)
  const store = createSqliteStore(file)
  const [task] = (await store.docs('s', [{ kind: 'task', id: 'a' }])) as TaskDoc[]
  assert.deepEqual([task?.title, task?.v, task?.duration, task?.assigneeIds], ['From before', 1, null, []])
  assert.deepEqual(
    (await store.children('s', ['a'], 10)).map(({ id }) => id),
    ['b'],
  )
  const idsBy = async (path: TaskPath) => (await store.view('s', () => viewTasks({ path, after: null, limit: 10 })))?.value.map(({ id }) => id)
  assert.deepEqual(await idsBy({ by: 'list', status: 'open', list: 'l' }), ['d', 'c'])
  assert.deepEqual(await idsBy({ by: 'label', status: 'open', labels: ['red'] }), ['c', 'd'])
  assert.deepEqual(await idsBy({ by: 'label', status: 'open', labels: ['blue'] }), ['c'])
  assert.deepEqual(await idsBy({ by: 'updated', since: '2026' }), ['d', 'e', 'c'])
  assert.deepEqual(await store.knownMany('s', [{ actor: 'me', id: 'm' }]), [{ rev: 1, hash: 'hash' }])
  assert.ok(await store.knows('s', { rev: 1, tag: 'tag' }))
  assert.deepEqual((await store.record('users', 'u'))?.value, { name: 'Somebody', instanceOwner: false })
  assert.deepEqual((await store.record('instance', 'first'))?.value, { userId: 'v' })
  await store.close()
  assert.equal(version(file), 9)
})

test('SQLite: rows from before they stood on shelves are given the keys that they are written with', async () => {
  const store = createSqliteStore(join(folder, 'shelves.db'))
  await store.commit([{ entry: { space: 's', rev: 1, tag: 'tag', mutations: [] }, docs: shelvedDocs }])
  const keys = () => store.database.prepare('SELECT id, shelf, spot FROM docs ORDER BY id').all()
  const written = keys()
  store.database.exec('UPDATE docs SET shelf = NULL, spot = NULL')
  store.database.exec(migrations[7] ?? '')
  assert.deepEqual(keys(), written)
  await store.close()
})

test('SQLite: a migration that was cut off left nothing, and goes on from there', () => {
  const file = join(folder, 'cut.db')
  const [one, half] = ['CREATE TABLE one (a)', 'CREATE TABLE two (a); INSERT INTO nowhere VALUES (1)']
  assert.throws(() => openDatabase(file, [one, half]), /nowhere/)
  assert.equal(version(file), 1)
  const db = openDatabase(file, [one, 'CREATE TABLE two (a, b)'])
  assert.deepEqual(db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all(), ['one', 'two'])
  db.close()
  assert.equal(version(file), 2)
})

test('SQLite: a database that a newer Muster wrote is refused and left as it is; so is one in use', () => {
  const file = join(folder, 'newer.db')
  older(file)
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('user_version = 99')
  db.close()
  const before = readFileSync(file)
  assert.throws(
    () => openDatabase(file),
    (error: Error) => error instanceof StoreRefused && /newer Muster \(schema 99/.test(error.message),
  )
  assert.deepEqual(readFileSync(file), before, 'not a byte is changed')
  assert.equal(version(file), 99)

  const used = join(folder, 'used.db')
  const first = openDatabase(used)
  assert.throws(
    () => openDatabase(used),
    (error: Error) => error instanceof StoreRefused && /in use/.test(error.message),
  )
  first.close()
})
