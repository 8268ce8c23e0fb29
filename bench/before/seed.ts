import Database from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { title } from '../seed/titles.ts'
import { indexes, table } from './schema.ts'

/**
 * Makes a database of the starting point with so many open tasks for each of its users.
 * @returns the ids of each user's tasks
 */
export const seedBefore = (
  file: string,
  users: readonly string[],
  each: number,
  indexed: boolean,
  random: () => number,
): ReadonlyMap<string, readonly string[]> => {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.exec(table)
  if (indexed) db.exec(indexes)
  const add = db.prepare("INSERT INTO tasks VALUES (?, ?, ?, '', 'open', ?, ?, ?, NULL, ?, ?)")
  const at = new Date().toISOString()
  const ids = new Map<string, string[]>(users.map((user) => [user, []]))
  db.transaction(() => {
    // People add their tasks over the same months: rows of one user do not lie side by side.
    for (let position = 1; position <= each; position++)
      for (const [user, mine] of ids) {
        const id = randomUUID()
        mine.push(id)
        const due = random() < 1 / 3 ? `2026-0${1 + Math.floor(random() * 9)}-15` : null
        add.run(id, user, title(random), random() < 1 / 4 ? 1 + Math.floor(random() * 4) : 0, due, position, at, at)
      }
  })()
  db.exec('ANALYZE')
  db.close()
  return ids
}
