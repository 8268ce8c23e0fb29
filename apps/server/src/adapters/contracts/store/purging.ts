import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { listDoc } from '@muster/core/domain/testing/docs.ts'
import { viewTasks } from '../../../ports/view.ts'
import { at, part, task } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** What jobs look for, and take away. */
export const examPurging = (exam: StoreExam): void => {
  test(`${exam.name}: what is in the trash is found by when it was deleted, and by when it went for good`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const deleted = (id: string, on: number, purgedAt?: string): TaskDoc => ({
      ...task(id, 1),
      deletedAt: `2026-01-0${on}T00:00:00.000Z`,
      deletedBy: 'me',
      labelIds: ['red'],
      ...(purgedAt === undefined ? {} : { purgedAt, parentId: null, listId: null, labelIds: [] }),
    })
    const list = listDoc({ id: 'l', deletedAt: '2026-01-04T00:00:00.000Z', deletedBy: 'me' })
    const rows = [
      task('kept', 1),
      deleted('d5', 5),
      deleted('d2', 2),
      deleted('d8', 8),
      list,
      deleted('p7', 1, '2026-01-07T00:00:00.000Z'),
      deleted('p3', 1, '2026-01-03T00:00:00.000Z'),
    ]
    await exam.store.commit([part(space, 1, rows)])
    await exam.store.commit([part(other, 1, [deleted('d1', 1)])])
    const trashed = async (until: number, limit = 10) => (await exam.store.trashed(space, `2026-01-0${until}T00:00:00.000Z`, limit)).map(({ id }) => id)
    const purged = async (until: number, limit = 10) => (await exam.store.purged(space, `2026-01-0${until}T00:00:00.000Z`, limit)).map(({ id }) => id)
    assert.deepEqual(await trashed(9), ['d2', 'l', 'd5', 'd8'])
    assert.deepEqual(await trashed(4), ['d2', 'l'])
    assert.deepEqual(await trashed(9, 1), ['d2'])
    assert.deepEqual(await trashed(1), [])
    assert.deepEqual(await purged(9), ['p3', 'p7'])
    assert.deepEqual(await purged(3), ['p3'])
    assert.deepEqual(await purged(9, 1), ['p3'])
    // What was restored, deleted again or went for good is found by that.
    await exam.store.commit([
      part(space, 2, [
        { ...task('d5', 2) },
        { ...deleted('d2', 9), rev: 2 },
        { ...deleted('d8', 8, '2026-01-09T00:00:00.000Z'), rev: 2 },
        { ...list, rev: 2, deletedAt: null, deletedBy: null },
      ]),
    ])
    assert.deepEqual(await trashed(9), ['d2'])
    assert.deepEqual(await purged(9), ['p3', 'p7', 'd8'])
    const updated = await exam.store.view(space, () => viewTasks({ path: { by: 'updated', since: at }, after: null, limit: 100 }))
    assert.deepEqual(
      updated?.value.map(({ id }) => id),
      ['d2', 'd5', 'kept'],
      "what went for good is nobody's news",
    )
  })

  test(`${exam.name}: rows are removed only as they were seen`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const rows = ['a', 'b', 'c'].map((id) => ({ ...task(id, 1), labelIds: ['red'] }))
    await exam.store.commit([part(space, 1, rows)])
    await exam.store.commit([part(other, 1, rows)])
    await exam.store.commit([part(space, 2, [{ ...task('b', 2), labelIds: ['red'] }])])
    const head = await exam.store.head(space)
    await exam.store.remove(space, [...rows.slice(0, 2), { kind: 'task', id: 'none', rev: 1 }])
    await exam.store.remove(space, [])
    assert.deepEqual(await exam.store.head(space), head)
    assert.deepEqual(((await exam.store.all(space, 'task')) as TaskDoc[]).map(({ id }) => id).sort(), ['b', 'c'])
    const labelled = await exam.store.view(space, () => viewTasks({ path: { by: 'label', status: 'open', labels: ['red'] }, after: null, limit: 10 }))
    assert.deepEqual(
      labelled?.value.map(({ id }) => id),
      ['b', 'c'],
    )
    assert.equal((await exam.store.all(other, 'task')).length, 3)
    // The id is free, as if it had never been.
    assert.equal(await exam.store.commit([part(space, 3, [{ ...task('a', 3), labelIds: ['red'] }])]), 'committed')
    assert.equal((await exam.store.all(space, 'task')).length, 3)
  })

  for (const table of ['emails', 'sessions', 'keys', 'mails', 'tokens'] as const)
    test(`${exam.name}: ${table} are removed only as they were seen`, async () => {
      const space = randomUUID()
      const keys = [1, 2, 3].map((n) => `${space}-${n}`)
      for (const key of keys) await exam.store.insert({ table, key, owner: space, value: {} })
      await exam.store.replace(table, keys[1] ?? '', 1, { used: true })
      await exam.store.removeRecords(table, [...keys.slice(0, 2).map((key) => ({ key, version: 1 })), { key: 'none', version: 1 }])
      await exam.store.removeRecords(table, [])
      assert.deepEqual([...(await exam.store.records(table, keys)).keys()].sort(), keys.slice(1))
    })

  test(`${exam.name}: all spaces are gone over in the order of their ids`, async () => {
    const made = [randomUUID(), randomUUID(), randomUUID()].sort()
    for (const space of made) await exam.store.commit([part(space, 1, [])])
    const seen: string[] = []
    for (let after = ''; ;) {
      const next = await exam.store.spaces(after, 2)
      if (next.length === 0) break
      seen.push(...next)
      after = next.at(-1) ?? ''
    }
    assert.deepEqual(seen, [...new Set(seen)].sort())
    assert.deepEqual(
      made.filter((space) => !seen.includes(space)),
      [],
    )
  })
}
