import { chmodSync, closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StoreRefused } from '../../ports/store.ts'
import { damaged, doubtAbout } from './inspect.ts'
import { migrations } from './schema.ts'

/** Bytes up to which a database is checked as a whole when it is opened: 0.6 ms for each megabyte. */
const checkedWhole = 64 * 1024 * 1024

/** What the database may cache, taken as it is read: the upper levels of the indexes of a million tasks, which every write goes through. */
const cachedKilobytes = 64 * 1024
/** Pages of the log after which they are brought into the database, 16 MB: a page that many commits wrote is brought there once. */
const loggedPages = 4_000

const refusal = (file: string, error: unknown): Error => {
  const code = (error as { code?: string }).code ?? ''
  if (error instanceof StoreRefused) return error
  if (code.startsWith('SQLITE_BUSY')) return new StoreRefused(`${file} is in use by another Muster. Stop that one, or set DATA_DIR to another folder.`)
  if (code === 'SQLITE_NOTADB')
    return new StoreRefused(
      `${file} is not a Muster database. Put back what was there with: npx muster restore FILE. Or move it away, or set DATA_DIR to another folder.`,
    )
  if (code.startsWith('SQLITE_CORRUPT')) return new StoreRefused(damaged(file, (error as Error).message))
  if (code === 'SQLITE_FULL') return new StoreRefused(`There is no room left for ${file}. Free some, or set DATA_DIR to a folder elsewhere.`)
  return new StoreRefused(`${file} cannot be opened (${code || (error as Error).message}). Check that it and its folder can be written.`)
}

/** The schema that a file has; nothing was written to it so far. */
export const versionOf = (db: Database.Database, file: string, newest: number): number => {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > newest)
    throw new StoreRefused(
      `${file} was written by a newer Muster (schema ${version}, this one knows ${newest}). Update Muster, or restore a backup from before.`,
    )
  if (version === 0 && db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() !== 0)
    throw new StoreRefused(`${file} is a database of something else. Set STORE_URL or DATA_DIR to another place.`)
  return version
}

/** Throws `StoreRefused` when pages or their order are damaged. Of a large file only what `doubtAbout` saw is known. */
const checkPages = (db: Database.Database, file: string): void => {
  if ((db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number) > checkedWhole) return
  const found = db.pragma('quick_check(1)', { simple: true }) as string
  if (found !== 'ok') throw new StoreRefused(damaged(file, found.replaceAll('\n', ' ')))
}

/** Throws `StoreRefused` when what is there cannot be used as it is; nothing is written. */
const examine = (db: Database.Database, file: string, newest: number, doubt: string | undefined): number => {
  // Taken before anything is said: the files of a running Muster look as they please.
  db.prepare('SELECT count(*) FROM sqlite_master').get()
  if (doubt !== undefined) throw new StoreRefused(doubt)
  const version = versionOf(db, file, newest)
  checkPages(db, file)
  return version
}

/**
 * Looks at a database, and what is in its log, through a connection that only reads: one that may write would write the log
 * into the file as it closes. A running Muster lets nobody look: SQLITE_BUSY.
 */
export const look = <T>(file: string, at: (db: Database.Database) => T): T => {
  const shared = `${file}-shm`
  const wasThere = existsSync(shared)
  const db = new Database(file, { readonly: true, timeout: 500 })
  try {
    return at(db)
  } finally {
    db.close()
    // It is made for reading a log together, which no Muster does, and would stay.
    if (!wasThere) rmSync(shared, { force: true })
  }
}

/** What everybody wrote is for its owner alone, also in a folder that others may look into. */
const closeToOthers = (file: string): void => {
  // SQLite gives what it lays beside the file the same mode.
  closeSync(openSync(file, 'a', 0o600))
  for (const one of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`])
    try {
      chmodSync(one, 0o600)
    } catch (error) {
      // Where a file system knows no modes, or the file is somebody else's, it stays as its owner made it.
      if (!['ENOENT', 'EPERM', 'ENOTSUP', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
}

/** Opens the file for this process alone, durable on every commit, and brings it to the newest schema. Throws `StoreRefused`. */
export const openDatabase = (file: string, steps = migrations): Database.Database => {
  let db: Database.Database | undefined
  let version: number
  try {
    const doubt = doubtAbout(file)
    const found = statSync(file, { throwIfNoEntry: false })
    if (doubt !== undefined && !found?.size) throw new StoreRefused(doubt)
    const logged = found?.size && statSync(`${file}-wal`, { throwIfNoEntry: false })?.size
    if (logged) look(file, (db) => examine(db, file, steps.length, doubt))
    closeToOthers(file)
    db = new Database(file, { timeout: 500 })
    db.pragma('locking_mode = EXCLUSIVE')
    version = logged ? versionOf(db, file, steps.length) : examine(db, file, steps.length, doubt)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma(`cache_size = -${cachedKilobytes}`)
    db.pragma(`wal_autocheckpoint = ${loggedPages}`)
    db.exec('BEGIN IMMEDIATE; COMMIT')
    // With the lock held nobody uses it, and we do without.
    rmSync(`${file}-shm`, { force: true })
  } catch (error) {
    db?.close()
    throw refusal(file, error)
  }
  for (const [index, sql] of steps.entries()) {
    if (index < version) continue
    try {
      db.transaction(() => {
        db.exec(sql)
        db.pragma(`user_version = ${index + 1}`)
      }).immediate()
    } catch (error) {
      db.close()
      throw (error as { code?: string }).code === 'SQLITE_FULL' ? refusal(file, error) : error
    }
  }
  return db
}
