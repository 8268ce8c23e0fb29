import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { StoreRefused } from '../../ports/store.ts'
import { backUp } from './backup.ts'
import { openDatabase } from './open.ts'
import { restoreDatabase } from './restore.ts'
import { createSqliteStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-restore-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const at = '2026-02-03T04:05:06.789Z'
const fresh = () => mkdtempSync(join(folder, 'data-'))
const bytesOf = (dir: string) =>
  readdirSync(dir).map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(join(dir, name)))
      .digest('hex'),
  ])
const refused = (sentence: RegExp) => (error: Error) => sentence.test(error.message)

/** A database that was killed: a backup of before, and the file with its log as they were left. */
const killed = async (dir: string, { before = 20, after: later = 400 } = {}) => {
  const file = join(dir, 'muster.db')
  const backup = join(dir, 'backup.db')
  const live = join(fresh(), 'muster.db')
  const store = createSqliteStore(live)
  // The disk is not what is tried here.
  store.database.pragma('synchronous = OFF')
  const write = async (from: number, count: number) => {
    for (let n = from; n < from + count; n++)
      await store.insert({ table: 'users', key: `user ${n}`, owner: `user ${n}`, value: { text: 'x'.repeat(3_000 + (n % 7) * 500) } })
  }
  await write(0, before)
  await backUp(store.database, backup)
  await write(before, later)
  copyFileSync(live, file)
  copyFileSync(`${live}-wal`, `${file}-wal`)
  await store.close()
  return { file, backup, all: before + later }
}
const users = (file: string) => {
  const db = openDatabase(file)
  try {
    return db.prepare("SELECT count(*) FROM records WHERE tbl = 'users'").pluck().get()
  } finally {
    db.close()
  }
}

test('a backup beside the log of another time is refused, with what to do, and nothing is touched', async () => {
  for (const later of [3, 400, 3_000]) {
    const dir = fresh()
    const { file, backup } = await killed(dir, { after: later })
    copyFileSync(backup, file)
    const before = bytesOf(dir)
    assert.throws(
      () => openDatabase(file),
      (error) => error instanceof StoreRefused && /does not belong.+npx muster restore/.test(error.message),
    )
    assert.deepEqual(bytesOf(dir), before)
  }
})

test('what a killed server left is taken up as it is, however often', async () => {
  for (const later of [1, 400, 3_000]) {
    const { file, all } = await killed(fresh(), { after: later })
    for (let times = 0; times < 2; times++) assert.equal(users(file), all)
  }
})

test('restore puts a backup in place: all that it holds, marked with when, and what was there before is kept', async () => {
  const dir = fresh()
  const { file, backup, all } = await killed(dir)
  const kept = await restoreDatabase(backup, file, at)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.ok(!existsSync(`${file}-wal`))
  const store = createSqliteStore(file)
  assert.deepEqual((await store.record('instance', 'restored'))?.value, { at })
  assert.equal(await store.count('users'), 20)
  await store.close()
  assert.equal(users(kept ?? ''), all, 'also what was in its log')
  // Again, with the mark of the first time in it.
  await backUp(openDatabase(file), join(dir, 'marked.db'))
  await restoreDatabase(join(dir, 'marked.db'), join(fresh(), 'muster.db'), at)
})

test('restore takes a missing, an empty or a damaged database for no hindrance', async () => {
  const { backup } = await killed(fresh())
  for (const text of [undefined, '', 'no database '.repeat(1_000)]) {
    const file = join(fresh(), 'muster.db')
    if (text !== undefined) writeFileSync(file, text)
    writeFileSync(`${file}-wal`, 'a log of something')
    await restoreDatabase(backup, file, at)
    assert.equal(users(file), 20)
  }
})

test('restore refuses what is no backup and what is in use, and changes nothing', async () => {
  const dir = fresh()
  const { file, backup, all } = await killed(dir)
  const letter = join(dir, 'letter')
  writeFileSync(letter, 'a letter '.repeat(1_000))
  const torn = join(dir, 'torn.db')
  writeFileSync(torn, readFileSync(backup).subarray(0, 40_960))
  const newer = join(dir, 'newer.db')
  copyFileSync(backup, newer)
  const bytes = readFileSync(newer)
  bytes.writeUInt32BE(99, 60)
  writeFileSync(newer, bytes)
  const before = bytesOf(dir)
  const cases: [string, RegExp][] = [
    [letter, /no backup/],
    [torn, /damaged/],
    [newer, /newer Muster/],
    [dir, /no plain file/],
    [join(dir, 'nowhere'), /not there/],
    [file, /database itself/],
  ]
  for (const [from, sentence] of cases) await assert.rejects(restoreDatabase(from, file, at), refused(sentence))
  assert.deepEqual(bytesOf(dir), before)
  const stopped = fresh()
  openDatabase(join(stopped, 'muster.db')).close()
  const closed = bytesOf(stopped)
  await assert.rejects(restoreDatabase(letter, join(stopped, 'muster.db'), at), refused(/no backup/))
  assert.deepEqual(bytesOf(stopped), closed)
  const store = createSqliteStore(file)
  await assert.rejects(restoreDatabase(backup, file, at), refused(/in use/))
  assert.equal(await store.count('users'), all)
  await store.close()
})

test('a backup goes to a plain file or a new one, and never to a device, a fifo, a folder, a link or what Muster keeps', async () => {
  const dir = fresh()
  const db = openDatabase(join(dir, 'muster.db'))
  const plain = join(dir, 'plain.db')
  await backUp(db, plain)
  const link = join(dir, 'link')
  symlinkSync(plain, link)
  const dangling = join(dir, 'dangling')
  symlinkSync(join(dir, 'nowhere'), dangling)
  const fifo = join(dir, 'fifo')
  assert.equal(spawnSync('mkfifo', [fifo]).status, 0)
  // One of our own: were the law broken, a device of the machine would be gone. Only root makes one.
  const device = join(dir, 'device')
  const devices = spawnSync('mknod', [device, 'c', '1', '3']).status === 0 ? [device] : []
  mkdirSync(join(dir, 'folder'))
  writeFileSync(join(dir, 'secrets'), 'a key')
  const before = readFileSync(plain)
  for (const file of [link, dangling, fifo, ...devices, join(dir, 'folder'), join(dir, 'secrets'), join(dir, 'muster.db'), join(dir, 'muster.db-wal')])
    await assert.rejects(backUp(db, file), refused(/^\/.+Name a/))
  for (const one of devices) assert.ok(statSync(one).isCharacterDevice())
  assert.ok(statSync(fifo).isFIFO())
  assert.deepEqual(readFileSync(plain), before)
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.endsWith('.part')),
    [],
  )
  const elsewhere = join(fresh(), 'notes.txt')
  writeFileSync(elsewhere, 'old')
  for (const file of [plain, elsewhere, join(fresh(), 'new.db')]) {
    await backUp(db, file)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(readFileSync(file).readUInt8(18), 1, 'it says that it has no log')
  }
  db.close()
})
