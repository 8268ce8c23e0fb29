import assert from 'node:assert/strict'
import { after, mock, test } from 'node:test'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import type { Ask, Told } from './protocol.ts'
import { openReplica } from './replica.ts'

/** A worker as its page sees it. */
class SeenWorker {
  static readonly all: SeenWorker[] = []
  readonly asked: Ask[] = []
  ended = false
  onmessage: (event: { data: Told }) => void = () => {}
  onerror: () => void = () => {}
  constructor() {
    SeenWorker.all.push(this)
  }
  postMessage(message: Ask) {
    this.asked.push(message)
  }
  terminate() {
    this.ended = true
  }
}
Object.assign(globalThis, {
  Worker: SeenWorker,
  addEventListener: () => {},
  location: { search: '' },
  document: { querySelector: () => null, addEventListener: () => {} },
})
mock.timers.enable({ apis: ['setTimeout'] })
after(() => mock.timers.reset())

test('a worker that fails before it said anything is ended, and one other takes its place, however often it fails', () => {
  openReplica('00000000-0000-7000-8000-000000000001')
  const [first] = SeenWorker.all
  first?.onerror()
  if (!first?.ended) first?.onerror()
  mock.timers.tick(10_000)
  assert.deepEqual(
    SeenWorker.all.map(({ ended, asked }) => [ended, asked.map((one) => one.do)]),
    [
      [true, ['open']],
      [false, ['open']],
    ],
  )
})

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [me, club, list, task, plain] = [id(1), id(2), id(3), id(4), id(5)]
const stamps = { rev: 1, v: 1, createdAt: '2026-01-01T00:00:00.000Z', createdBy: me, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: me }
const meta = { ...stamps, deletedAt: null, deletedBy: null }
const member = { kind: 'member', ...stamps, id: me, name: 'Me', role: 'owner', leftAt: null }
const membership = { kind: 'membership', ...stamps, id: club, role: 'owner', leftAt: null }
/** A replica that has a person's own space and the club, as their rows are. */
const withRows = (own: readonly object[], others: readonly object[]) => {
  const replica = openReplica(me)
  const load = (space: string, docs: readonly object[]) => {
    replica.hear({ say: 'rows', space, json: JSON.stringify([member, ...docs]) })
    replica.hear({ say: 'loaded', space, removed: [], cursor: '1.a' })
  }
  load(me, [listDoc({ ...meta, id: me }), membership, ...own])
  load(club, [listDoc({ ...meta, id: list }), ...others])
  return { replica, load }
}

test('a change that had no place in the outbox is not said to be lost with the page once it has one', () => {
  const { replica } = withRows([], [])
  const change = { id: id(90), space: me, name: 'task.update@1' as const, args: { id: task, set: {} }, base: 1, clientAt: '', creates: [], needs: [] }
  replica.hear({ say: 'added', change })
  assert.equal(replica.sync().unstored, true)
  replica.hear({ say: 'added', change: { ...change, seq: 1 } })
  assert.equal(replica.sync().unstored, false)
})

test('notes of a space that was left are asked for again once it is joined again: nobody takes them for empty', () => {
  const there = [listDoc({ ...meta, id: list }), taskDoc({ ...meta, id: task, listId: list, hasNotes: true })]
  const { replica, load } = withRows([], there)
  const notes = { kind: 'notes' as const, ...stamps, id: task, text: 'Tea' }
  replica.notes(club, task)
  replica.hear({ say: 'notes', space: club, id: task, doc: notes })
  assert.deepEqual(replica.notes(club, task), { text: 'Tea', loaded: true })
  replica.hear({ say: 'dropped', space: club, refused: [] })
  load(club, there)
  assert.deepEqual(replica.notes(club, task), { text: '', loaded: false })
  replica.hear({ say: 'notes', space: club, id: task, doc: notes })
  assert.deepEqual(replica.notes(club, task), { text: 'Tea', loaded: true })
})

test('notes of a task that was moved, and are not here, are not taken for empty', async () => {
  const { replica } = withRows([taskDoc({ ...meta, id: task, listId: me, hasNotes: true }), taskDoc({ ...meta, id: plain, listId: me })], [])
  await replica.learnt()
  const place = { parentId: null, listId: list, sectionId: null, order: 'a5' }
  for (const one of [task, plain]) replica.mutate(me, 'task.transfer@1', { id: one, toSpace: club, place, labelIds: {} })
  assert.equal(replica.get(club, 'task', task)?.hasNotes, true)
  assert.equal(replica.notes(club, task).loaded, false)
  assert.equal(replica.notes(club, plain).loaded, true)
})

test('a task that is newer than the snapshot a space is loaded from anew never leaves the screen', () => {
  const { replica } = withRows([], [taskDoc({ ...meta, id: task, listId: list, title: 'Open beside' })])
  const seen = new Set<string | undefined>()
  replica.space(club).subscribeRow(task, () => seen.add(replica.get(club, 'task', task)?.title))
  const docs = (all: readonly object[]) => JSON.stringify(all)
  replica.hear({ say: 'rows', space: club, fresh: true, json: docs([listDoc({ ...meta, id: list })]) })
  assert.equal(replica.availability(club), 'coming')
  replica.hear({ say: 'rows', space: club, json: docs([taskDoc({ ...meta, id: plain, listId: list })]) })
  const later = [taskDoc({ ...meta, rev: 7, id: task, listId: list, title: 'Open beside, later' })]
  replica.hear({ say: 'pulled', space: club, from: undefined, json: docs(later), removed: [], whole: true, cursor: '7.b' })
  assert.deepEqual([...seen], ['Open beside, later'])
  assert.ok(replica.get(club, 'task', plain))
  assert.equal(replica.availability(club), 'here')
})

test('a page that is open for long lets go of what has left the reach, but not of what somebody looks at, asked for, or has changed', async () => {
  const done = (n: number, day: string, more: object = {}) =>
    taskDoc({ ...meta, id: id(n), listId: me, title: `${n}`, status: 'done', completedAt: `${day}T00:00:00.000Z`, completedBy: me, hasNotes: true, ...more })
  const today = new Date().toISOString().slice(0, 10)
  const own = [
    done(10, today),
    done(11, today),
    done(12, today, { parentId: id(11), listId: null }),
    done(13, today),
    done(14, today),
    done(15, today),
    taskDoc({ ...meta, id: id(16), parentId: id(15), title: 'open' }),
    done(17, today),
  ]
  const { replica } = withRows(own, [])
  await replica.learnt()
  const pull = async (rev: number, offset: number) => {
    replica.hear({ say: 'clock', offset })
    replica.hear({ say: 'pulled', space: me, from: `${rev - 1}.a`, json: '[]', removed: [], whole: true, cursor: `${rev}.a` })
    for (let n = 0; n < 20; n++) {
      mock.timers.tick(1_000)
      await new Promise(setImmediate)
    }
  }
  const here = () => [...replica.space(me).all('task')].map(({ title }) => title).sort()
  replica.notes(me, id(10))
  replica.hear({ say: 'notes', space: me, id: id(10), doc: { kind: 'notes', ...stamps, id: id(10), text: 'Tea' } })
  assert.equal(replica.notes(me, id(10)).text, 'Tea')
  const all = here()
  const day = 86_400_000
  await pull(2, 20 * day)
  assert.deepEqual(here(), all)
  location.search = `?task=${me}/${id(11)}`
  replica.keep(id(13))
  replica.mutate(me, 'task.update@1', { id: id(14), set: { title: '14' } })
  await pull(3, 40 * day)
  assert.deepEqual(here(), ['11', '12', '13', '14', '15', 'open'])
  // It may come back: what its notes are is not known then.
  replica.hear({ say: 'rows', space: me, json: JSON.stringify([own[0]]) })
  assert.deepEqual(replica.notes(me, id(10)), { text: '', loaded: false })
  location.search = ''
  await pull(4, 40 * day)
  assert.ok(here().includes('11'), 'once a day')
  await pull(5, 41 * day)
  assert.deepEqual(here(), ['13', '14', '15', 'open'])
  replica.hear({ say: 'clock', offset: 0 })
})
