import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { codes, type Code } from '@muster/core/contract/codes.ts'
import { Refused } from '../../lib/client.ts'
import { firstLoad } from './first-load.ts'
import { noReplicaStore, type Progress } from './replica-store.ts'

const doc = (id: string, kind = 'task') => ({ kind, id, rev: 1 }) as AnyDoc
const no = (code: Code) => new Refused({ type: 'about:blank', code, status: codes[code].status, title: codes[code].title })

/** A server that answers as the contract says, and the browser's side of a load from it. */
const setUp = (answer: (path: string) => unknown, progress?: Map<string, Progress>) => {
  const store = noReplicaStore(progress)
  const asked: string[] = []
  const shown: { ids: string[]; fresh: boolean }[] = []
  let leading = true
  const load = (again = false) =>
    firstLoad('space', again, {
      store,
      leads: () => leading,
      pushed: async () => {},
      inTurn: (work) => work(),
      arrived: async () => {},
      rows: (json, fresh) => void shown.push({ ids: (JSON.parse(json) as AnyDoc[]).map(({ id }) => id), fresh }),
      get: async <Reply>(path: string) => {
        asked.push(path.replace('/spaces/space/', ''))
        return answer(path.replace('/spaces/space/', '')) as Reply
      },
    })
  return { store, asked, shown, load, ids: () => shown.flatMap(({ ids }) => ids).sort(), lose: () => void (leading = false) }
}
const names = ['space..', 'task.3.', 'task.2.3', 'task..2', 'notes..']
/** One of them does not hold all at once: `task.2.3` goes on with `task.2b.3`. */
const chunks = (path: string) => {
  if (path === 'snapshot/reach') return { from: '7.tag.build', cursor: '7.tag', chunks: names }
  const name = path.split('/').at(-1) ?? ''
  return { docs: name === 'notes..' ? [doc('n', 'notes')] : [doc(name)], next: name === 'task.2.3' ? 'task.2b.3' : null }
}
const heads = ['space..', 'task..2', 'task.2.3', 'task.2b.3', 'task.3.']

test('a snapshot comes in chunks, each shown as it comes, notes kept apart; then its cursor counts', async () => {
  const { store, load, ids, asked } = setUp(chunks)
  assert.equal(await load(), '7.tag')
  assert.deepEqual(ids(), heads)
  assert.equal(asked.length, 7)
  assert.ok(asked.slice(1).every((path) => path.startsWith('snapshot/7.tag.build/')))
  assert.equal((await store.progress('space')).cursor, '7.tag')
  assert.equal((await store.notes('space', 'n'))?.id, 'n')
})

test('cut in the middle, it goes on with the chunks that are missing, and asks for none twice', async () => {
  let down = false
  const { load, asked, ids, store } = setUp((path) => {
    if (down) throw new TypeError('cut')
    if (path.endsWith('/task..2')) down = true
    return chunks(path)
  })
  await assert.rejects(load(), TypeError)
  const left = (await store.progress('space')).loading?.chunks?.left ?? []
  assert.ok(left.length > 0 && left.length < 5)
  assert.ok(!left.includes('task.2.3') || !left.includes('task.2b.3'))
  assert.equal((await store.progress('space')).cursor, undefined)
  const before = asked.length
  down = false
  assert.equal(await load(), '7.tag')
  assert.deepEqual(
    asked
      .slice(before)
      .map((path) => path.split('/').at(-1) ?? '')
      .filter((name) => left.includes('task.2b.3') || name !== 'task.2b.3')
      .sort(),
    left.toSorted(),
  )
  assert.deepEqual(ids(), heads)
})

test('a snapshot that was dropped meanwhile is begun anew', async () => {
  let dropped = true
  const { load, asked, store } = setUp((path) => {
    if (path !== 'snapshot/reach' && dropped) throw no('sync_reset')
    return chunks(path)
  })
  await assert.rejects(load(), Refused)
  dropped = false
  assert.equal(await load(), '7.tag')
  assert.equal(asked.filter((path) => path === 'snapshot/reach').length, 2)
  assert.equal((await store.progress('space')).loading, undefined)
})

test('where every snapshot is dropped again it is begun anew some times, and then all comes by pages', async () => {
  const { load, asked, ids } = setUp((path) => {
    if (path === 'changes') return { docs: [doc('a')], tombstones: [], head: '9.z', next: null }
    if (path !== 'snapshot/reach') throw no('sync_reset')
    return chunks(path)
  })
  for (let tries = 0; tries < 3; tries++) await assert.rejects(load(true), Refused)
  assert.equal(await load(true), '9.z')
  assert.equal(asked.filter((path) => path === 'snapshot/reach').length, 3)
  assert.deepEqual(ids(), ['a'])
})

test('what an earlier build had begun to load is begun anew', async () => {
  const progress = { loading: { snapshot: { from: '3.old', chunks: 9, done: [0, 1] } } } as unknown as Progress
  const { load, asked, ids } = setUp(chunks, new Map([['space', progress]]))
  assert.equal(await load(), '7.tag')
  assert.equal(asked[0], 'snapshot/reach')
  assert.deepEqual(ids(), heads)
})

test('a space that was loaded before is begun anew, and cut then goes on where it stood', async () => {
  let down = true
  const { load, asked, shown, store } = setUp(
    (path) => {
      if (down && path.endsWith('notes..')) throw new TypeError('cut')
      return chunks(path)
    },
    new Map([['space', { cursor: '5.old' }]]),
  )
  await assert.rejects(load(true), TypeError)
  down = false
  const before = asked.length
  const left = (await store.progress('space')).loading?.chunks?.left ?? []
  assert.ok(left.length < 5)
  assert.equal(await load(), '7.tag')
  assert.deepEqual(
    asked.slice(before),
    left.map((name) => `snapshot/7.tag.build/${name}`),
  )
  assert.deepEqual(shown.map(({ fresh }) => fresh).filter(Boolean), [true])
  assert.equal((await store.progress('space')).cursor, '7.tag')
})

test('where there is no snapshot it comes by pages of changes, and goes on with the page it was cut at', async () => {
  let down = false
  const pages = (path: string) => {
    if (path.startsWith('snapshot/')) throw no('not_found')
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
  assert.deepEqual(asked, ['snapshot/reach', 'snapshot/latest', 'changes', 'changes?page=two', 'changes?page=two', 'changes?page=three'])
  assert.deepEqual(ids(), ['a', 'b', 'c', 't'])
})

test('a tab that lost the lead writes and shows nothing more', async () => {
  const { load, lose, shown, store } = setUp((path) => {
    if (path !== 'snapshot/reach') lose()
    return chunks(path)
  })
  assert.equal(await load(), undefined)
  assert.deepEqual(shown, [])
  assert.equal((await store.progress('space')).cursor, undefined)
})

test('after a reset the first part takes the place of what was there', async () => {
  const { load, shown } = setUp(chunks)
  await load(true)
  assert.deepEqual(
    shown.map(({ fresh }) => fresh),
    [true, false, false, false, false, false].slice(0, shown.length),
  )
})

test('a server of the build before, which knows no snapshot of what is in reach, is asked for the whole', async () => {
  const { load, asked, ids } = setUp((path) => {
    if (path === 'snapshot/reach') throw no('not_found')
    return chunks(path === 'snapshot/latest' ? 'snapshot/reach' : path)
  })
  assert.equal(await load(), '7.tag')
  assert.deepEqual(asked.slice(0, 2), ['snapshot/reach', 'snapshot/latest'])
  assert.deepEqual(ids(), heads)
})
