import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { storeExam } from '../contracts/store.ts'
import { createSqliteStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-sqlite-'))
after(() => rmSync(folder, { recursive: true, force: true }))

storeExam('SQLite', async () => createSqliteStore(join(folder, 'muster.db')))

test('SQLite: the tasks below a task are read by the index of parents', async () => {
  const store = createSqliteStore(join(folder, 'plans.db'))
  const plan = store.database.prepare(
    `EXPLAIN QUERY PLAN SELECT json FROM docs WHERE space = ? AND kind = 'task' AND json_extract(json, '$.parentId') IN (SELECT value FROM json_each(?)) LIMIT ?`,
  )
  assert.match(JSON.stringify(plan.all('space', '["a"]', 10)), /SEARCH docs USING INDEX tasks_by_parent/)
  await store.close()
})
