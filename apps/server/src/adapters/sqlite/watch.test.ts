import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { statuses } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { viewAll, viewDocs, viewTasks, type TaskPath, type View } from '../../ports/view.ts'
import { part } from '../contracts/store/parts.ts'
import { createSqliteStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-watch-'))
const store = createSqliteStore(join(folder, 'muster.db'))
after(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A space with some rows, and what writes to it. */
const newSpace = async (docs: readonly AnyDoc[]) => {
  const space = randomUUID()
  let rev = 0
  const write = async (...changed: readonly AnyDoc[]) => {
    rev++
    const rows = changed.map((doc) => ({ ...doc, rev }))
    assert.equal(await store.commit([part(space, rev, rows)]), 'committed')
  }
  await write(...docs)
  const watch = async <T>(plan: () => View<T>) => {
    const viewed = (await store.view(space, plan, undefined, { watched: true })) ?? assert.fail('the space is there')
    return { plan, value: viewed.value, holds: viewed.holds ?? assert.fail('SQLite tells') }
  }
  const again = async <T>(plan: () => View<T>) => (await store.view(space, plan))?.value
  return { space, write, watch, again }
}

/** The same numbers in every run (a linear congruence): whoever breaks it sees the same failure again. */
const createNumbers = (seed: number) => {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const paths: readonly TaskPath[] = [
  ...['l0', 'l1', null].map((list): TaskPath => ({ by: 'list', status: 'open', list })),
  { by: 'list', status: 'done', list: 'l0' },
  { by: 'parent', parent: 't00' },
  { by: 'label', status: 'open', labels: ['red', 'blue'] },
  { by: 'updated', since: '2026-01-03T00:00:00.000Z' },
]

test('a watched view says that it holds as long as it would come to the same, and no longer', async () => {
  const number = createNumbers(7)
  const random = (id: string): TaskDoc => {
    const below = number(4) === 0
    return taskDoc({
      id,
      parentId: below ? `t0${number(3)}` : null,
      listId: below ? null : `l${number(3)}`,
      sectionId: below || number(2) ? null : `s${number(2)}`,
      order: `a${number(30)}`,
      title: `Title ${number(1_000)}`,
      status: statuses[number(5)] ?? 'open',
      labelIds: number(4) === 0 ? ['red'] : [],
      updatedAt: `2026-01-0${1 + number(6)}T00:00:00.000Z`,
      deletedAt: number(6) === 0 ? '2026-01-01T00:00:00.000Z' : null,
    })
  }
  const ids = Array.from({ length: 60 }, (_, n) => `t${String(n).padStart(2, '0')}`)
  const { write, watch, again } = await newSpace(ids.slice(0, 40).map(random))
  const told = new Map<string, { holds: number; not: number }>()
  for (let round = 0; round < 60; round++) {
    const watched: { readonly by: string; readonly exact: boolean; readonly one: Awaited<ReturnType<typeof watch>> }[] = []
    for (const path of paths)
      for (const limit of [1, 5, 100]) {
        const [from] = number(2) === 0 ? [] : ((await again(() => viewTasks({ path, after: null, limit: 2 }))) ?? [])
        const one = await watch(() => viewTasks({ path, after: from ?? null, limit }))
        watched.push({ by: path.by, exact: path.by === 'list' || path.by === 'parent', one })
      }
    const keys = [...ids.slice(0, 12), 'none'].map((id) => ({ kind: 'task', id }) as const)
    watched.push({ by: 'docs', exact: true, one: await watch(() => viewDocs(keys)) })
    watched.push({ by: 'all', exact: false, one: await watch(() => viewAll('list')) })
    const written = new Set(Array.from({ length: 1 + number(3) }, () => ids[number(ids.length)] ?? ''))
    await write(...[...written].map(random))
    if (number(10) === 0) await write(listDoc({ id: `l${number(3)}`, name: `List ${round}` }))
    for (const { by, exact, one } of watched) {
      const same = JSON.stringify(await again(one.plan)) === JSON.stringify(one.value)
      const holds = one.holds()
      if (holds) assert.ok(same, `${by} says that it holds, and is another`)
      if (exact && !holds) assert.ok(!same, `${by} says that it does not hold, and is the same`)
      const counts = told.get(by) ?? { holds: 0, not: 0 }
      told.set(by, { holds: counts.holds + Number(holds), not: counts.not + Number(!holds) })
    }
  }
  for (const by of ['list', 'parent', 'docs', 'all']) {
    const { holds, not } = told.get(by) ?? assert.fail(by)
    assert.ok(holds > 5 && not > 5, `${by} was told both: ${holds} and ${not}`)
  }
})

test('a commit that failed leaves no view that holds although it is another, and what was removed is in none', async () => {
  const path: TaskPath = { by: 'list', status: 'open', list: 'inbox' }
  const plan = () => viewTasks({ path, after: null, limit: 10 })
  const { space, watch, write, again } = await newSpace([taskDoc({ id: 'a' }), taskDoc({ id: 'b' })])
  const one = await watch(plan)
  assert.equal(await store.commit([part(space, 7, [taskDoc({ id: 'a', title: 'Lost' })])]), 'conflict')
  assert.deepEqual(await again(plan), one.value)
  await store.remove(space, [{ kind: 'task', id: 'b', rev: 1 }])
  assert.equal(one.holds(), false)
  const other = await watch(plan)
  await write(listDoc({ id: 'elsewhere' }))
  assert.equal(other.holds(), true)
})

test('of many views of one space the oldest are let go, and say that they do not hold', async () => {
  const { watch } = await newSpace([taskDoc({ id: 'a' })])
  const views = []
  for (let n = 0; n < 100; n++) views.push(await watch(() => viewDocs([{ kind: 'task', id: `${n}` }])))
  const held = views.map(({ holds }) => holds())
  assert.equal(held[0], false)
  assert.equal(held.at(-1), true)
  assert.ok(held.filter(Boolean).length < 50)
})
