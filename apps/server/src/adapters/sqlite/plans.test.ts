import assert from 'node:assert/strict'
import Database from 'better-sqlite3'
import { test } from 'node:test'
import { indexes } from './indexes.ts'
import { migrations } from './schema.ts'
import { prepareStatements } from './statements.ts'

/** How SQLite says that it goes straight to the rows, by statement. */
const byKey = {
  head: 'SEARCH heads USING PRIMARY KEY (space=?)',
  doc: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  all: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=?)',
  countKind: 'CO-ROUTINE (subquery-1) | SEARCH docs USING COVERING INDEX docs_by_key (space=? AND kind=?) | SCAN (subquery-1)',
  range: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id>? AND id<?)',
  ids: 'SEARCH docs USING COVERING INDEX docs_by_key (space=? AND kind=? AND id>?)',
  children: 'SCAN wanted VIRTUAL TABLE INDEX 1: | SEARCH docs USING INDEX tasks_by_shelf (space=? AND shelf=?)',
  onShelf: 'SEARCH docs USING INDEX tasks_by_shelf (space=? AND shelf=? AND (spot,id)>(?,?))',
  onShelves: 'SEARCH docs USING INDEX tasks_by_shelf (space=? AND (shelf,spot,id)>(?,?,?) AND shelf<?)',
  completedAt: 'SEARCH docs USING INDEX tasks_by_completion (space=? AND shelf=? AND <expr>=? AND id>?)',
  completedBefore: 'SEARCH docs USING INDEX tasks_by_completion (space=? AND shelf=? AND <expr><?)',
  countShelves: 'CO-ROUTINE (subquery-1) | SEARCH docs USING COVERING INDEX tasks_by_shelf (space=? AND shelf>? AND shelf<?) | SCAN (subquery-1)',
  onAnyShelf: 'SCAN wanted VIRTUAL TABLE INDEX 1: | SEARCH docs USING INDEX tasks_by_shelf (space=? AND shelf=?)',
  lastOnShelf: 'SEARCH docs USING COVERING INDEX tasks_by_shelf (space=? AND shelf=? AND spot>? AND spot<?)',
  updated: 'SEARCH docs USING INDEX tasks_by_update (space=? AND (updated,id)>(?,?))',
  task: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  labelled: 'SEARCH task_labels USING PRIMARY KEY (space=? AND label=? AND id>?)',
  assigned: 'SEARCH task_assignees USING PRIMARY KEY (space=? AND assignee=? AND (day,id)>(?,?))',
  taskKeys: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  keepTask: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  moveTask: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  dropLabel: 'SEARCH task_labels USING PRIMARY KEY (space=? AND label=? AND id=?)',
  dropAssignee: 'SEARCH task_assignees USING PRIMARY KEY (space=? AND assignee=? AND day=? AND id=?)',
  known: 'SEARCH mutations USING PRIMARY KEY (space=? AND id=? AND actor=?)',
  entry: 'SEARCH journal USING INDEX journal_by_rev (space=? AND rev=?)',
  entryTag: 'SEARCH journal USING INDEX journal_by_rev (space=? AND rev=?)',
  nextEffects: 'SEARCH journal USING INDEX journal_by_effects (space=? AND rev>?)',
  pending: 'SEARCH pending USING PRIMARY KEY (space=?)',
  due: 'SEARCH pending USING COVERING INDEX pending_by_due (due<?)',
  longestPending: 'SEARCH pending USING INDEX pending_by_since (since>?)',
  withLetters: 'SEARCH pending USING INDEX pending_with_letters (space>?)',
  putPending: 'SEARCH pending USING PRIMARY KEY (space=?)',
  letGo: 'SEARCH pending USING INDEX pending_by_due (due>?)',
  changes: 'SEARCH docs USING INDEX docs_by_rev (space=? AND (rev,kind,id)>(?,?,?))',
  moveHead: 'SEARCH heads USING PRIMARY KEY (space=?)',
  record: 'SEARCH records USING PRIMARY KEY (tbl=? AND key=?)',
  replace: 'SEARCH records USING PRIMARY KEY (tbl=? AND key=?)',
  list: 'SEARCH records USING PRIMARY KEY (tbl=? AND key>?)',
  owned: 'SEARCH records USING INDEX records_by_owner (tbl=? AND owner=?)',
  spaces: 'SEARCH heads USING PRIMARY KEY (space>?)',
  oldest: 'SEARCH journal USING INDEX journal_by_rev (space=? AND rev>? AND rev<?)',
  forgetIds:
    'SEARCH mutations USING PRIMARY KEY (space=? AND id=? AND actor=?) | LIST SUBQUERY 2 | SEARCH journal USING INDEX journal_by_rev (space=? AND rev>? AND rev<?) | SCAN one VIRTUAL TABLE INDEX 1:',
  forgetEntries: 'SEARCH journal USING INDEX journal_by_rev (space=? AND rev>? AND rev<?)',
  moveHorizon: 'SEARCH heads USING PRIMARY KEY (space=?)',
  inTrash: 'SEARCH docs USING INDEX docs_in_trash (space=? AND trash>? AND trash<?)',
  listedAt: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  remove: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  removeRecord: 'SEARCH records USING PRIMARY KEY (tbl=? AND key=?)',
  count: 'SEARCH records USING COVERING INDEX records_by_owner (tbl=?)',
} as const
const inserts = ['insertHead', 'putDoc', 'putEntry', 'putMutation', 'insert', 'addTask', 'addLabel', 'addAssignee', 'makePending']

const opened = () => {
  const db = new Database(':memory:')
  for (const sql of migrations) db.exec(sql)
  return db
}

test('SQLite: every statement reads by a key or an index, and sorts nothing', () => {
  const db = opened()
  const plans: Record<string, string> = {}
  for (const [name, { source }] of Object.entries(prepareStatements(db))) {
    const blanks = source.match(/\?/g)?.map(() => null) ?? []
    const named = Object.fromEntries((source.match(/:\w+/g) ?? []).map((name) => [name.slice(1), null]))
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${source}`).all(blanks.length > 0 ? blanks : named) as { detail: string }[]
    if (!inserts.includes(name)) plans[name] = plan.map(({ detail }) => detail).join(' | ')
  }
  assert.deepEqual(plans, byKey)
  db.close()
})

test('SQLite: each index is declared with the statements that go by it, each statement by what it goes by, and none serves nobody', () => {
  const serving = new Map<string, string[]>()
  for (const [statement, plan] of Object.entries(byKey))
    for (const [, table, index] of plan.matchAll(/SEARCH (\w+) USING (?:COVERING )?(?:INDEX )?(PRIMARY KEY|\w+)/g)) {
      const key = `${index} of ${table}`
      serving.set(key, [...(serving.get(key) ?? []), statement])
    }
  const sorted = (entries: Iterable<readonly [string, readonly string[]]>) => Object.fromEntries([...entries].map(([key, names]) => [key, names.toSorted()]))
  assert.deepEqual(sorted(serving), sorted(indexes.map(({ name, on, serves }) => [`${name} of ${on.split(' ')[0]}`, serves] as const)))
})

test('SQLite: what migrations leave behind are the indexes that are declared', () => {
  const db = opened()
  const made = db.prepare("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").pluck().all() as string[]
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
  const keys = tables.flatMap((table) => {
    const columns = db.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').pluck().all(table) as string[]
    return columns.length === 0 ? [] : [`PRIMARY KEY ON ${table} (${columns.join(', ')})`]
  })
  const declared = indexes.map(({ name, on, unique, where }) =>
    name === 'PRIMARY KEY' ? `${name} ON ${on}` : `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${on}${where === undefined ? '' : ` WHERE ${where}`}`,
  )
  assert.deepEqual([...made, ...keys].sort(), declared.toSorted())
  db.close()
})
