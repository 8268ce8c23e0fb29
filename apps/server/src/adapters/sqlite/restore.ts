import { copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import { flush, writeWhole } from './backup.ts'
import { doubtAbout } from './inspect.ts'
import { look, versionOf } from './open.ts'
import { migrations } from './schema.ts'
import { StoreRefused } from '../../ports/store.ts'

/** What SQLite may have left beside a database. */
const besides = ['-wal', '-shm', '-journal']

/** Runs `work` while no server can use the database, nor start on it: refuses when one does. */
const whileUnused = <T>(file: string, work: () => T): T => {
  let held = false
  const logged = existsSync(`${file}-wal`)
  try {
    if (statSync(file, { throwIfNoEntry: false })?.size)
      return look(file, (db) => {
        db.exec('BEGIN')
        db.prepare('SELECT count(*) FROM sqlite_master').get()
        held = true
        // Made by looking. Only before the work: afterwards it may be that of a server that has started.
        if (!logged) rmSync(`${file}-wal`, { force: true })
        return work()
      })
  } catch (error) {
    if (held) throw error
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) refuse('invalid', `${file} is in use. Stop Muster, restore, and start it again.`)
    // Damaged as it is, nobody can use it.
  }
  return work()
}

/** Brings a copy of a backup to what may be put in place: looked at from one end to the other, and marked as restored. */
const prepare = (part: string, backup: string, at: string): void => {
  const db = new Database(part)
  try {
    if (versionOf(db, backup, migrations.length) === 0) refuse('invalid', `${backup} holds no Muster.`)
    const found = db.pragma('integrity_check(1)', { simple: true })
    if (found !== 'ok') refuse('invalid', `${backup} is damaged (${String(found)}). Take another backup.`)
    db.prepare(
      `INSERT INTO records (tbl, key, owner, version, json) VALUES ('instance', 'restored', 'restored', 1, ?)
       ON CONFLICT DO UPDATE SET json = excluded.json, version = version + 1`,
    ).run(JSON.stringify({ at }))
    // Without a log: were we cut off, one that is left of before is seen to be of another file.
    db.pragma('journal_mode = DELETE')
  } finally {
    db.close()
  }
}

/**
 * Puts a backup in the place of a database that nobody uses. What was there before is kept beside it, whole. Cut off at any
 * point, it leaves the old one, or the new one with what `doubtAbout` refuses until this is run again.
 * @param at the instant that the record `instance`, `restored` tells, ISO 8601
 * @returns the file that now holds what was there before; undefined when nothing was
 */
export const restoreDatabase = async (backup: string, file: string, at: string): Promise<string | undefined> => {
  try {
    const found = statSync(backup, { throwIfNoEntry: false })
    if (!found?.isFile()) return refuse('invalid', `${backup} is ${found ? 'no plain file' : 'not there'}. Name a file that npx muster backup made.`)
    const there = statSync(file, { throwIfNoEntry: false })
    if (there && found.ino === there.ino && found.dev === there.dev) refuse('invalid', `${backup} is the database itself. Name a backup of it.`)
    whileUnused(file, () => undefined)
    const doubt = doubtAbout(backup)
    if (doubt !== undefined) refuse('invalid', doubt)
    const before = `${file}.before-${at.replaceAll(/[^\dTZ]/g, '')}`
    const kept = ['', ...besides].filter((beside) => existsSync(file + beside))
    const fill = (part: string) => {
      copyFileSync(backup, part)
      if (existsSync(`${backup}-wal`)) copyFileSync(`${backup}-wal`, `${part}-wal`)
      prepare(part, backup, at)
    }
    const place = (part: string) => {
      for (const beside of kept) linkSync(file + beside, before + beside)
      flush(dirname(file))
      renameSync(part, file)
      flush(dirname(file))
      for (const beside of besides) rmSync(file + beside, { force: true })
    }
    await writeWhole(file, fill, (part) => whileUnused(file, () => place(part)))
    return kept.length > 0 ? before : undefined
  } catch (error) {
    if (error instanceof Refusal) throw error
    if (error instanceof StoreRefused) refuse('invalid', error.message)
    const code = (error as { code?: string }).code ?? (error as Error).message
    if (/^SQLITE_(?:NOTADB|CORRUPT)/.test(code)) refuse('invalid', `${backup} is no backup of a Muster, or damaged (${code}). Take another one.`)
    return refuse('invalid', `${backup} cannot be put at ${file} (${code}). Nothing was changed.`)
  }
}
