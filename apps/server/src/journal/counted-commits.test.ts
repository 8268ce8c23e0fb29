import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import { newId } from '../new-id.ts'
import { countingCommits } from './counted-commits.ts'

test('a commit that somebody else came before is told from one that took place', async (t) => {
  const commits = { committed: 0, conflict: 0 }
  const store = countingCommits(createSqliteStore(':memory:'), commits)
  t.after(() => store.close())
  const space = newId(new Date())
  const first = (tag: string) => store.commit([{ entry: { space, rev: 1, tag, mutations: [] }, docs: [] }])
  assert.deepEqual(await Promise.all([first('one'), first('other')]), ['committed', 'conflict'])
  assert.deepEqual(commits, { committed: 1, conflict: 1 })
})
