import type { Statements } from './statements.ts'

interface Index {
  /** `PRIMARY KEY` for that of a table without row ids. */
  readonly name: string
  readonly on: string
  readonly unique?: true
  /** Of which rows it holds keys; all when left out. */
  readonly where?: string
  /** The statements that read by it. */
  readonly serves: readonly (keyof Statements)[]
}

/**
 * Every index, with what it is for. Migrations (`schema.ts`) make them, and are never edited: `plans.test.ts` holds that they leave
 * behind just these, that each statement goes by those that name it here, and that none is there for nobody.
 */
export const indexes: readonly Index[] = [
  { name: 'PRIMARY KEY', on: 'heads (space)', serves: ['head', 'moveHead', 'moveHorizon', 'spaces'] },
  {
    name: 'docs_by_key',
    on: 'docs (space, kind, id)',
    unique: true,
    serves: ['doc', 'all', 'countKind', 'range', 'ids', 'task', 'taskKeys', 'keepTask', 'moveTask', 'listedAt', 'remove'],
  },
  { name: 'docs_by_rev', on: 'docs (space, rev, kind, id)', serves: ['changes'] },
  {
    name: 'tasks_by_shelf',
    on: 'docs (space, shelf, spot, id)',
    where: 'shelf IS NOT NULL',
    serves: ['children', 'onShelf', 'onShelves', 'countShelves', 'onAnyShelf', 'lastOnShelf'],
  },
  {
    name: 'tasks_by_completion',
    on: "docs (space, shelf, json_extract(json, '$.completedAt') DESC, id)",
    where: "shelf > 'd' AND shelf < 'e'",
    serves: ['completedAt', 'completedBefore'],
  },
  { name: 'tasks_by_update', on: 'docs (space, updated, id)', where: 'updated IS NOT NULL', serves: ['updated'] },
  { name: 'docs_in_trash', on: 'docs (space, trash)', where: 'trash IS NOT NULL', serves: ['inTrash'] },
  { name: 'PRIMARY KEY', on: 'task_labels (space, label, id)', serves: ['labelled', 'dropLabel'] },
  { name: 'PRIMARY KEY', on: 'task_assignees (space, assignee, day, id)', serves: ['assigned', 'dropAssignee'] },
  { name: 'journal_by_rev', on: 'journal (space, rev)', unique: true, serves: ['entry', 'entryTag', 'oldest', 'forgetIds', 'forgetEntries'] },
  { name: 'journal_by_effects', on: 'journal (space, rev)', where: 'effects IS NOT NULL', serves: ['nextEffects'] },
  { name: 'PRIMARY KEY', on: 'pending (space)', serves: ['pending', 'putPending'] },
  { name: 'pending_by_due', on: 'pending (due)', where: 'due IS NOT NULL', serves: ['due', 'letGo'] },
  { name: 'pending_by_since', on: 'pending (since)', where: 'since IS NOT NULL', serves: ['longestPending'] },
  { name: 'pending_with_letters', on: 'pending (space)', where: 'dead IS NOT NULL', serves: ['withLetters'] },
  { name: 'PRIMARY KEY', on: 'mutations (space, id, actor)', serves: ['known', 'forgetIds'] },
  { name: 'PRIMARY KEY', on: 'records (tbl, key)', serves: ['record', 'replace', 'list', 'removeRecord'] },
  { name: 'records_by_owner', on: 'records (tbl, owner)', serves: ['owned', 'count'] },
]
