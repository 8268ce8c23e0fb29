import type { Database } from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import type { Task } from './schema.ts'

const changesPage = 1_000

/** What the starting point asks of its database: each time directly, by statements that are prepared once. */
export const createTasks = (db: Database) => {
  const sql = {
    list: db.prepare<[string, number, number], Task>("SELECT * FROM tasks WHERE userId = ? AND status = 'open' AND position > ? ORDER BY position LIMIT ?"),
    changes: db.prepare<[string, string, number], Task>('SELECT * FROM tasks WHERE userId = ? AND updatedAt > ? ORDER BY updatedAt LIMIT ?'),
    one: db.prepare<[string, string], Task>('SELECT * FROM tasks WHERE id = ? AND userId = ?'),
    last: db.prepare<[string], { position: number | null }>("SELECT max(position) AS position FROM tasks WHERE userId = ? AND status = 'open'"),
    add: db.prepare(
      `INSERT INTO tasks (id, userId, title, notes, status, priority, dueDate, position, completedAt, createdAt, updatedAt)
       VALUES (@id, @userId, @title, @notes, @status, @priority, @dueDate, @position, @completedAt, @createdAt, @updatedAt)`,
    ),
    update: db.prepare(
      `UPDATE tasks SET title = @title, notes = @notes, status = @status, priority = @priority, dueDate = @dueDate, completedAt = @completedAt,
       updatedAt = @updatedAt WHERE id = @id AND userId = @userId`,
    ),
  }
  return {
    /** Open tasks in order, from after a position. */
    list: (userId: string, after: number, limit: number) => sql.list.all(userId, after, limit),
    changes: (userId: string, since: string) => sql.changes.all(userId, since, changesPage),
    one: (userId: string, id: string) => sql.one.get(id, userId),
    add: (userId: string, { title, notes = '', priority = 0, dueDate = null }: Pick<Task, 'title'> & Partial<Task>): Task => {
      const now = new Date().toISOString()
      const position = (sql.last.get(userId)?.position ?? 0) + 1
      const task: Task = {
        id: randomUUID(),
        userId,
        title,
        notes,
        status: 'open',
        priority,
        dueDate,
        position,
        completedAt: null,
        createdAt: now,
        updatedAt: now,
      }
      sql.add.run(task)
      return task
    },
    update: (userId: string, id: string, set: Partial<Pick<Task, 'title' | 'notes' | 'status' | 'priority' | 'dueDate'>>): Task | undefined => {
      const before = sql.one.get(id, userId)
      if (!before) return undefined
      const now = new Date().toISOString()
      const status = set.status ?? before.status
      const completedAt = status === before.status ? before.completedAt : status === 'done' ? now : null
      const task: Task = { ...before, ...set, status, completedAt, updatedAt: now }
      sql.update.run(task)
      return task
    },
  }
}
export type Tasks = ReturnType<typeof createTasks>
