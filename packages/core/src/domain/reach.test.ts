import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { statuses } from '../contract/kinds.ts'
import type { AnyDoc, TaskDoc } from '../contract/schemas/documents.ts'
import type { InSpaceName } from '../contract/schemas/mutations.ts'
import { apply } from './mutators.ts'
import { isOutOfReach, outOfReach, reachSince } from './reach.ts'
import { briefly } from './testing/briefly.ts'
import { differences } from './testing/differences.ts'
import { listDoc, taskDoc } from './testing/docs.ts'
import { Refusal, type World } from './world.ts'

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

const common: readonly AnyDoc[] = [
  listDoc({ id: 'inbox', inbox: true }),
  { kind: 'member', id: 'me', rev: 1, v: 1, createdAt: longAgo, createdBy: 'me', updatedAt: longAgo, updatedBy: 'me', name: 'Me', role: 'owner', leftAt: null },
]
const worldOf = (tasks: Iterable<TaskDoc>): World => {
  const rows = new Map([...common, ...tasks].map((doc) => [`${doc.kind}:${doc.id}`, doc]))
  return {
    get: (kind, id) => rows.get(`${kind}:${id}`) as never,
    children: (above) => [...rows.values()].filter((doc): doc is TaskDoc => doc.kind === 'task' && doc.parentId === above),
    all: (kind) => [...rows.values()].filter((doc) => doc.kind === kind) as never,
  }
}
/** What a rule writes, or the code that it refuses with. */
const ran = (world: World, name: InSpaceName, args: unknown): readonly AnyDoc[] | string => {
  const at = '2026-03-03T00:00:00.000Z'
  try {
    return apply(name, world, args, { space: 'me', actor: 'me', role: 'owner', at, clientAt: at })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code
  }
}
const spot = { sectionId: null, order: 'a1' }
const back = (field: string, expect: unknown, to: unknown) => ({ [field]: { expect, to } })
/** Changes that name two of the tasks. */
const changes = fc.oneof(
  fc.constantFrom(...statuses).map((status) => (id: string) => ['task.update@1', { id, set: { status } }] as const),
  fc.constant((id: string, other: string) => ['task.update@1', { id, place: { parentId: other, listId: null, ...spot } }] as const),
  fc.constant((id: string) => ['task.update@1', { id, place: { parentId: null, listId: 'inbox', ...spot } }] as const),
  fc.constant((id: string) => ['task.create@1', { id: 'new', title: 'New', place: { parentId: id, listId: null, ...spot } }] as const),
  fc.constantFrom('task.delete@1', 'task.restore@1').map((name) => (id: string) => [name, { id }] as const),
  fc.constantFrom(...statuses).map((to) => (id: string) => ['undo.apply@2', { changes: [{ kind: 'task', id, fields: back('status', 'open', to) }] }] as const),
  fc.constant((id: string) => ['undo.apply@2', { changes: [{ kind: 'task', id, fields: back('deletedAt', null, lately) }] }] as const),
)

test('without what is out of reach a rule writes what it writes with it; what it lets go too deep, because it cannot tell, the server refuses', () => {
  let alike = 0
  fc.assert(
    fc.property(forests, fc.nat(), fc.nat(), changes, (tasks, one, two, change) => {
      const out = outOfReach(tasks, since, new Set())
      const here = [...tasks.values()].filter(({ id }) => !out.has(id))
      const [first, second] = [here[one % here.length], here[two % here.length]]
      if (!first || !second) return
      const [name, args] = change(first.id, second.id)
      const [whole, part] = [ran(worldOf(tasks.values()), name, args), ran(worldOf(here), name, args)]
      if (whole === 'too_deep') return
      assert.deepEqual(differences(part, whole), [])
      alike++
      if (typeof whole === 'string') return
      // Pulled, what it wrote leaves what is here closed.
      const now = new Map(here.map((task) => [task.id, task]))
      for (const doc of whole) if (doc.kind === 'task') now.set(doc.id, doc)
      for (const { parentId } of now.values()) assert.ok(parentId === null || now.has(parentId))
    }),
    { numRuns: 3_000, reporter: briefly },
  )
  assert.ok(alike > 1_000)
})
