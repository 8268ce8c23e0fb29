import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { codes, type Code } from '@muster/core/contract/codes.ts'
import { Refused } from '../../lib/client.ts'
import { firstLoad } from './first-load.ts'
import { noReplicaStore } from './replica-store.ts'

const doc = (id: string, kind = 'task') => ({ kind, id, rev: 1 }) as AnyDoc
const no = (code: Code) => new Refused({ type: 'about:blank', code, status: codes[code].status, title: codes[code].title })

/** A server that answers as the contract says, and the browser's side of a load from it. */
const setUp = (answer: (path: string) => unknown) => {
  const store = noReplicaStore()
  const asked: string[] = []
  const shown: { ids: string[]; fresh: boolean }[] = []
  let leading = true
  const load = (again = false) =>
    firstLoad('space', again, {
      store,
      leads: () => leading,
      arrived: async () => {},
      rows: (json, fresh) => void shown.push({ ids: (JSON.parse(json) as AnyDoc[]).map(({ id }) => id), fresh }),
      get: async <Reply>(path: string) => {
        asked.push(path.replace('/spaces/space/', ''))
        return answer(path.replace('/spaces/space/', '')) as Reply
      },
    })
  return { store, asked, shown, load, ids: () => shown.flatMap(({ ids }) => ids).sort(), lose: () => void (leading = false) }
}
const chunks = (path: string) => {
  if (path === 'snapshot') return { from: '7.tag', schema: 1, counts: {}, chunks: 6 }
  const n = path.split('/').at(-1) ?? ''
  return { docs: n === '5' ? [doc('n', 'notes')] : [doc(n)] }
}

test('a snapshot comes in chunks, each shown as it comes, notes kept apart; then its cursor counts', async () => {
  const { store, load, ids, asked } = setUp(chunks)
  assert.equal(await load(), '7.tag')
  assert.deepEqual(ids(), ['0', '1', '2', '3', '4'])
  assert.equal(asked.length, 7)
  assert.equal((await store.standing('space')).cursor, '7.tag')
  assert.equal((await store.notes('space', 'n'))?.id, 'n')
})

test('cut in the middle, it goes on with the chunks that are missing, and asks for none twice', async () => {
  let down = false
  const { load, asked, ids, store } = setUp((path) => {
    if (down) throw new TypeError('cut')
    if (path.endsWith('/3')) down = true
    return chunks(path)
  })
  await assert.rejects(load(), TypeError)
  const done = (await store.standing('space')).loading?.snapshot?.done ?? []
  assert.ok(done.length > 0 && done.length < 6)
  assert.equal((await store.standing('space')).cursor, undefined)
  const before = asked.length
  down = false
  assert.equal(await load(), '7.tag')
  assert.deepEqual(
    asked
      .slice(before)
      .map((path) => Number(path.split('/').at(-1)))
      .sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 5].filter((n) => !done.includes(n)),
  )
  assert.deepEqual(ids(), ['0', '1', '2', '3', '4'])
})

test('a snapshot that was dropped meanwhile is begun anew', async () => {
  let dropped = true
  const { load, asked } = setUp((path) => {
    if (path !== 'snapshot' && dropped) throw no('sync_reset')
    return chunks(path)
  })
  await assert.rejects(load(), Refused)
  dropped = false
  assert.equal(await load(), '7.tag')
  assert.equal(asked.filter((path) => path === 'snapshot').length, 2)
})

test('where there is no snapshot it comes by pages of changes, and goes on with the page it was cut at', async () => {
  let down = false
  const pages = (path: string) => {
    if (path === 'snapshot') throw no('not_found')
    if (path === 'changes') return { docs: [doc('a')], tombstones: [{ kind: 'task', id: 't', rev: 1, trashed: doc('t') }], head: '3.x', next: 'two' }
    if (down) throw new TypeError('cut')
    return path === 'changes?page=two'
      ? { docs: [doc('b')], tombstones: [], head: '4.y', next: 'three' }
      : { docs: [doc('c')], tombstones: [], head: '5.z', next: null }
  }
  const { load, asked, ids } = setUp(pages)
  down = true
  await assert.rejects(load(), TypeError)
  down = false
  assert.equal(await load(), '5.z')
  assert.deepEqual(asked, ['snapshot', 'changes', 'changes?page=two', 'changes?page=two', 'changes?page=three'])
  assert.deepEqual(ids(), ['a', 'b', 'c', 't'])
})

test('a tab that lost the lead writes and shows nothing more', async () => {
  const { load, lose, shown, store } = setUp((path) => {
    if (path !== 'snapshot') lose()
    return chunks(path)
  })
  assert.equal(await load(), undefined)
  assert.deepEqual(shown, [])
  assert.equal((await store.standing('space')).cursor, undefined)
})

test('after a reset the first part takes the place of what was there', async () => {
  const { load, shown } = setUp(chunks)
  await load(true)
  assert.deepEqual(
    shown.map(({ fresh }) => fresh),
    [true, false, false, false, false, false].slice(0, shown.length),
  )
})
