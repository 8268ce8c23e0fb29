import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { viewRange } from '../../../ports/view.ts'
import { at, part, task } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** Ranges of ids, which the chunks of a first load are. */
export const examRanges = (exam: StoreExam): void => {
  const rangeOf = async (space: string, after: string, until: string | null, limit: number, kind: AnyDoc['kind'] = 'task') => {
    const viewed = (await exam.store.view(space, () => viewRange({ kind, after, until, limit }))) ?? assert.fail('the space is there')
    return viewed.value.map(({ id }) => id)
  }

  test(`${exam.name}: a range of ids holds the rows of its kind between the two, the last among them, in their order and no more than asked for`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const notes = (id: string): AnyDoc => ({ kind: 'notes', id, rev: 1, v: 1, createdAt: at, createdBy: 'me', updatedAt: at, updatedBy: 'me', text: id })
    const docs = [...['d', 'a', 'c', 'b', 'e'].map((id) => task(id, 1)), ...['a', 'bb', 'z'].map(notes)]
    await exam.store.commit([part(space, 1, docs), part(other, 1, [task('bb', 1), task('z', 1)])])
    assert.deepEqual(await rangeOf(space, '', null, 10), ['a', 'b', 'c', 'd', 'e'])
    assert.deepEqual(await rangeOf(space, 'a', 'c', 10), ['b', 'c'])
    assert.deepEqual(await rangeOf(space, 'a', null, 2), ['b', 'c'])
    assert.deepEqual(await rangeOf(space, 'bb', 'cc', 10), ['c'])
    assert.deepEqual(await rangeOf(space, 'e', null, 10), [])
    assert.deepEqual(await rangeOf(space, 'a', null, 10, 'notes'), ['bb', 'z'])
    assert.deepEqual(await rangeOf(space, '', null, 10, 'list'), [])
    assert.deepEqual(await exam.store.ids(space, 'task', '', 10), ['a', 'b', 'c', 'd', 'e'])
    assert.deepEqual(await exam.store.ids(space, 'task', 'b', 2), ['c', 'd'])
    assert.deepEqual(await exam.store.ids(space, 'notes', 'a', 10), ['bb', 'z'])
    assert.deepEqual(await exam.store.ids(randomUUID(), 'task', '', 10), [])
  })

  test(`${exam.name}: ranges that touch hold every row once, whatever is written between reading them`, async () => {
    const space = randomUUID()
    const ids = Array.from({ length: 60 }, (_, n) => `t${String(n).padStart(2, '0')}`)
    await exam.store.commit([
      part(
        space,
        1,
        ids.map((id) => task(id, 1)),
      ),
    ])
    const bounds = ['', ...(await exam.store.ids(space, 'task', '', 40)).filter((_, n) => n % 10 === 9), null]
    const seen: string[] = []
    for (const [n, after] of bounds.slice(0, -1).entries()) {
      seen.push(...(await rangeOf(space, after ?? '', bounds[n + 1] ?? null, 100)))
      await exam.store.commit([part(space, n + 2, [task('t00', n + 2, 'Changed'), task('t59', n + 2, 'Changed'), task(`t0${n}x`, n + 2)])])
    }
    assert.deepEqual(
      seen.filter((id) => ids.includes(id)),
      ids,
    )
  })
}
