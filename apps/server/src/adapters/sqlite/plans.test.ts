import assert from 'node:assert/strict'
import Database from 'better-sqlite3'
import { test } from 'node:test'
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
  taskKeys: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  keepTask: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  moveTask: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  dropLabel: 'SEARCH task_labels USING PRIMARY KEY (space=? AND label=? AND id=?)',
  known: 'SEARCH mutations USING PRIMARY KEY (space=? AND id=? AND actor=?)',
  entry: 'SEARCH journal USING INDEX journal_by_rev (space=? AND rev=?)',
  entryTag: 'SEARCH journal USING INDEX journal_by_rev (space=? AND rev=?)',
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
  labelsAt: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  remove: 'SEARCH docs USING INDEX docs_by_key (space=? AND kind=? AND id=?)',
  removeRecord: 'SEARCH records USING PRIMARY KEY (tbl=? AND key=?)',
  count: 'SEARCH records USING COVERING INDEX records_by_owner (tbl=?)',
} as const
const inserts = ['insertHead', 'putDoc', 'putEntry', 'putMutation', 'insert', 'addTask', 'addLabel']

test('SQLite: every statement reads by a key or an index, and sorts nothing', () => {
  const db = new Database(':memory:')
  for (const sql of migrations) db.exec(sql)
  const plans: Record<string, string> = {}
  for (const [name, { source }] of Object.entries(prepareStatements(db))) {
    const blanks = source.match(/\?/g)?.map(() => null) ?? []
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${source}`).all(blanks) as { detail: string }[]
    if (!inserts.includes(name)) plans[name] = plan.map(({ detail }) => detail).join(' | ')
  }
  assert.deepEqual(plans, byKey)
  db.close()
})
