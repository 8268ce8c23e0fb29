import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ListSort } from '@muster/core/contract/kinds.ts'
import type { SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { createIndexes } from '../../../replica/indexes.ts'
import { createSignals } from '../../../replica/signals.ts'
import { commonEnds } from '../../../lib/common-ends.ts'
import { createListRows } from './list-rows.ts'
import { sectionKey, taskKey, type AddPlace, type Shape, type TaskRow, type TaskTree } from './rows.ts'

const [space, listId] = ['s', 'L']
const at = '2026-01-01T00:00:00.000Z'
const stamps = { rev: 1, v: 1, createdAt: at, createdBy: 'u', updatedAt: at, updatedBy: 'u', deletedAt: null, deletedBy: null }
const section = (id: string): SectionDoc => ({ kind: 'section', id, ...stamps, listId, name: id, order: id })
const shape: Shape = { sections: [section('S1'), section('S2')], sort: 'manual', folded: new Set(), showDone: false, add: null }

/** A space as the replica indexes it, its tasks as they stand. */
const open = () => {
  const indexes = createIndexes(createSignals())
  const tasks = new Map<string, TaskDoc>()
  const tree: TaskTree = {
    space,
    inList: (id) => indexes.at({ listId: id }).read(),
    below: indexes.below,
    get: (id) => tasks.get(id),
    belowVersion: indexes.belowVersion,
    changedBelow: indexes.changedBelow,
  }
  const put = (id: string, more: Partial<TaskDoc> = {}) => {
    const was = tasks.get(id)
    const now = taskDoc({ ...(was ?? { id, listId, order: id, title: id }), ...more })
    tasks.set(id, now)
    indexes.change(was, now)
  }
  return { tree, put, list: createListRows(tree, listId) }
}

test('an edit makes no rows; what comes, goes or moves makes its own and leaves the others as they are', () => {
  const { put, list } = open()
  for (let n = 100; n < 200; n++) put(`t${n}`)
  put('below', { parentId: 't150', listId: null })
  const plain = { ...shape, sections: [] }
  const before = list.read(plain)
  assert.equal(before.length, 101)
  const made = () => list.read(plain).filter((row) => !before.includes(row)).length
  put('t120', { priority: 1, title: 'Another' })
  put('below', { title: 'Another' })
  put('elsewhere', { listId: 'other' })
  assert.equal(list.read(plain), before)
  put('t120', { status: 'done', completedAt: at })
  assert.deepEqual([made(), list.read(plain).length], [1, 101], 'its row went, the head of what is done came')
  put('t120', { status: 'open', completedAt: null })
  put('t199', { order: 't0' })
  assert.deepEqual([made(), (list.read(plain)[0] as TaskRow).id], [1, 't199'], 'what was done and is not stands otherwise')
  put('new')
  put('new below', { parentId: 't110', listId: null })
  assert.equal(made(), 4, 'what stands above it can be folded from now on')
})

test('a long list is kept in blocks: after each change its rows are what they are read anew, and their ends as many as were told', () => {
  const numbers = Array.from({ length: 1_400 }, (_, n) => n)
  const task = fc.record({
    n: fc.nat({ max: 1_500 }),
    more: fc.record(
      {
        status: fc.constantFrom('open' as const, 'open' as const, 'done' as const),
        order: fc.integer({ min: 1_000, max: 2_500 }).map(String),
        sectionId: fc.constantFrom(null, null, 'S1'),
        deletedAt: fc.constantFrom(null, null, at),
      },
      { requiredKeys: [] },
    ),
    below: fc.boolean(),
  })
  const changes = fc.record({ some: fc.array(task, { minLength: 1, maxLength: 4 }), beforeId: fc.option(fc.nat({ max: 1_400 }).map((n) => `t${n}`)) })
  fc.assert(
    fc.property(fc.boolean(), fc.array(changes, { minLength: 5, maxLength: 25 }), (showDone, steps) => {
      const { tree, put, list } = open()
      for (const n of numbers) put(`t${n}`, { order: String(1_000 + n) })
      let now: Shape = { ...shape, showDone }
      let before = list.read(now)
      for (const { some, beforeId } of steps) {
        for (const { n, more, below } of some)
          put(`t${n}`, { order: String(1_000 + n), ...more, ...(below && n > 1_400 ? { parentId: 't700', listId: null } : {}) })
        now = { ...now, add: { parentId: null, sectionId: null, beforeId } }
        const rows = list.read(now)
        assert.deepEqual(rows, createListRows(tree, listId).read(now))
        const [start, end] = commonEnds(rows, before)
        assert.ok(start + end <= Math.min(rows.length, before.length))
        assert.ok(rows.slice(0, start).every((row, n) => row === before[n]))
        assert.ok(rows.slice(rows.length - end).every((row, n) => row === before[before.length - end + n]))
        before = rows
      }
    }),
    { numRuns: 30 },
  )
})

test('rows kept one change at a time are what a list read anew is', () => {
  const ids = Array.from({ length: 14 }, (_, n) => `t${n}`)
  const sort = fc.constantFrom<ListSort>('manual', 'due', 'priority', 'title', 'created')
  const task = fc.record({
    id: fc.constantFrom(...ids),
    more: fc.record(
      {
        status: fc.constantFrom('open' as const, 'open' as const, 'done' as const, 'dropped' as const),
        completedAt: fc.constantFrom(null, at, '2026-02-01T00:00:00.000Z'),
        order: fc.stringMatching(/^a[0-9a-z]{1,2}$/),
        sectionId: fc.constantFrom(null, 'S1', 'S2', 'S3'),
        priority: fc.constantFrom(0 as const, 1 as const, 2 as const),
        title: fc.constantFrom('One', 'two', 'Three 10', 'three 9'),
        due: fc.constantFrom(null, { date: '2026-03-01' }, { date: '2026-03-01', time: '09:00' }),
        deletedAt: fc.constantFrom(null, null, null, at),
        listId: fc.constantFrom(listId, listId, 'other'),
      },
      { requiredKeys: [] },
    ),
    /** Below one with a lower number: nothing stands below itself. */
    above: fc.option(fc.nat({ max: 12 }), { freq: 2 }),
  })
  const seen = fc.record(
    {
      sort,
      showDone: fc.boolean(),
      folded: fc.subarray([...ids.map((id) => taskKey(space, id)), sectionKey('S1'), 'done']).map((keys) => new Set(keys)),
      sections: fc.subarray([section('S1'), section('S2')]),
      add: fc.option(
        fc.record<AddPlace>({
          parentId: fc.option(fc.constantFrom(...ids)),
          sectionId: fc.constantFrom(null, 'S1'),
          beforeId: fc.option(fc.constantFrom(...ids)),
        }),
      ),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: task }, seen), { minLength: 40, maxLength: 80 }), (steps) => {
      const { tree, put, list } = open()
      let now = shape
      for (const step of steps) {
        if (!('more' in step)) now = { ...now, ...step }
        else {
          const above = step.above === null ? -1 : step.above % Math.max(1, ids.indexOf(step.id))
          const place = above >= 0 && ids.indexOf(step.id) > 0 ? { parentId: ids[above] ?? null, listId: null, sectionId: null } : {}
          const rooted = 'listId' in step.more ? { parentId: null } : {}
          put(step.id, { ...step.more, ...rooted, ...place })
        }
        assert.deepEqual(list.read(now), createListRows(tree, listId).read(now))
      }
    }),
    { numRuns: 60 },
  )
})
