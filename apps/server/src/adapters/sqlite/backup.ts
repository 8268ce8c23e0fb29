import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { Refusal, refuse } from '@muster/core/domain/world.ts'

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((file) => statSync(file, { throwIfNoEntry: false }))
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev
}

/**
 * Copies a database while it is in use, whole and of one moment, for its owner alone to read. What was at `file` is replaced
 * once the copy is whole. Refuses what cannot take it.
 */
export const backUp = async (database: Database.Database, file: string): Promise<void> => {
  const part = `${file}.part`
  try {
    if (isSame(database.name, file)) refuse('invalid', `${file} is the database itself. Name another file.`)
    closeSync(openSync(part, 'w', 0o600))
    await database.backup(part)
    const copy = openSync(part, 'r+')
    fsyncSync(copy)
    closeSync(copy)
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    if (error instanceof Refusal) throw error
    refuse('invalid', `${file} cannot be written (${(error as { code?: string }).code ?? (error as Error).message}). Name a file in a folder that can.`)
  }
}
