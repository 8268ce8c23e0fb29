import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { limits } from '@muster/core/contract/limits.ts'
import type { Status } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { dayOf } from '../../../ports/view.ts'
import { spotIn, viewAssigned, viewRows, type AssignedSpot, type TaskIn, type ViewOver } from '../../../ports/view-over.ts'
import { at, part, task } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** Gives whoever commits their turn: a store may answer a read before it ends. */
const others = () => new Promise((resolve) => setImmediate(resolve))

/** What somebody is assigned to, over several spaces: each of it once, in one order, as it is at one moment. */
export const examAssigned = (exam: StoreExam): void => {
  const pageOf = async (spaces: readonly string[], assignee: string, status: Status, after: AssignedSpot | null, limit: number) =>
    (await exam.store.viewOver(spaces, () => viewAssigned({ status, assignee, after, limit }))).value
  /** All of it in pages of `limit`. */
  const allOf = async (spaces: readonly string[], assignee: string, status: Status, limit: number): Promise<readonly TaskIn[]> => {
    const all: TaskIn[] = []
    for (;;) {
      const last = all.at(-1)
      const page = await pageOf(spaces, assignee, status, last ? spotIn(last) : null, limit)
      assert.ok(page.length <= limit)
      all.push(...page)
      assert.ok(all.length < 20_000, 'it comes to an end')
      if (page.length < limit) return all
    }
  }
  const namesOf = (found: readonly TaskIn[]) => found.map(({ space, row }) => `${row.day} ${row.id} ${space}`)
  /** The same by looking at every row. */
  const naive = (rows: ReadonlyMap<string, readonly TaskDoc[]>, assignee: string, status: Status) =>
    [...rows]
      .flatMap(([space, tasks]) =>
        tasks
          .filter((one) => one.deletedAt === null && one.status === status && one.assigneeIds.includes(assignee))
          .map((one) => ({ name: `${dayOf(one)} ${one.id} ${space}`, one })),
      )
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const day = (date: number | null) => (date === null ? null : { date: `2026-03-0${date}` })

  // Few ids, days and people: many share them, in one space and over several.
  const someTask = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    status: fc.constantFrom<Status>('open', 'open', 'done'),
    assigneeIds: fc.subarray(['ann', 'bob'], { minLength: 0 }),
    due: fc.constantFrom(null, 1, 2).map(day),
    trashed: fc.nat(6).map((n) => n === 0),
  })
  const someSpace = fc.array(fc.uniqueArray(someTask, { selector: ({ id }) => id, maxLength: 5 }), { minLength: 1, maxLength: 3 })
  test(`${exam.name}: what somebody is assigned to over many spaces is what looking at every row finds, in pages of any size, after any writes`, async () => {
    let met = 0
    await fc.assert(
      fc.asyncProperty(fc.array(someSpace, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 4 }), async (given, limit) => {
        const rows = new Map<string, readonly TaskDoc[]>()
        for (const commits of given) {
          const space = randomUUID()
          for (const [n, tasks] of commits.entries())
            await exam.store.commit([
              part(
                space,
                n + 1,
                tasks.map(({ trashed, ...fields }) => ({ ...task(fields.id, n + 1), ...fields, deletedAt: trashed ? at : null })),
              ),
            ])
          rows.set(space, (await exam.store.all(space, 'task')) as TaskDoc[])
        }
        const spaces = [...rows.keys()]
        for (const [assignee, status] of [
          ['ann', 'open'],
          ['bob', 'open'],
          ['ann', 'done'],
        ] as const) {
          const expected = naive(rows, assignee, status)
          met += expected.length
          const found = await allOf(spaces, assignee, status, limit)
          assert.deepEqual(
            namesOf(found),
            expected.map(({ name }) => name),
          )
          assert.deepEqual(
            found.map(({ row }) => JSON.parse(row.json) as TaskDoc),
            expected.map(({ one }) => one),
          )
        }
      }),
      { numRuns: 15 },
    )
    assert.ok(met > 50)
  })

  test(`${exam.name}: one id in as many spaces as there may be is told of each once, page by page, and of no space that was not asked for`, async () => {
    // Their own, and those that they are in.
    const spaces = Array.from({ length: limits.spacesPerPerson + 1 }, () => randomUUID()).sort()
    const [left, ...mine] = [randomUUID(), ...spaces]
    const mineToo = (rev: number, id: string, date: number | null): TaskDoc => ({ ...task(id, rev), assigneeIds: ['me'], due: day(date) })
    const rows = new Map<string, readonly TaskDoc[]>()
    for (const [n, space] of [...mine, left].entries()) {
      const tasks = [mineToo(1, 'same', 2), ...(n % 40 === 0 ? [mineToo(1, `first${n}`, 1), mineToo(1, `last${n}`, null), mineToo(1, 'tame', null)] : [])]
      if (space !== left) rows.set(space, tasks)
      await exam.store.commit([part(space, 1, tasks)])
    }
    const expected = naive(rows, 'me', 'open').map(({ name }) => name)
    assert.ok(expected.length > 201)
    for (const limit of [3, 50, 200, 1_000]) assert.deepEqual(namesOf(await allOf(mine, 'me', 'open', limit)), expected, `pages of ${limit}`)
    assert.deepEqual(await pageOf([], 'me', 'open', null, 10), [])
    assert.deepEqual(await pageOf([randomUUID()], 'me', 'open', null, 10), [])
  })

  test(`${exam.name}: a task is found by who is assigned to it, its status and its day as they are now, and no more once it is in the trash, gone or moved away`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const mine: TaskDoc = { ...task('a', 1), assigneeIds: ['ann', 'bob'], due: day(1) }
    const beside: TaskDoc = { ...task('b', 1), assigneeIds: ['ann'], due: { date: '2026-03-01', time: '08:00', zone: 'Europe/Berlin' } }
    await exam.store.commit([part(space, 1, [mine, beside]), part(other, 1, [])])
    const found = async (assignee: string, status: Status = 'open') =>
      namesOf(await allOf([space, other], assignee, status, 1)).map((name) => name.slice(0, 12))
    let rev = 1
    const change = async (fields: Partial<TaskDoc>, there: readonly TaskDoc[] = []) => {
      rev++
      await exam.store.commit([part(space, rev, [{ ...mine, ...fields, rev }]), part(other, rev, there)])
    }
    const look = async (ann: readonly string[], bob: readonly string[], done: readonly string[] = []) => {
      assert.deepEqual([await found('ann'), await found('bob'), await found('ann', 'done')], [ann, bob, done])
    }
    const [a, b] = ['2026-03-01 a', '2026-03-01 b']
    await look([a, b], [a])
    await change({ title: 'Another' })
    await look([a, b], [a])
    await change({ assigneeIds: ['ann'] })
    await look([a, b], [])
    await change({ assigneeIds: ['bob', 'ann'], due: day(2) })
    await look([b, '2026-03-02 a'], ['2026-03-02 a'])
    await change({ due: null })
    assert.deepEqual(namesOf(await pageOf([space, other], 'ann', 'open', null, 9)), [`${b} ${space}`, `~ a ${space}`])
    await change({ status: 'done' })
    await look([b], [], [a])
    await change({ status: 'open' })
    await look([a, b], [a])
    await change({ deletedAt: at })
    await look([b], [])
    await change({})
    await look([a, b], [a])
    await change({ deletedAt: at, movedTo: other }, [{ ...mine, rev: rev + 1, assigneeIds: ['bob'] }])
    await look([b], [a])
    assert.deepEqual(namesOf(await pageOf([space, other], 'bob', 'open', null, 9)), [`${a} ${other}`])
    await change({ deletedAt: at, purgedAt: at, assigneeIds: [], due: null, title: '' }, [{ ...mine, rev: rev + 1 }])
    await look([a, b], [a])
    await exam.store.remove(other, [{ kind: 'task', id: 'a', rev }])
    await exam.store.remove(space, [{ kind: 'task', id: 'b', rev: 1 }])
    await look([], [])
    await exam.restart()
    await look([], [])
    // What was removed may come again.
    await change({ id: 'b' })
    await look([b], [b])
  })

  test(`${exam.name}: what is read of several spaces is of one moment in all of them, whatever is committed meanwhile`, async () => {
    const spaces = [randomUUID(), randomUUID(), randomUUID()]
    const size = 20
    // All of them move by one commit, and a task goes round: it is in one of them, at any moment.
    const written = (rev: number) =>
      spaces.map((space, n) => {
        const here = rev % spaces.length === n
        const wanderer: TaskDoc = { ...task('wanderer', rev), assigneeIds: ['me'], deletedAt: here ? null : at, ...(here ? {} : { movedTo: spaces[0] ?? '' }) }
        return part(space, rev, [
          ...Array.from({ length: size }, (_, m): TaskDoc => ({ ...task(`t${m}`, rev), assigneeIds: ['me'], due: day(1 + (rev % 9)) })),
          wanderer,
        ])
      })
    await exam.store.commit(written(1))
    let going = true
    const writer = (async () => {
      for (let rev = 2; going; rev++) assert.equal(await exam.store.commit(written(rev)), 'committed')
    })()
    const seen = new Set<number>()
    const plan = function* (): ViewOver<readonly { readonly space: string; readonly rev: number; readonly id: string }[]> {
      const first = yield* viewAssigned({ status: 'open', assignee: 'me', after: null, limit: 30 })
      const last = first.at(-1)
      const rest = yield* viewAssigned({ status: 'open', assignee: 'me', after: last ? spotIn(last) : null, limit: 100 })
      const byKey = yield* viewRows(spaces.map((space) => ({ space, key: { kind: 'task' as const, id: 't3' } })))
      return [
        ...[...first, ...rest].map(({ space, row }) => ({ space, ...(JSON.parse(row.json) as TaskDoc) })),
        ...byKey.map(({ space, doc }) => ({ space, rev: doc.rev, id: 'by key' })),
      ]
    }
    // Until commits have taken place meanwhile.
    try {
      for (let views = 0; views < 30 || seen.size < 3; views++) {
        const { heads, value } = await exam.store.viewOver(spaces, plan)
        const revs = new Set([...heads.values()].map(({ rev }) => rev))
        assert.deepEqual([heads.size, revs.size], [3, 1])
        assert.deepEqual(new Set(value.map(({ rev }) => rev)), revs)
        assert.equal(value.length, spaces.length * (size + 1) + 1)
        assert.equal(value.filter(({ id }) => id === 'wanderer').length, 1)
        for (const rev of revs) seen.add(rev)
        await others()
      }
    } finally {
      going = false
      await writer
    }
  })
}
