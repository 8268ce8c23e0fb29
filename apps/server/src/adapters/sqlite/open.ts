import Database from 'better-sqlite3'
import { StoreRefused } from '../../ports/store.ts'
import { migrations } from './schema.ts'

const refusal = (file: string, error: unknown): Error => {
  const code = (error as { code?: string }).code ?? ''
  if (error instanceof StoreRefused) return error
  if (code.startsWith('SQLITE_BUSY')) return new StoreRefused(`${file} is in use by another Muster. Stop that one, or set DATA_DIR to another folder.`)
  if (code === 'SQLITE_NOTADB') return new StoreRefused(`${file} is not a Muster database. Move it away, or set DATA_DIR to another folder.`)
  if (code === 'SQLITE_FULL') return new StoreRefused(`There is no room left for ${file}. Free some, or set DATA_DIR to a folder elsewhere.`)
  return new StoreRefused(`${file} cannot be opened (${code || (error as Error).message}). Check that it and its folder can be written.`)
}

/** The schema that a file has; nothing was written to it so far. */
const versionOf = (db: Database.Database, file: string, newest: number): number => {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > newest)
    throw new StoreRefused(
      `${file} was written by a newer Muster (schema ${version}, this one knows ${newest}). Update Muster, or restore a backup from before.`,
    )
  if (version === 0 && db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() !== 0)
    throw new StoreRefused(`${file} is a database of something else. Set STORE_URL or DATA_DIR to another place.`)
  return version
}

/** Opens the file for this process alone, durable on every commit, and brings it to the newest schema. Throws `StoreRefused`. */
export const openDatabase = (file: string, steps = migrations): Database.Database => {
  let db: Database.Database | undefined
  let version: number
  try {
    db = new Database(file, { timeout: 500 })
    db.pragma('locking_mode = EXCLUSIVE')
    version = versionOf(db, file, steps.length)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.exec('BEGIN IMMEDIATE; COMMIT')
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
