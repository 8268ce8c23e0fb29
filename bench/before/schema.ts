/** The table of the starting point. `id` is its only key. */
export const table = `CREATE TABLE tasks (
  id TEXT PRIMARY KEY, userId TEXT NOT NULL, title TEXT NOT NULL, notes TEXT NOT NULL, status TEXT NOT NULL, priority INTEGER NOT NULL,
  dueDate TEXT, position INTEGER NOT NULL, completedAt TEXT, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL
)`

/** "Indexes on frequently queried fields (userId, status)", each long enough to give its query in order, without a sort. */
export const indexes = `
  CREATE INDEX tasks_by_status ON tasks (userId, status, position);
  CREATE INDEX tasks_by_update ON tasks (userId, updatedAt)`

export interface Task {
  readonly id: string
  readonly userId: string
  readonly title: string
  readonly notes: string
  readonly status: 'open' | 'done'
  readonly priority: number
  readonly dueDate: string | null
  readonly position: number
  readonly completedAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
}
