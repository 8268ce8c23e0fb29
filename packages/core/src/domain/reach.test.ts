import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TaskDoc } from '../contract/schemas/documents.ts'
import { isOutOfReach, outOfReach, reachSince } from './reach.ts'
import { taskDoc } from './testing/docs.ts'

const since = '2026-02-01'
const [lately, longAgo] = ['2026-02-01T00:00:00.000Z', '2026-01-31T23:59:59.999Z']
const done = (completedAt: string | null, fields: Partial<TaskDoc> = {}) => taskDoc({ id: 'a', status: 'done', completedAt, ...fields })

test('out of reach is what was done before the day; open tasks, the trash, and what was done nobody knows when are not', () => {
  assert.equal(reachSince(Date.parse('2026-03-03T12:00:00.000Z')), since)
  assert.equal(isOutOfReach(done(longAgo), since), true)
  assert.equal(isOutOfReach(done(longAgo, { status: 'dropped' }), since), true)
  assert.equal(isOutOfReach(done(lately), since), false)
  assert.equal(isOutOfReach(done(null), since), false)
  assert.equal(isOutOfReach(done(longAgo, { deletedAt: lately }), since), false)
  assert.equal(isOutOfReach(taskDoc({ id: 'a' }), since), false)
})

/** Tasks by number, each below an earlier one or none, so that there is no circle. */
const forests = fc
  .array(fc.record({ below: fc.nat(), root: fc.boolean(), state: fc.constantFrom('open', 'lately', 'old', 'old', 'old', 'trashed') }), { maxLength: 40 })
  .map((all) => {
    const tasks = all.map(({ below, root, state }, n) => {
      const parentId = root || n === 0 ? null : `${below % n}`
      const old = state === 'old' || state === 'trashed'
      const fields = { id: `${n}`, parentId, deletedAt: state === 'trashed' ? lately : null }
      return state === 'open' ? taskDoc(fields) : taskDoc({ ...fields, status: 'done', completedAt: old ? longAgo : lately })
    })
    return new Map(tasks.map((task) => [task.id, task]))
  })

test('what is left is closed: all above it is here, and nothing else is', () => {
  fc.assert(
    fc.property(forests, fc.array(fc.nat({ max: 39 })), (tasks, some) => {
      const kept = new Set(some.map(String).filter((id) => tasks.has(id)))
      const out = outOfReach(tasks, since, kept)
      const needs = new Set<string>()
      for (const [id, task] of tasks) {
        if (!kept.has(id) && isOutOfReach(task, since)) continue
        for (let at: string | null = id; at !== null; at = tasks.get(at)?.parentId ?? null) needs.add(at)
      }
      assert.deepEqual(out, new Set([...tasks.keys()].filter((id) => !needs.has(id))))
    }),
  )
})
