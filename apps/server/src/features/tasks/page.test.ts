import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AnyDoc, LabelDoc, ListDoc, SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import type { Ask, TaskSpot, View } from '../../ports/view.ts'
import { id, startServer } from '../../testing/server.ts'
import { viewPage, type Filters, type Page } from './page.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const at = '2026-01-01T00:00:00.000Z'
const meta = (rev: number) => ({ rev, v: 1, createdAt: at, createdBy: id(), updatedAt: at, updatedBy: id(), deletedAt: null, deletedBy: null })
const list = (order: string): ListDoc => listDoc({ id: id(), order })
const section = (listId: string): SectionDoc => ({ kind: 'section', id: id(), ...meta(1), listId, name: 'Section', order: 'a1' })
const task = (listId: string | null, sectionId: string | null, n: number, fields: Partial<TaskDoc> = {}): TaskDoc =>
  taskDoc({ id: id(), listId, sectionId, order: `a${String(n).padStart(5, '0')}V`, title: `Task ${n}`, ...fields })
const commit = async (rows: readonly AnyDoc[]) => {
  const space = id()
  assert.equal(await server.context.store.commit([{ entry: { space, rev: 1, tag: 'tag', mutations: [] }, docs: rows }]), 'committed')
  return space
}

/** A page, and what was read for it: how many asks, and rows of which kinds. */
const pageOf = async (space: string, filters: Filters, limit: number, from: TaskSpot | null = null) => {
  const read: string[] = []
  let asks = 0
  const counted = function* (): View<Page> {
    const steps = viewPage(filters, from, limit)
    let step = steps.next()
    while (!step.done) {
      const ask: Ask = step.value
      const rows = yield ask
      asks++
      for (const row of rows) read.push('kind' in row ? row.kind : 'task')
      step = steps.next(rows)
    }
    return step.value
  }
  const viewed = await server.context.store.view(space, counted)
  return { page: viewed?.value ?? assert.fail('it is there'), asks, read }
}

test('a page reads its own rows and what they stand in, however many lists, sections and labels the space has', async () => {
  const lists = (length: number) => Array.from({ length }, () => list('a1')).sort((a, b) => (a.id < b.id ? -1 : 1))
  const furnished = (all: readonly ListDoc[]) => {
    const sections = all.flatMap(({ id: inList }) => [section(inList), section(inList)])
    const tasks = all.flatMap(({ id: inList }, n) => Array.from({ length: Math.max(1, 60 - n) }, (_, m) => task(inList, null, m)))
    return [...all, ...sections, ...tasks]
  }
  const costs = []
  for (const all of [lists(2), lists(800)]) {
    const space = await commit(furnished(all))
    const one = await pageOf(space, { list: all[0]?.id ?? '' }, 50)
    const every = await pageOf(space, {}, 50)
    assert.equal(one.page.tasks.length, 50)
    assert.deepEqual(
      every.page.tasks.map(({ listId, sectionId, order, id: own }) => `${listId} ${sectionId} ${order} ${own}`),
      every.page.tasks.map(({ listId, sectionId, order, id: own }) => `${listId} ${sectionId} ${order} ${own}`).toSorted(),
    )
    costs.push([one.asks, one.read.length, every.asks, every.read.length])
    assert.equal(one.read.filter((kind) => kind !== 'task').length, 1)
  }
  assert.deepEqual(costs[1], costs[0])
})

test('of labels a page by one reads those that stand for it, whatever else there is and has gone', async () => {
  const label = (mergedInto: string | null, more: Partial<LabelDoc> = {}): LabelDoc => ({
    kind: 'label',
    id: id(),
    ...meta(1),
    name: 'Label',
    color: 'red',
    order: 'a1',
    mergedInto,
    ...more,
  })
  const gone = { deletedAt: at, purgedAt: at }
  const [stays, inList] = [label(null), list('a1')]
  const [first, lost] = [label(stays.id), label(stays.id, gone)]
  const same = [stays, first, lost, label(first.id), label(lost.id)]
  const others = Array.from({ length: 700 }, (_, n) => label(n % 2 === 0 ? null : id(), n % 3 === 0 ? {} : gone))
  const trashed = label(null, { deletedAt: at })
  const turning = [id(), id()] as const
  const round = [label(turning[1], { id: turning[0] }), label(turning[0], { id: turning[1] })]
  const tasks = [...same, trashed, ...round, ...others.slice(0, 9)].map((one, n) => task(inList.id, null, n, { labelIds: [one.id] }))
  const space = await commit([inList, ...same, ...others, trashed, ...round, ...tasks])
  const wanted = tasks.slice(0, same.length).map((one) => one.id)
  for (const one of same)
    for (const filters of [{ label: one.id }, { label: one.id, list: inList.id }]) {
      const { page, read } = await pageOf(space, filters, 50)
      assert.deepEqual(page.tasks.map((row) => row.id).sort(), wanted.toSorted())
      assert.ok(read.filter((kind) => kind === 'label').length <= 2 * same.length, `${read.length} rows`)
    }
  for (const one of [trashed.id, id()]) assert.deepEqual((await pageOf(space, { label: one }, 50)).page.tasks, [])
  assert.ok((await pageOf(space, { label: turning[0] }, 50)).page.tasks.length <= 2, 'it comes to an end')
})

test('sections are read only where a row stands in one; a list in the trash is passed over, however much is in it', async () => {
  const [gone, kept] = [list('a1'), list('a2')].sort((a, b) => (a.id < b.id ? -1 : 1)) as [ListDoc, ListDoc]
  const trashed = { ...gone, deletedAt: at, deletedBy: id() }
  const sections = Array.from({ length: 40 }, () => section(kept.id))
  const hidden = { ...(sections[3] as SectionDoc), deletedAt: at }
  const rows = [
    trashed,
    kept,
    ...sections.map((one) => (one.id === hidden.id ? hidden : one)),
    ...Array.from({ length: 1_500 }, (_, n) => task(gone.id, null, n)),
    task(kept.id, null, 1),
    task(kept.id, (sections[0] as SectionDoc).id, 2),
    task(kept.id, hidden.id, 3),
  ]
  const space = await commit(rows)
  const { page, read } = await pageOf(space, {}, 10)
  assert.deepEqual(page.tasks.map(({ json }) => (JSON.parse(json) as TaskDoc).title).sort(), ['Task 1', 'Task 2'])
  assert.equal(page.next, null)
  assert.deepEqual(
    [read.filter((kind) => kind === 'list').length, read.filter((kind) => kind === 'section').length, read.filter((kind) => kind === 'task').length <= 20],
    [2, 2, true],
  )
  assert.deepEqual((await pageOf(space, { list: gone.id }, 10)).page, { tasks: [], next: null })
})
