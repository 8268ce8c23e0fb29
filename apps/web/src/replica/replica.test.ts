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
Object.assign(globalThis, { Worker: SeenWorker, addEventListener: () => {} })
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
  assert.equal(replica.standing(club), 'coming')
  replica.hear({ say: 'rows', space: club, json: docs([taskDoc({ ...meta, id: plain, listId: list })]) })
  const later = [taskDoc({ ...meta, rev: 7, id: task, listId: list, title: 'Open beside, later' })]
  replica.hear({ say: 'pulled', space: club, from: undefined, json: docs(later), removed: [], whole: true, cursor: '7.b' })
  assert.deepEqual([...seen], ['Open beside, later'])
  assert.ok(replica.get(club, 'task', plain))
  assert.equal(replica.standing(club), 'here')
})
