import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { createSqliteStore } from '../../apps/server/src/adapters/sqlite/store.ts'
import { createLedger } from './ledger.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-ledger-'))
const store = createSqliteStore(join(folder, 'muster.db'))
after(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const at = '2026-01-01T00:00:00.000Z'
/** A journal that holds so many entries before the load, and then a change of each of those ids. */
const journaled = async (space: string, before: number, changes: readonly string[]) => {
  for (const [n, id] of [...Array.from({ length: before }, (_, own) => `before ${own}`), ...changes].entries()) {
    const mutation = { id, name: 'task.create@1', actor: `${n}`, at, base: 0, hash: 'hash', before: {}, after: { [`task:${id}`]: { title: 'Tea' } } }
    assert.equal(await store.commit([{ entry: { space, rev: n + 1, tag: 'tag', mutations: [mutation] }, docs: [] }]), 'committed')
  }
}

test('a ledger takes what was acknowledged and what is not known, and nothing else', async () => {
  const ledger = createLedger('whole', 2)
  await journaled('whole', 2, ['acknowledged', 'unknown'])
  for (const key of ['acknowledged', 'unknown', 'never came']) ledger.sent(key, key, 'Tea')
  ledger.answered('acknowledged', 'acknowledged', 'Tea')
  const rows = await ledger.checkJournal(store)
  assert.deepEqual(rows.get('task:unknown'), { title: 'Tea' })
  const there = (id: string, more = {}) => taskDoc({ id, title: 'Tea', ...more })
  ledger.checkFound([there('acknowledged'), there('unknown')], 'somebody')
  ledger.checkFound([there('acknowledged'), there('unknown', { deletedAt: at })], 'somebody')
  const found = (...tasks: Parameters<typeof ledger.checkFound>[0]) => ledger.checkFound(tasks, 'somebody')
  assert.throws(() => found(there('unknown')), /acknowledged as Tea/, 'lost')
  assert.throws(() => found(there('acknowledged'), there('acknowledged')), /twice/)
  assert.throws(() => found(there('acknowledged'), there('another')), /nobody asked/)
  assert.throws(() => found(there('acknowledged', { title: 'Milk' })), /is Milk/)
  assert.throws(() => found(there('acknowledged', { deletedAt: at })), /is null/)

  ledger.sent('change', 'acknowledged', 'Coffee')
  for (const title of ['Tea', 'Coffee']) found(there('acknowledged', { title }))
  ledger.answered('change', 'acknowledged', 'Coffee')
  assert.throws(() => found(there('acknowledged')), /is Tea/)
  await assert.rejects(ledger.checkJournal(store), /lost: change/)
})

test('a ledger sees what took effect twice, what nobody asked for, and a gap', async () => {
  // The store takes an id once from each person, and no rev that is not the next: what a broken one would hold is made of two.
  await journaled('twice', 0, ['one', 'one'])
  const ledger = createLedger('twice', 0)
  await assert.rejects(ledger.checkJournal(store), /nobody asked/)
  ledger.sent('one', 'one', 'Tea')
  await assert.rejects(ledger.checkJournal(store), /twice/)
  const gap = { head: () => store.head('twice'), entry: (space: string, rev: number) => (rev === 1 ? Promise.resolve(undefined) : store.entry(space, rev)) }
  await assert.rejects(ledger.checkJournal(gap), /rev 1 of 2 is missing/)
})
