import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AnyDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import { apply } from '@muster/core/domain/mutators.ts'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import { dueView, dueWithin } from './due.ts'
import { byDue } from './indexes.ts'
import { idsOf } from './needs.ts'
import type { Pending } from './pending.ts'
import { createSignals } from './signals.ts'
import { byOrder } from './sorted-rows.ts'
import { createSpaceRows } from './space-rows.ts'

const me = '00000000-0000-7000-8000-000000000001'
const at = '2026-01-01T00:00:00.000Z'
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const meta = { rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me, deletedAt: null, deletedBy: null }
const inbox = listDoc({ ...meta, id: me, name: 'Inbox', inbox: true })
const task = (n: number, more: Partial<TaskDoc> = {}): TaskDoc => taskDoc({ ...meta, id: id(n), listId: me, order: `a${n}`, title: `Task ${n}`, ...more })
let made = 100
const change = (name: Pending['name'], args: unknown): Pending => ({
  id: id(made++),
  space: me,
  name,
  args,
  base: 1,
  clientAt: at,
  ...idsOf(me, name, args as never),
})
const add = (n: number, order = `a${n}`) =>
  change('task.create@1', { id: id(n), place: { parentId: null, listId: me, sectionId: null, order }, title: `Task ${n}` })
const open = () => {
  const signals = createSignals()
  const rows = createSpaceRows(me, signals, ({ name, args, clientAt }, world) =>
    apply(name as InSpaceName, world, args, { space: me, actor: me, role: 'owner', at: clientAt, clientAt }),
  )
  rows.receive([inbox])
  return { rows, signals, inInbox: () => rows.indexes.at({ listId: me }).ids() }
}

test('pending changes lie on top of what was pulled, each on the one before', () => {
  const { rows, inInbox } = open()
  rows.add(add(2))
  rows.add(change('task.update@1', { id: id(2), set: { title: 'Green tea' } }))
  assert.equal(rows.get('task', id(2))?.title, 'Green tea')
  assert.deepEqual(inInbox(), [id(2)])
  assert.equal(rows.isPulled('task', id(2)), false)
})

test('rows that come once more as they are here draw nothing anew: after a snapshot, with what is below them, or when all is read again', () => {
  const { rows, signals } = open()
  const copy = <T>(all: T) => JSON.parse(JSON.stringify(all)) as T
  const some = [task(2), task(3, { labelIds: [id(9)] }), task(4, { parentId: id(2), listId: null })]
  rows.receive(some)
  signals.flush()
  const told: string[] = []
  for (const n of [2, 3, 4]) rows.subscribeRow(id(n), () => told.push(`${n}`))
  rows.indexes.told.tasks.subscribe(() => told.push('tasks'))
  const [version] = [rows.indexes.version()]
  rows.receive(copy(some))
  rows.startFresh()
  rows.receive(copy([inbox, ...some]))
  rows.settle(1)
  signals.flush()
  assert.deepEqual([told, rows.indexes.version()], [[], version])
  assert.equal(rows.get('task', id(2)), some[0])
  assert.deepEqual(
    rows.indexes.below(id(2)).map((one) => one.id),
    [id(4)],
  )
  // In another history the same rev may say something else.
  rows.startFresh()
  rows.receive(copy([inbox, ...some.slice(0, 2), task(4, { parentId: id(3), listId: null })]))
  rows.settle(1)
  signals.flush()
  assert.deepEqual(new Set(told), new Set(['4', 'tasks']))
  assert.deepEqual([rows.indexes.below(id(2)).length, rows.indexes.below(id(3)).length], [0, 1])
})

test('a change that no longer applies hides no other', () => {
  const { rows, inInbox } = open()
  rows.add(change('task.delete@1', { id: id(9) }))
  rows.add(add(2))
  assert.deepEqual(inInbox(), [id(2)])
})

test('an answered change stays until its own rev was pulled, then leaves; nothing is told in between', () => {
  const { rows, signals } = open()
  const create = add(2)
  rows.add(create)
  signals.flush()
  const shown = rows.get('task', id(2))
  let told = 0
  rows.subscribeRow(id(2), () => told++)
  rows.answered(new Map([[create.id, { id: create.id, rev: 5 }]]))
  rows.settle(4)
  assert.equal(rows.pending().length, 1)
  assert.equal(rows.get('task', id(2)), shown)
  rows.receive([task(2, { rev: 5, title: 'Task 2' })])
  rows.settle(5)
  assert.equal(rows.pending().length, 0)
  assert.equal(rows.get('task', id(2))?.rev, 5)
  signals.flush()
  assert.equal(told, 1)
})

test('a move that is not sent yet is worked out anew whenever what hangs below its task changes', () => {
  const { rows } = open()
  const line = Array.from({ length: 10 }, (_, n) => task(20 + n, n === 0 ? {} : { parentId: id(19 + n), listId: null }))
  const child = { parentId: id(40), listId: null }
  rows.receive([...line, task(40), task(41, child)])
  const move = change('task.update@1', { id: id(40), place: { parentId: id(29), listId: null, sectionId: null, order: 'a1' } })
  rows.add(move)
  const parent = () => rows.get('task', id(40))?.parentId
  assert.equal(parent(), null, 'its subtask would stand eleven levels deep')
  rows.receive([task(41, { rev: 2 })])
  assert.equal(parent(), id(29))
  rows.receive([task(42, { ...child, rev: 3 })])
  assert.equal(parent(), null)
  rows.receive([], [['task', id(42)]])
  assert.equal(parent(), id(29))
  rows.startFresh()
  rows.receive([inbox, ...line, task(40), task(43, child)])
  rows.settle(4)
  assert.equal(parent(), null)
})

test('a refused change is taken back, and what others did meanwhile stays', () => {
  const { rows } = open()
  rows.receive([task(2)])
  const rename = change('task.update@1', { id: id(2), set: { title: 'Mine' } })
  rows.add(rename)
  rows.receive([task(2, { rev: 3, priority: 1 })])
  assert.deepEqual([rows.get('task', id(2))?.title, rows.get('task', id(2))?.priority], ['Mine', 1])
  rows.remove(new Set([rename.id]))
  assert.deepEqual([rows.get('task', id(2))?.title, rows.get('task', id(2))?.priority], ['Task 2', 1])
})

test('reading the outbox again neither loses nor doubles what was written meanwhile', () => {
  const { rows, inInbox } = open()
  const stored = [add(2), add(3), add(4)].map((one, seq) => ({ ...one, seq: seq + 1 }))
  rows.reread(stored)
  rows.add(add(5))
  rows.reread(stored.slice(1))
  assert.deepEqual(inInbox(), [id(3), id(4), id(5)])
})

test('a later rev is not overwritten by an earlier one; what is gone leaves every index', () => {
  const { rows, inInbox } = open()
  rows.receive([task(2, { rev: 7, title: 'New' })])
  rows.receive([task(2, { rev: 3, title: 'Old' })])
  assert.equal(rows.get('task', id(2))?.title, 'New')
  rows.receive([], [['task', id(2)]])
  assert.deepEqual([inInbox(), rows.indexes.counts().get(me)], [[], 0])
})

test('a fresh copy takes the place of the old one at once, with pending changes on top', () => {
  const { rows, inInbox } = open()
  rows.receive([task(2, { rev: 90 }), task(3, { rev: 91 })])
  rows.add(change('task.update@1', { id: id(3), set: { title: 'Mine' } }))
  rows.startFresh()
  rows.receive([inbox])
  rows.receive([task(3, { rev: 2 }), task(4, { rev: 3 })])
  assert.deepEqual(inInbox(), [id(2), id(3)])
  rows.settle(3)
  assert.deepEqual(inInbox(), [id(3), id(4)])
  assert.equal(rows.get('task', id(3))?.title, 'Mine')
})

test('a fresh copy has nothing that left since its rows were written, and nothing older than what came meanwhile', () => {
  const { rows, inInbox } = open()
  rows.receive([task(2), task(3)])
  rows.startFresh()
  rows.receive([inbox, task(2), task(3)])
  rows.receive([task(3, { rev: 5, title: 'Newer' })], [['task', id(2)]])
  rows.receive([task(3, { rev: 4, title: 'Older' })])
  rows.settle(5)
  assert.deepEqual(inInbox(), [id(3)])
  assert.equal(rows.get('task', id(3))?.title, 'Newer')
})

test('a view is told once a flush, and only the views and rows that changed', () => {
  const { rows, signals } = open()
  rows.receive([task(2), task(3)])
  signals.flush()
  const told: string[] = []
  rows.subscribeRow(id(2), () => told.push('row 2'))
  rows.subscribeRow(id(3), () => told.push('row 3'))
  const ids = rows.indexes.at({ listId: me })
  const before = ids.ids()
  ids.signal.subscribe(() => told.push('list'))
  rows.indexes.told.trash.subscribe(() => told.push('trash'))
  rows.add(change('task.update@1', { id: id(2), set: { title: 'A' } }))
  rows.add(change('task.update@1', { id: id(2), set: { title: 'B' } }))
  signals.flush()
  assert.deepEqual(told.sort(), ['list', 'row 2'])
  assert.equal(ids.ids(), before, 'a title moves nothing')
})

test('a day shows open tasks up to it, but none that a done parent or a deleted list covers', () => {
  const { rows } = open()
  const shed: ListDoc = { ...inbox, id: id(50), name: 'Shed', order: 'a1', inbox: false }
  const due = { date: '2026-03-02' }
  rows.receive([shed, task(2, { due }), task(3, { due: { date: '2026-03-01', time: '09:00' } }), task(4, { due: { date: '2026-03-09' } })])
  rows.receive([task(5, { status: 'done' }), task(6, { due, parentId: id(5), listId: null }), task(7, { due, listId: id(50) })])
  const shown = () => dueWithin([rows], { to: '2026-03-05' }).map((one) => one.id)
  assert.deepEqual(shown(), [id(3), id(2), id(7)])
  rows.add(change('list.delete@1', { id: id(50) }))
  rows.add(change('task.update@1', { id: id(6), set: { status: 'open' } }))
  assert.deepEqual(shown(), [id(3), id(2)])
})

test('days are told of what is due otherwise than before, and of nothing else', () => {
  const { rows, signals } = open()
  rows.receive([task(2, { due: { date: '2026-03-02' } }), task(3)])
  signals.flush()
  const days = dueView([rows], { to: '2026-03-05' })
  const before = days.read()
  let told = 0
  days.subscribe(() => told++)
  const edit = (n: number, set: object) => {
    rows.add(change('task.update@1', { id: id(n), set }))
    signals.flush()
  }
  edit(2, { priority: 1 })
  edit(2, { title: 'Another' })
  edit(3, { status: 'done' })
  assert.deepEqual([told, days.read()], [0, before])
  edit(2, { due: { date: '2026-03-02', time: '09:00', zone: 'Europe/Berlin' } })
  edit(2, { due: { date: '2026-03-02', time: '09:00', zone: 'Asia/Tokyo' } })
  assert.deepEqual([told, days.read()], [2, [{ space: me, id: id(2), due: { date: '2026-03-02', time: '09:00', zone: 'Asia/Tokyo' }, order: 'a2' }]])
  edit(2, { status: 'done' })
  assert.deepEqual([told, days.read()], [3, []])
})

test('indexes kept row by row are what sorting everything would give', () => {
  const place = fc.constantFrom<Partial<TaskDoc>>({ listId: me }, { listId: id(90) }, { listId: null, parentId: id(1) })
  const step = fc.record({
    n: fc.integer({ min: 1, max: 30 }),
    order: fc.stringMatching(/^a[0-9A-Za-z]{1,2}$/),
    place,
    status: fc.constantFrom('open' as const, 'done' as const),
    due: fc.constantFrom(null, { date: '2026-03-02' }, { date: '2026-03-02', time: '09:00' }, { date: '2026-03-01' }),
    deletedAt: fc.constantFrom(null, at),
    read: fc.boolean(),
    pending: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { rows } = open()
      let rev = 1
      const groups = [{ listId: me }, { listId: id(90) }, { parentId: id(1) }]
      for (const { n, order, place: where, status, due, deletedAt, read, pending } of steps) {
        if (pending) rows.add(change('task.update@1', { id: id(n), set: { status } }))
        else rows.receive([task(n, { rev: ++rev, order, parentId: null, listId: null, status, due, deletedAt, ...where })])
        if (read) rows.indexes.at(groups[n % 3] ?? { listId: me }).read()
        if (read) rows.indexes.due()
      }
      const all = [...rows.all('task')]
      for (const where of groups) {
        const here = all
          .filter(
            (one) => one.deletedAt === null && ('listId' in where ? one.parentId === null && one.listId === where.listId : one.parentId === where.parentId),
          )
          .sort(byOrder)
        assert.deepEqual(
          rows.indexes.at(where).ids(),
          here.map((one) => one.id),
        )
        assert.deepEqual(rows.indexes.at(where).read(), here)
      }
      const dated = all.filter((one) => one.deletedAt === null && one.status === 'open' && one.due !== null)
      assert.deepEqual(rows.indexes.due(), dated.sort(byDue))
      const counted = all.filter((one) => one.deletedAt === null && one.status === 'open' && one.listId === me).length
      assert.equal(rows.indexes.counts().get(me) ?? 0, counted)
      assert.deepEqual(
        rows.indexes
          .trash()
          .map((one: AnyDoc) => one.id)
          .sort(),
        all
          .filter((one) => one.deletedAt !== null)
          .map((one) => one.id)
          .sort(),
      )
    }),
    { numRuns: 150 },
  )
})

test('a day kept change by change is what going through all that is due would give', () => {
  const step = fc.record({
    n: fc.integer({ min: 1, max: 12 }),
    more: fc.record(
      {
        order: fc.stringMatching(/^a[0-9]$/),
        place: fc.constantFrom<Partial<TaskDoc>>({ listId: me, parentId: null }, { listId: id(90), parentId: null }),
        above: fc.nat({ max: 10 }),
        status: fc.constantFrom('open' as const, 'open' as const, 'done' as const),
        due: fc.constantFrom(null, { date: '2026-03-02' }, { date: '2026-03-02', time: '09:00' }, { date: '2026-03-01' }, { date: '2026-03-09' }),
        deletedAt: fc.constantFrom(null, null, at),
      },
      { requiredKeys: [] },
    ),
    list: fc.option(fc.constantFrom(null, at), { freq: 6 }),
    read: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { rows } = open()
      const range = { from: '2026-03-02', to: '2026-03-05' }
      const views = [range, { to: '2026-03-05' }].map((days) => ({ days, view: dueView([rows], days) }))
      let rev = 1
      for (const { n, more, list, read } of steps) {
        const { place, above, ...fields } = more
        // Nothing stands below itself.
        const where = above !== undefined && above > 0 && above < n ? { parentId: id(above), listId: null } : place
        const was = rows.get('task', id(n))
        rows.receive([task(n, { ...was, ...(was ? {} : { order: `a${n % 10}` }), ...fields, ...where, rev: ++rev })])
        if (list !== null || n === 12) rows.receive([{ ...inbox, id: id(90), inbox: false, deletedAt: list, rev: ++rev }])
        if (read) for (const { days, view } of views) assert.deepEqual(view.read(), dueWithin([rows], days))
      }
      for (const { days, view } of views) assert.deepEqual(view.read(), dueWithin([rows], days))
    }),
    { numRuns: 300 },
  )
})
