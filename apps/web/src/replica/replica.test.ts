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

test('notes of a task that was moved, and are not here, are not taken for empty', async () => {
  const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  const [me, club, list, task, plain] = [id(1), id(2), id(3), id(4), id(5)]
  const stamps = { rev: 1, v: 1, createdAt: '2026-01-01T00:00:00.000Z', createdBy: me, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: me }
  const meta = { ...stamps, deletedAt: null, deletedBy: null }
  const replica = openReplica(me)
  const rows = (space: string, docs: readonly object[]) => {
    replica.hear({ say: 'rows', space, json: JSON.stringify(docs) })
    replica.hear({ say: 'loaded', space, removed: [], cursor: '1.a' })
  }
  const member = { kind: 'member', ...stamps, id: me, name: 'Me', role: 'owner', leftAt: null }
  rows(me, [
    listDoc({ ...meta, id: me }),
    member,
    { kind: 'membership', ...stamps, id: club, role: 'owner', leftAt: null },
    taskDoc({ ...meta, id: task, listId: me, hasNotes: true }),
    taskDoc({ ...meta, id: plain, listId: me }),
  ])
  rows(club, [listDoc({ ...meta, id: list }), member])
  await replica.learnt()
  const place = { parentId: null, listId: list, sectionId: null, order: 'a5' }
  for (const one of [task, plain]) replica.mutate(me, 'task.transfer@1', { id: one, toSpace: club, place, labelIds: {} })
  assert.equal(replica.get(club, 'task', task)?.hasNotes, true)
  assert.equal(replica.notes(club, task).loaded, false)
  assert.equal(replica.notes(club, plain).loaded, true)
})
