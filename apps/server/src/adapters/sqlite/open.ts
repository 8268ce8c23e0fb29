import Database from 'better-sqlite3'
import { StoreRefused } from '../../ports/store.ts'
import { migrations } from './schema.ts'

/** Opens the file for this process alone, durable on every commit, and brings it to the newest schema. Throws `StoreRefused`. */
export const openDatabase = (file: string, steps = migrations): Database.Database => {
  let db: Database.Database
  try {
    db = new Database(file, { timeout: 500 })
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.exec('BEGIN IMMEDIATE; COMMIT')
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (code.startsWith('SQLITE_BUSY')) throw new StoreRefused(`${file} is in use by another Muster. Stop that one, or set DATA_DIR to another folder.`)
    if (code === 'SQLITE_NOTADB') throw new StoreRefused(`${file} is not a Muster database. Move it away, or set DATA_DIR to another folder.`)
    throw new StoreRefused(`${file} cannot be opened (${code || (error as Error).message}). Check that the folder can be written.`)
  }
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > steps.length) {
    db.close()
    throw new StoreRefused(
      `${file} was written by a newer Muster (schema ${version}, this one knows ${steps.length}). Update Muster, or restore a backup from before.`,
    )
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
      throw error
    }
  }
  return db
}
