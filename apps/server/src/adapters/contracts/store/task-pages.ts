import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { statuses } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { dayOf, viewTasks, type TaskPath, type TaskRow, type Viewed } from '../../../ports/view.ts'
import { at, part, task } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** Pages of tasks: each path gives what the naive answer over all rows does. */
export const examTaskPages = (exam: StoreExam): void => {
  /** Tasks of all kinds of places, statuses and labels, some in the trash, some moved away; `n` chooses. */
  const various = (n: number, rev: number): TaskDoc => {
    const below = n % 5 === 4
    const away = n % 41 === 0
    return {
      ...task(`t${String((n * 7919) % 1000).padStart(3, '0')}`, rev),
      parentId: below && !away ? `t00${n % 3}` : null,
      listId: below || away ? null : `list${n % 4}`,
      sectionId: below || away || n % 3 === 0 ? null : `section${n % 3}`,
      order: `a${n % 10}${n % 2 ? 'B' : ''}`,
      status: statuses[n % 7] ?? 'open',
      completedAt: (statuses[n % 7] ?? 'open') === 'open' ? null : `2026-02-0${1 + (n % 5)}T00:00:00.000Z`,
      labelIds: n % 6 === 0 ? ['red'] : n % 6 === 1 ? ['red', 'blue'] : n % 6 === 2 ? ['blue'] : [],
      assigneeIds: n % 4 === 0 ? ['ann'] : n % 4 === 1 ? ['ann', 'bob'] : [],
      due: n % 3 === 0 ? null : { date: `2026-02-0${1 + (n % 4)}`, ...(n % 5 === 0 ? { time: '09:30' } : {}) },
      updatedAt: `2026-01-0${1 + (n % 6)}T00:00:00.000Z`,
      deletedAt: n % 11 === 3 || away ? at : null,
      ...(away ? { movedTo: randomUUID() } : {}),
    }
  }

  const textOf = (parts: readonly (string | null)[]) => parts.map((part) => part ?? '').join(' ')

  const live = (one: TaskDoc) => one.deletedAt === null

  /** What each path says, over all rows. */
  const naive: { readonly [B in TaskPath['by']]: (path: Extract<TaskPath, { by: B }>, rows: readonly TaskDoc[]) => readonly (readonly [string, TaskDoc])[] } = {
    list: ({ status, list }, rows) =>
      rows
        .filter((one) => live(one) && one.status === status && one.listId !== null && (list === null || one.listId === list))
        .map((one) => [textOf([one.listId, one.sectionId, one.order, one.id]), one]),
    closed: ({ list }, rows) =>
      rows
        .filter((one) => live(one) && one.status !== 'open' && one.listId === list)
        // Later ones come first.
        .map((one) => [textOf([String(9e15 - Date.parse(one.completedAt ?? '')), one.id]), one]),
    parent: ({ parent }, rows) => rows.filter(({ parentId }) => parentId === parent).map((one) => [textOf([one.order, one.id]), one]),
    label: ({ status, labels }, rows) =>
      rows.filter((one) => live(one) && one.status === status && one.labelIds.some((label) => labels.includes(label))).map((one) => [one.id, one]),
    assigned: ({ status, assignee }, rows) =>
      rows.filter((one) => live(one) && one.status === status && one.assigneeIds.includes(assignee)).map((one) => [textOf([dayOf(one), one.id]), one]),
    updated: ({ since }, rows) => rows.filter(({ updatedAt }) => updatedAt >= since).map((one) => [textOf([one.updatedAt, one.id]), one]),
  }

  const expected = (path: TaskPath, rows: readonly TaskDoc[]) =>
    (naive[path.by] as (path: TaskPath, rows: readonly TaskDoc[]) => readonly (readonly [string, TaskDoc])[])(path, rows)
      .toSorted(([x], [y]) => (x < y ? -1 : 1))
      .map(([, one]) => one)
  const paths: readonly TaskPath[] = [
    ...statuses.flatMap((status): TaskPath[] => [
      { by: 'list', status, list: null },
      { by: 'list', status, list: 'list1' },
      { by: 'label', status, labels: ['red'] },
      { by: 'label', status, labels: ['red', 'blue', 'none'] },
      { by: 'assigned', status, assignee: 'ann' },
      { by: 'assigned', status, assignee: 'bob' },
    ]),
    { by: 'list', status: 'open', list: 'none' },
    { by: 'closed', list: 'list1' },
    { by: 'closed', list: 'none' },
    { by: 'parent', parent: 't001' },
    { by: 'parent', parent: 'none' },
    { by: 'assigned', status: 'open', assignee: 'none' },
    { by: 'updated', since: '2026-01-03T00:00:00.000Z' },
    { by: 'updated', since: '2026-01-03T00:00:00.001Z' },
    { by: 'updated', since: '2027-01-01T00:00:00.000Z' },
  ]

  test(`${exam.name}: tasks come by each path, whole and in its order, in pages of any size, also after rows were moved`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const rows = Array.from({ length: 120 }, (_, n) => various(n, 1))
    await exam.store.commit([part(space, 1, rows), part(other, 1, [...rows, task('elsewhere', 1)])])
    // What a row was found by before must not find it any more.
    const changes: ((row: TaskDoc, n: number) => TaskDoc | undefined)[] = [
      (row, n) => (n % 2 === 0 ? { ...various(n * 13 + 5, 2), id: row.id } : undefined),
      () => undefined,
      (row, n) => (n % 3 === 0 ? { ...row, rev: 4, order: `a${n % 8}Q` } : undefined),
      (row, n) =>
        n % 4 === 0
          ? { ...row, rev: 5, title: 'Another', labelIds: row.labelIds.slice(1), assigneeIds: row.assigneeIds.slice(1), due: n % 8 === 0 ? null : row.due }
          : undefined,
    ]
    for (const [index, change] of changes.entries()) {
      const rev = index + 2
      await exam.store.commit([
        part(
          space,
          rev,
          ((await exam.store.all(space, 'task')) as TaskDoc[]).flatMap((row, n) => change(row, n) ?? []),
        ),
      ])
      const now = (await exam.store.all(space, 'task')) as TaskDoc[]
      assert.equal(now.length, 120)
      for (const path of paths) {
        const truth = expected(path, now)
        for (const limit of [1, 7, 200]) {
          const got: TaskRow[] = []
          for (let after: TaskRow | null = null; ;) {
            const page: Viewed<readonly TaskRow[]> | undefined = await exam.store.view(space, () => viewTasks({ path, after, limit }))
            assert.equal(page?.head.rev, rev)
            assert.ok(page.value.length <= limit)
            got.push(...page.value)
            assert.ok(got.length <= 120, 'it comes to an end')
            if (page.value.length < limit) break
            after = page.value.at(-1) ?? null
          }
          assert.deepEqual(
            got.map(({ id }) => id),
            truth.map(({ id }) => id),
            JSON.stringify({ path, limit, rev }),
          )
          assert.deepEqual(
            got.map(({ json }) => JSON.parse(json) as TaskDoc),
            truth,
          )
          for (const { json: _, ...keys } of got) {
            const { id, parentId, listId, sectionId, order, updatedAt, completedAt, deletedAt, due } = truth.find((one) => one.id === keys.id) ?? assert.fail()
            const place = deletedAt === null || parentId !== null ? { listId, sectionId, order } : { listId: null, sectionId: null, order: '' }
            assert.deepEqual(keys, {
              id,
              parentId,
              ...place,
              updatedAt: path.by === 'updated' ? updatedAt : '',
              day: path.by === 'assigned' ? dayOf({ due }) : '',
              ...(path.by === 'closed' ? { completedAt } : {}),
            })
          }
        }
        // It goes on after values that nobody has any more.
        const gone = truth.length > 3 ? truth[2] : undefined
        if (!gone) continue
        const past = { ...gone, day: dayOf(gone), id: `${gone.id}~` }
        const rest = await exam.store.view(space, () => viewTasks({ path, after: past, limit: 200 }))
        assert.deepEqual(
          rest?.value.map(({ id }) => id),
          truth.slice(3).map(({ id }) => id),
        )
      }
    }
    assert.equal(await exam.store.view(randomUUID(), () => viewTasks({ path: paths[0] as TaskPath, after: null, limit: 1 })), undefined)
  })
}
