import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { StoreExam } from './exam.ts'

/** Records: what is unique beyond a space. */
export const examRecords = (exam: StoreExam): void => {
  for (const table of ['sessions', 'keys', 'mails', 'tokens'] as const)
    test(`${exam.name}: ${table}: of many who insert one key, one does; of many who replace one version, one does`, async () => {
      const key = randomUUID()
      const inserts = await Promise.all(Array.from({ length: 12 }, (_, n) => exam.store.insert({ table, key, owner: 'me', value: { n } })))
      assert.equal(inserts.filter(Boolean).length, 1)
      assert.deepEqual(await exam.store.record(table, key), { value: { n: inserts.indexOf(true) }, version: 1 })
      const replaced = await Promise.all(Array.from({ length: 12 }, (_, n) => exam.store.replace(table, key, 1, { counter: n })))
      assert.equal(replaced.filter(Boolean).length, 1)
      assert.deepEqual(await exam.store.record(table, key), { value: { counter: replaced.indexOf(true) }, version: 2 })
      assert.equal(await exam.store.replace(table, 'none', 1, {}), false)
      assert.deepEqual([...(await exam.store.records(table, [key, 'none']))], [[key, { value: { counter: replaced.indexOf(true) }, version: 2 }]])
    })

  test(`${exam.name}: records are listed in the order of their keys, and by owner`, async () => {
    const owner = randomUUID()
    for (const n of [3, 1, 2]) await exam.store.insert({ table: 'users', key: `zz-${owner}-${n}`, owner, value: { n } })
    const page = await exam.store.list('users', `zz-${owner}`, 2)
    assert.deepEqual(
      page.map(({ value }) => value),
      [{ n: 1 }, { n: 2 }],
    )
    assert.deepEqual(
      (await exam.store.list('users', page[1]?.key ?? '', 2)).map(({ value }) => value),
      [{ n: 3 }],
    )
    assert.deepEqual(await exam.store.record('users', page[0]?.key ?? ''), { value: { n: 1 }, version: 1 })
    assert.equal((await exam.store.owned('users', owner, 5)).length, 3)
    assert.equal((await exam.store.owned('users', owner, 2)).length, 2)
    assert.equal((await exam.store.owned('users', randomUUID(), 5)).length, 0)
    for (const table of ['emails', 'sessions', 'keys', 'mails', 'tokens'] as const) {
      await exam.store.insert({ table, key: `${table}-${owner}`, owner, value: {} })
      assert.deepEqual(
        (await exam.store.owned(table, owner, 5)).map(({ key }) => key),
        [`${table}-${owner}`],
      )
    }
    assert.ok((await exam.store.list('mails', '', 5)).some(({ key }) => key === `mails-${owner}`))
    assert.ok((await exam.store.count('users')) >= 3)
    await exam.store.usable()
  })
}
