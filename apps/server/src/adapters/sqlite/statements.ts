import type { Database } from 'better-sqlite3'

/** A task with what the path that it is found by does not tell of it. */
export interface StoredTask {
  readonly id: string
  readonly shelf: string | null
  readonly spot: string
  readonly json: string
}

export interface StoredEntry {
  readonly rev: number
  readonly tag: string
  readonly json: string
  readonly effects: string | null
}

/** What is to be done after commit in a space, as it is stored; times in milliseconds since 1970. */
export interface StoredPending {
  readonly space: string
  readonly since: number | null
  readonly due: number | null
  readonly effects_rev: number
  readonly effects_done: number
  readonly wanted_rev: number
  readonly fence: number
  readonly tries: number
  readonly reason: string | null
  readonly dead: string | null
}

type Completed = Omit<StoredTask, 'shelf'> & { readonly completed: string }

/** Every statement of the store, prepared once. What each reads by is held by `plans.test.ts`. */
export const prepareStatements = (db: Database) => ({
  head: db.prepare<[string], { rev: number; tag: string; horizon: number | null }>('SELECT rev, tag, horizon FROM heads WHERE space = ?'),
  doc: db.prepare<[string, string, string], { json: string }>('SELECT json FROM docs WHERE space = ? AND kind = ? AND id = ?'),
  all: db.prepare<[string, string, number], { json: string }>('SELECT json FROM docs WHERE space = ? AND kind = ? LIMIT ?'),
  countKind: db.prepare<[string, string, number], { n: number }>(
    'SELECT count(*) AS n FROM (SELECT 1 FROM docs INDEXED BY docs_by_key WHERE space = ? AND kind = ? LIMIT ?)',
  ),
  range: db.prepare<[string, string, string, string, number], { json: string }>(
    'SELECT json FROM docs WHERE space = ? AND kind = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?',
  ),
  ids: db.prepare<[string, string, string, number], { id: string }>('SELECT id FROM docs WHERE space = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?'),
  // Left to itself the planner looks at every task of the space here, and at every record of the table in `owned`: it is told which index.
  children: db.prepare<[string, string, number], { json: string }>(
    `SELECT docs.json FROM json_each(?) AS wanted CROSS JOIN docs INDEXED BY tasks_by_shelf
     WHERE docs.space = ? AND docs.shelf = 'below ' || wanted.value LIMIT ?`,
  ),
  onShelf: db.prepare<[string, string, string, string, number], Omit<StoredTask, 'shelf'>>(
    'SELECT id, spot, json FROM docs INDEXED BY tasks_by_shelf WHERE space = ? AND shelf = ? AND (spot, id) > (?, ?) ORDER BY spot, id LIMIT ?',
  ),
  onShelves: db.prepare<[string, string, string, string, string, number], StoredTask>(
    `SELECT id, shelf, spot, json FROM docs INDEXED BY tasks_by_shelf
     WHERE space = ? AND (shelf, spot, id) > (?, ?, ?) AND shelf < ? ORDER BY shelf, spot, id LIMIT ?`,
  ),
  // Of one moment, and of all before it: as one condition it would be no range of the index.
  completedAt: db.prepare<[string, string, string, string, number], Completed>(
    `SELECT id, spot, json_extract(json, '$.completedAt') AS completed, json FROM docs INDEXED BY tasks_by_completion
     WHERE space = ? AND shelf = ? AND shelf > 'd' AND shelf < 'e' AND json_extract(json, '$.completedAt') = ? AND id > ? ORDER BY id LIMIT ?`,
  ),
  completedBefore: db.prepare<[string, string, string, number], Completed>(
    `SELECT id, spot, json_extract(json, '$.completedAt') AS completed, json FROM docs INDEXED BY tasks_by_completion
     WHERE space = ? AND shelf = ? AND shelf > 'd' AND shelf < 'e' AND json_extract(json, '$.completedAt') < ?
     ORDER BY json_extract(json, '$.completedAt') DESC, id LIMIT ?`,
  ),
  countShelves: db.prepare<[string, string, string, number], { n: number }>(
    'SELECT count(*) AS n FROM (SELECT 1 FROM docs INDEXED BY tasks_by_shelf WHERE space = ? AND shelf >= ? AND shelf < ? LIMIT ?)',
  ),
  onAnyShelf: db.prepare<[string, string, number], { json: string }>(
    `SELECT docs.json FROM json_each(?) AS wanted CROSS JOIN docs INDEXED BY tasks_by_shelf
     WHERE docs.space = ? AND docs.shelf = wanted.value LIMIT ?`,
  ),
  lastOnShelf: db.prepare<[string, string, string, string], { spot: string }>(
    'SELECT spot FROM docs INDEXED BY tasks_by_shelf WHERE space = ? AND shelf = ? AND spot > ? AND spot < ? ORDER BY spot DESC LIMIT 1',
  ),
  updated: db.prepare<[string, string, string, number], StoredTask & { readonly updated: string }>(
    `SELECT id, shelf, spot, updated, json FROM docs INDEXED BY tasks_by_update
     WHERE space = ? AND updated IS NOT NULL AND (updated, id) > (?, ?) ORDER BY updated, id LIMIT ?`,
  ),
  task: db.prepare<[string, string], StoredTask>("SELECT id, shelf, spot, json FROM docs WHERE space = ? AND kind = 'task' AND id = ?"),
  labelled: db.prepare<[string, string, string, number], { id: string }>(
    'SELECT id FROM task_labels WHERE space = ? AND label = ? AND id > ? ORDER BY id LIMIT ?',
  ),
  // From a stand on, with it: one that was read in a space goes on behind others of the same day and id in the spaces behind.
  assigned: db.prepare<[string, string, string, string, number], { day: string; id: string }>(
    'SELECT day, id FROM task_assignees WHERE space = ? AND assignee = ? AND (day, id) >= (?, ?) ORDER BY day, id LIMIT ?',
  ),
  known: db.prepare<[string, string, string], { rev: number; hash: string }>('SELECT rev, hash FROM mutations WHERE space = ? AND id = ? AND actor = ?'),
  entry: db.prepare<[string, number], StoredEntry>('SELECT rev, tag, json, effects FROM journal WHERE space = ? AND rev = ?'),
  nextEffects: db.prepare<[string, number], StoredEntry>(
    'SELECT rev, tag, json, effects FROM journal INDEXED BY journal_by_effects WHERE space = ? AND rev > ? AND effects IS NOT NULL ORDER BY rev LIMIT 1',
  ),
  entryTag: db.prepare<[string, number], { tag: string }>('SELECT tag FROM journal WHERE space = ? AND rev = ?'),
  changes: db.prepare<[string, number, string, string, number], { json: string }>(
    'SELECT json FROM docs WHERE space = ? AND (rev, kind, id) > (?, ?, ?) ORDER BY rev, kind, id LIMIT ?',
  ),
  insertHead: db.prepare('INSERT INTO heads (space, rev, tag) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
  moveHead: db.prepare('UPDATE heads SET rev = ?, tag = ? WHERE space = ? AND rev = ? AND tag = coalesce(?, tag)'),
  putDoc: db.prepare(
    `INSERT INTO docs (space, kind, id, rev, json, trash, shelf, spot) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET rev = excluded.rev, json = excluded.json, trash = excluded.trash, shelf = excluded.shelf, spot = excluded.spot`,
  ),
  // A task is written by its keys: what stays on its shelf does not touch that index.
  taskKeys: db.prepare<[string, string], { shelf: string | null; spot: string; labels: string | null; trash: string | null; assigned: string | null }>(
    "SELECT shelf, spot, labels, trash, assigned FROM docs WHERE space = ? AND kind = 'task' AND id = ?",
  ),
  addTask: db.prepare(
    "INSERT INTO docs (space, kind, id, rev, json, shelf, spot, updated, labels, trash, assigned) VALUES (?, 'task', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  ),
  keepTask: db.prepare("UPDATE docs SET rev = ?, json = ?, updated = ? WHERE space = ? AND kind = 'task' AND id = ?"),
  moveTask: db.prepare(
    "UPDATE docs SET rev = ?, json = ?, updated = ?, shelf = ?, spot = ?, labels = ?, trash = ?, assigned = ? WHERE space = ? AND kind = 'task' AND id = ?",
  ),
  addLabel: db.prepare('INSERT INTO task_labels (space, label, id) VALUES (?, ?, ?)'),
  dropLabel: db.prepare('DELETE FROM task_labels WHERE space = ? AND label = ? AND id = ?'),
  putEntry: db.prepare('INSERT INTO journal (space, rev, tag, json, effects) VALUES (?, ?, ?, ?, ?)'),
  // Makes a space pending from a rev on, or leaves it pending from where it is: who is worked on, or put off, stays so.
  makePending: db.prepare<{ space: string; rev: number; now: number }>(
    `INSERT INTO pending (space, since, due, effects_rev, effects_done, wanted_rev, fence, tries, reason) VALUES (:space, :now, :now, :rev - 1, 0, :rev, 0, 0, NULL)
     ON CONFLICT DO UPDATE SET wanted_rev = :rev, since = ifnull(since, :now), due = ifnull(due, :now),
       effects_rev = iif(since IS NULL, :rev - 1, effects_rev), effects_done = iif(since IS NULL, 0, effects_done),
       tries = iif(since IS NULL, 0, tries), reason = iif(since IS NULL, NULL, reason)`,
  ),
  pending: db.prepare<[string], StoredPending>('SELECT * FROM pending WHERE space = ?'),
  due: db.prepare<[number, number], { space: string }>('SELECT space FROM pending INDEXED BY pending_by_due WHERE due <= ? ORDER BY due LIMIT ?'),
  longestPending: db.prepare<[number], StoredPending>('SELECT * FROM pending INDEXED BY pending_by_since WHERE since IS NOT NULL ORDER BY since LIMIT ?'),
  withLetters: db.prepare<[string, number], StoredPending>(
    'SELECT * FROM pending INDEXED BY pending_with_letters WHERE space > ? AND dead IS NOT NULL ORDER BY space LIMIT ?',
  ),
  putPending: db.prepare<StoredPending>(
    `UPDATE pending SET since = :since, due = :due, effects_rev = :effects_rev, effects_done = :effects_done, wanted_rev = :wanted_rev,
       fence = :fence, tries = :tries, reason = :reason, dead = :dead WHERE space = :space`,
  ),
  letGo: db.prepare('UPDATE pending SET due = since WHERE due IS NOT NULL'),
  addAssignee: db.prepare('INSERT INTO task_assignees (space, assignee, day, id) VALUES (?, ?, ?, ?)'),
  dropAssignee: db.prepare('DELETE FROM task_assignees WHERE space = ? AND assignee = ? AND day = ? AND id = ?'),
  putMutation: db.prepare('INSERT INTO mutations (space, id, actor, rev, hash) VALUES (?, ?, ?, ?, ?)'),
  record: db.prepare<[string, string], { json: string; version: number }>('SELECT json, version FROM records WHERE tbl = ? AND key = ?'),
  insert: db.prepare('INSERT INTO records (tbl, key, owner, version, json) VALUES (?, ?, ?, 1, ?) ON CONFLICT DO NOTHING'),
  replace: db.prepare('UPDATE records SET json = ?, version = version + 1 WHERE tbl = ? AND key = ? AND version = ?'),
  list: db.prepare<[string, string, number], { key: string; json: string; version: number }>(
    'SELECT key, json, version FROM records WHERE tbl = ? AND key > ? ORDER BY key LIMIT ?',
  ),
  owned: db.prepare<[string, string, number], { key: string; json: string; version: number }>(
    'SELECT key, json, version FROM records INDEXED BY records_by_owner WHERE tbl = ? AND owner = ? LIMIT ?',
  ),
  spaces: db.prepare<[string, number], { space: string }>('SELECT space FROM heads WHERE space > ? ORDER BY space LIMIT ?'),
  oldest: db.prepare<[string, number, number, number], { rev: number; at: string | null; ids: number }>(
    `SELECT rev, json_extract(json, '$[0].at') AS at, json_array_length(json) AS ids FROM journal
     WHERE space = ? AND rev > ? AND rev < ? ORDER BY rev LIMIT ?`,
  ),
  forgetIds: db.prepare(
    `DELETE FROM mutations WHERE (space, id, actor) IN (
       SELECT journal.space, json_extract(one.value, '$.id'), json_extract(one.value, '$.actor')
       FROM journal, json_each(journal.json) AS one WHERE journal.space = ? AND journal.rev > ? AND journal.rev <= ?)`,
  ),
  forgetEntries: db.prepare('DELETE FROM journal WHERE space = ? AND rev > ? AND rev <= ?'),
  moveHorizon: db.prepare('UPDATE heads SET horizon = ? WHERE space = ?'),
  inTrash: db.prepare<[string, string, string, number], { json: string }>(
    'SELECT json FROM docs INDEXED BY docs_in_trash WHERE space = ? AND trash > ? AND trash <= ? ORDER BY trash LIMIT ?',
  ),
  listedAt: db.prepare<[string, string, string, number], { labels: string | null; assigned: string | null }>(
    'SELECT labels, assigned FROM docs WHERE space = ? AND kind = ? AND id = ? AND rev = ?',
  ),
  remove: db.prepare('DELETE FROM docs WHERE space = ? AND kind = ? AND id = ? AND rev = ?'),
  removeRecord: db.prepare('DELETE FROM records WHERE tbl = ? AND key = ? AND version = ?'),
  count: db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM records WHERE tbl = ?'),
})
export type Statements = ReturnType<typeof prepareStatements>
