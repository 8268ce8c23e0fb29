import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import { newId } from '../new-id.ts'
import { countingCommits } from './counted-commits.ts'

const fileOf = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-counted-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'muster.db')
}

test('a commit that somebody else came before is told from one that took place', async (t) => {
  const commits = { committed: 0, conflict: 0 }
  const store = countingCommits(createSqliteStore(fileOf(t)), commits)
  t.after(() => store.close())
  const space = newId(new Date())
  const first = (tag: string) => store.commit([{ entry: { space, rev: 1, tag, mutations: [] }, docs: [] }])
  assert.deepEqual(await Promise.all([first('one'), first('other')]), ['committed', 'conflict'])
  assert.deepEqual(commits, { committed: 1, conflict: 1 })
})

test('what is written after a commit is counted as one, and what only notes how far that has come is none', async (t) => {
  const commits = { committed: 0, conflict: 0 }
  const store = countingCommits(createSqliteStore(fileOf(t)), commits)
  t.after(() => store.close())
  const [space, beside] = [newId(new Date()), newId(new Date())]
  const part = (tag: string) => ({ entry: { space: beside, rev: 1, tag, mutations: [] }, docs: [] })
  await store.commit([{ entry: { space, rev: 1, tag: 'one', mutations: [], effects: ['a', 'b', 'c'] }, docs: [] }])
  const lease = (await store.lease(space, 60_000)) ?? assert.fail('it is pending')
  assert.deepEqual(commits, { committed: 1, conflict: 0 })
  await store.progress(lease, { effectsRev: 0, effectsDone: 1 }, 60_000)
  assert.deepEqual(commits, { committed: 1, conflict: 0 })
  await store.progress(lease, { effectsRev: 0, effectsDone: 2 }, 60_000, [part('one')])
  assert.deepEqual(commits, { committed: 2, conflict: 0 })
  assert.equal(await store.progress(lease, { effectsRev: 1, effectsDone: 0 }, 60_000, [part('other')]), 'conflict')
  assert.deepEqual(commits, { committed: 2, conflict: 1 })
  assert.equal(await store.progress({ space, fence: 0 }, { effectsRev: 1, effectsDone: 0 }, 60_000, [part('other')]), 'lost')
  assert.deepEqual(commits, { committed: 2, conflict: 1 })
})
