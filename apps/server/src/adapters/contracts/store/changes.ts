import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { viewChanges } from '../../../ports/view.ts'
import { allChanges, changesOf, part, task } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** Changes since a rev: in their order, in pages that are bounded. */
export const examChanges = (exam: StoreExam): void => {
  test(`${exam.name}: changes come in the order of rev, kind and id; each row once, as it is now`, async () => {
    const space = randomUUID()
    for (let rev = 1; rev <= 12; rev++) await exam.store.commit([part(space, rev, [task('b', rev), task(`t${rev}`, rev), task(`s${rev}`, rev)])])
    const page = await changesOf(exam.store, space, 0, null, 1_000)
    assert.deepEqual(
      page.docs.map(({ id, rev }) => `${rev}${id}`),
      page.docs.toSorted((x, y) => x.rev - y.rev || (x.id < y.id ? -1 : 1)).map(({ id, rev }) => `${rev}${id}`),
    )
    assert.equal(page.docs.length, 25)
    assert.equal(page.next, null)
    for (const limit of [1, 2, 7, 25]) assert.equal((await allChanges(exam.store, space, 0, limit)).rows.size, 25)
    assert.deepEqual(
      [...(await allChanges(exam.store, space, 10, 2)).rows.keys()].toSorted((x, y) => (x < y ? -1 : 1)),
      ['b', 's11', 's12', 't11', 't12'],
    )
    assert.deepEqual((await changesOf(exam.store, space, 12, null, 10)).docs, [])
  })

  test(`${exam.name}: a page of changes ends before its notes are too long together, however many rows were asked for`, async () => {
    const space = randomUUID()
    const most = Math.floor(limits.changesText / limits.notes)
    const notes = (id: string, rev: number): AnyDoc => {
      const { v, createdAt, createdBy, updatedAt, updatedBy } = task(id, rev)
      return { kind: 'notes', id, rev, v, createdAt, createdBy, updatedAt, updatedBy, text: 'x'.repeat(limits.notes) }
    }
    for (let rev = 1; rev <= 3; rev++)
      await exam.store.commit([
        part(
          space,
          rev,
          Array.from({ length: 30 }, (_, n) => notes(`n${rev}${n}`, rev)),
        ),
      ])
    const page = await changesOf(exam.store, space, 0, null, limits.changesPage)
    assert.equal(page.docs.length, most)
    assert.equal((await changesOf(exam.store, space, 0, page.next, limits.changesPage)).next, null)
    assert.equal((await allChanges(exam.store, space, 0, limits.changesPage)).rows.size, 90)
    const slices: number[] = []
    await exam.store.view(space, function* () {
      const pages = viewChanges(0, null, limits.changesPage)
      let step = pages.next()
      while (!step.done) {
        const rows = yield step.value
        slices.push(rows.length)
        step = pages.next(rows)
      }
      return step.value
    })
    assert.ok(slices.every((rows) => rows <= 200))
  })

  test(`${exam.name}: a commit between two pages is in the pages, or in the next pull`, async () => {
    const space = randomUUID()
    await exam.store.commit([
      part(
        space,
        1,
        Array.from({ length: 30 }, (_, n) => task(`t${n}`, 1)),
      ),
    ])
    let rev = 1
    const { rows, head } = await allChanges(exam.store, space, 0, 7, async (page) => {
      rev++
      await exam.store.commit([part(space, rev, [task(`t${page}`, rev, 'changed'), task(`n${page}`, rev)])])
    })
    assert.equal(head.rev, rev)
    const truth = await exam.store.all(space, 'task')
    assert.deepEqual(
      new Map(truth.map((doc) => [doc.id, doc])),
      new Map([...rows].toSorted(([x], [y]) => truth.findIndex(({ id }) => id === x) - truth.findIndex(({ id }) => id === y))),
    )
  })
}
