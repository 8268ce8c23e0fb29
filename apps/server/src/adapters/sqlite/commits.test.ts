import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { part, task } from '../contracts/store/parts.ts'
import { createSqliteStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-commits-'))
const store = createSqliteStore(join(folder, 'muster.db'))
after(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})
const spaces = (count: number) => Array.from({ length: count }, () => randomUUID())
const revOf = async (space: string) => (await store.head(space))?.rev
/** Makes SQLite fail, in a way of its own, with whatever writes a row of that title. */
const failOn = (title: string, how: 'ABORT' | 'ROLLBACK') =>
  store.database.exec(`CREATE TRIGGER "${title}" BEFORE INSERT ON docs WHEN NEW.json LIKE '%${title}%' BEGIN SELECT RAISE(${how}, '${title}'); END`)

test('what is committed in one turn stands or falls alone: a lost race, and what SQLite refuses, keep nobody else', async () => {
  const [one = '', lost = '', refused = '', other = ''] = spaces(4)
  failOn('poison', 'ABORT')
  const told = await Promise.allSettled([
    store.commit([part(one, 1, [task('a', 1)])]),
    store.commit([part(lost, 7, [task('a', 7)])]),
    store.commit([part(refused, 1, [task('a', 1), task('b', 1, 'poison')])]),
    store.commit([part(other, 1, [task('a', 1)])]),
  ])
  assert.deepEqual(
    told.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
    ['committed', 'conflict', 'poison', 'committed'],
  )
  assert.deepEqual(await Promise.all([one, lost, refused, other].map(revOf)), [1, undefined, undefined, 1])
  assert.deepEqual(await store.docs(refused, [{ kind: 'task', id: 'a' }]), [])
})

test('of two that race in one turn one is committed, and the other can follow it', async () => {
  const [space = ''] = spaces(1)
  await store.commit([part(space, 1, [])])
  const told = await Promise.all(['x', 'y', 'z'].map((id) => store.commit([part(space, 2, [task(id, 2)])])))
  assert.deepEqual(told.toSorted(), ['committed', 'conflict', 'conflict'])
  assert.equal(await store.commit([part(space, 3, [task('w', 3)])]), 'committed')
  assert.equal(await revOf(space), 3)
})

test('where SQLite takes back all of it, all are told, nothing is kept of any, and the next turn is as good as the first', async () => {
  const those = spaces(3)
  failOn('undoes all', 'ROLLBACK')
  const told = await Promise.allSettled(those.map((space, n) => store.commit([part(space, 1, [task('a', 1, n === 1 ? 'undoes all' : 'Task')])])))
  assert.deepEqual(
    told.map((one) => (one.status === 'rejected' ? (one.reason as Error).message : one.value)),
    ['undoes all', 'undoes all', 'undoes all'],
  )
  assert.deepEqual(await Promise.all(those.map(revOf)), [undefined, undefined, undefined])
  assert.deepEqual(await Promise.all(those.map((space) => store.commit([part(space, 1, [])]))), ['committed', 'committed', 'committed'])
})

test('what is taken back was never seen: a head that one commit of a turn wrote and another looked at is no head', async () => {
  const [space = '', other = ''] = spaces(2)
  failOn('undoes these', 'ROLLBACK')
  const first = { ...part(space, 1, []), horizon: 0 }
  await Promise.allSettled([store.commit([first]), store.commit([first]), store.commit([part(other, 1, [task('a', 1, 'undoes these')])])])
  assert.equal(await store.head(space), undefined)
})

test('a store that is closed has committed what it was given before', async () => {
  const file = join(folder, 'closed.db')
  const [space = ''] = spaces(1)
  const first = createSqliteStore(file)
  const given = first.commit([part(space, 1, [])])
  await first.close()
  assert.equal(await given, 'committed')
  const again = createSqliteStore(file)
  assert.equal((await again.head(space))?.rev, 1)
  await again.close()
})
