import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, lstatSync, openSync, readSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Database from 'better-sqlite3'
import { Refusal, refuse } from '@muster/core/domain/world.ts'

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((file) => statSync(file, { throwIfNoEntry: false }))
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev
}

/** Whether a file in the folder of the database is one of those that Muster keeps beside it, rather than an earlier copy. */
const isKeptBeside = (file: string, database: string): boolean => {
  if (realpathSync(dirname(file)) !== realpathSync(dirname(database))) return false
  if (basename(file).startsWith(`${basename(database)}-`)) return true
  const fd = openSync(file, 'r')
  const head = Buffer.alloc(16)
  const length = readSync(fd, head, 0, 16, 0)
  closeSync(fd)
  return length > 0 && head.toString('latin1') !== 'SQLite format 3\0'
}

/** Refuses whatever is no plain file: what is at the name is replaced, and with a device or a link that would be something else than it seems. */
const requirePlain = (file: string, database: string): void => {
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isFile()) {
    const kind = found.isSymbolicLink() ? 'a link' : found.isDirectory() ? 'a folder' : 'no plain file'
    refuse('invalid', `${file} is ${kind}. Name a new file, or an earlier backup.`)
  }
  if (isSame(database, file)) refuse('invalid', `${file} is the database itself. Name another file.`)
  if (isKeptBeside(file, database)) refuse('invalid', `${file} belongs to Muster. Name another file.`)
}

/** Makes durable what is in a file or folder. */
export const flush = (path: string): void => {
  const fd = openSync(path, 'r')
  fsyncSync(fd)
  closeSync(fd)
}

/** Runs `fill` on a new file beside `file`, for its owner alone to read, and puts that in the place of `file` once it is whole and durable. */
export const writeWhole = async (file: string, fill: (part: string) => Promise<void> | void, place: (part: string) => void): Promise<void> => {
  const part = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    // Never one that is there, nor where a link leads.
    closeSync(openSync(part, 'wx', 0o600))
    await fill(part)
    flush(part)
    place(part)
    flush(dirname(file))
  } finally {
    for (const name of [part, `${part}-wal`, `${part}-shm`, `${part}-journal`]) rmSync(name, { force: true })
  }
}

/**
 * Copies a database while it is in use, whole and of one moment, for its owner alone to read. What was at `file` is replaced
 * once the copy is whole. Refuses what cannot take it: anything but a new file or a plain one.
 */
export const backUp = async (database: Database.Database, file: string): Promise<void> => {
  try {
    requirePlain(file, database.name)
    const fill = async (part: string) => {
      await database.backup(part)
      // A copy needs no log, and says so: one that lies beside it one day is not its own.
      const copy = new Database(part)
      copy.pragma('journal_mode = DELETE')
      copy.close()
    }
    await writeWhole(file, fill, (part) => renameSync(part, file))
  } catch (error) {
    if (error instanceof Refusal) throw error
    refuse('invalid', `${file} cannot be written (${(error as { code?: string }).code ?? (error as Error).message}). Name a file in a folder that can.`)
  }
}
