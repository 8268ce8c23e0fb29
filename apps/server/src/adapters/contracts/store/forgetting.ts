import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { at, changesOf, part, task } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** Forgetting: the journal loses its oldest entries, and tells from where on it knows. */
export const examForgetting = (exam: StoreExam): void => {
  /** A journal of so many revs, one a day from the first of January 2026 on; each rewrites the task `t` and makes one of its own. */
  const daily = async (space: string, revs: number, idsEach = 1) => {
    const tags: string[] = []
    for (let rev = 1; rev <= revs; rev++) {
      const { entry, docs } = part(
        space,
        rev,
        [task('t', rev), task(`t${rev}`, rev)],
        Array.from({ length: idsEach }, (_, n) => `m${rev}.${n}`),
      )
      const day = new Date(Date.parse(at) + (rev - 1) * 86_400_000).toISOString()
      tags.push(entry.tag)
      await exam.store.commit([{ entry: { ...entry, mutations: entry.mutations.map((one) => ({ ...one, at: day })) }, docs }])
    }
    return tags
  }

  const idsOf = (revs: number) => Array.from({ length: revs }, (_, n) => ({ actor: 'me', id: `m${n + 1}.0` }))

  test(`${exam.name}: the oldest entries are forgotten with the ids that they made known, in steps, and all above is as it was`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const tags = await daily(space, 9)
    await daily(other, 3)
    const rows = await changesOf(exam.store, space, 5, null, 100)
    const before = '2026-01-06T00:00:00.000Z'
    assert.equal((await exam.store.head(space))?.horizon, undefined)
    assert.equal(await exam.store.forget(space, before, 3), 3)
    assert.deepEqual(await exam.store.head(space), { rev: 9, tag: tags[8], horizon: 3 })
    assert.equal(await exam.store.forget(space, before, 3), 2)
    assert.equal(await exam.store.forget(space, before, 3), 0, 'the sixth was written at that instant, not before')
    const look = async () => {
      assert.deepEqual(await exam.store.head(space), { rev: 9, tag: tags[8], horizon: 5 })
      assert.deepEqual(await exam.store.heads([space]), new Map([[space, { rev: 9, tag: tags[8], horizon: 5 }]]))
      for (let rev = 1; rev <= 9; rev++) {
        assert.equal((await exam.store.entry(space, rev))?.rev, rev > 5 ? rev : undefined)
        assert.equal(await exam.store.knows(space, { rev, tag: tags[rev - 1] ?? '' }), rev > 5)
      }
      const known = await exam.store.knownMany(space, idsOf(9))
      assert.deepEqual(
        known.map((one) => one?.rev),
        [undefined, undefined, undefined, undefined, undefined, 6, 7, 8, 9],
      )
      assert.deepEqual(await changesOf(exam.store, space, 5, null, 100), { ...rows, head: { ...rows.head, horizon: 5 } })
      assert.equal((await exam.store.all(space, 'task')).length, 10)
    }
    await look()
    assert.equal((await exam.store.knownMany(other, idsOf(3))).filter(Boolean).length, 3, 'another space is left alone')
    await exam.restart()
    await look()
  })

  test(`${exam.name}: the newest entry is never forgotten, and a space goes on from it`, async () => {
    const space = randomUUID()
    const tags = await daily(space, 4)
    const late = '2030-01-01T00:00:00.000Z'
    assert.equal(await exam.store.forget(space, late, 100), 3)
    assert.equal(await exam.store.forget(space, late, 100), 0)
    assert.ok(await exam.store.knows(space, { rev: 4, tag: tags[3] ?? '' }))
    assert.equal(await exam.store.commit([part(space, 5, [task('t', 5)])]), 'committed')
    assert.equal((await exam.store.head(space))?.horizon, 3)
    assert.equal(await exam.store.forget(space, late, 100), 1)
    assert.equal(await exam.store.forget(randomUUID(), late, 100), 0)
  })

  test(`${exam.name}: a step forgets no more ids than it was told, but for one entry's`, async () => {
    const space = randomUUID()
    await daily(space, 6, 20)
    assert.equal(await exam.store.forget(space, '2030-01-01T00:00:00.000Z', 30), 2)
    assert.equal(await exam.store.forget(space, '2030-01-01T00:00:00.000Z', 30), 2)
    assert.equal(
      (
        await exam.store.knownMany(
          space,
          [...Array(20).keys()].map((n) => ({ actor: 'me', id: `m4.${n}` })),
        )
      ).filter(Boolean).length,
      0,
    )
    assert.equal(
      (
        await exam.store.knownMany(
          space,
          [...Array(20).keys()].map((n) => ({ actor: 'me', id: `m5.${n}` })),
        )
      ).filter(Boolean).length,
      20,
    )
  })

  test(`${exam.name}: a change that was decided before its id may have been forgotten is a conflict`, async () => {
    const space = randomUUID()
    await daily(space, 4)
    const decided = part(space, 5, [task('t', 5)])
    await exam.store.forget(space, '2030-01-01T00:00:00.000Z', 2)
    assert.equal(await exam.store.commit([{ ...decided, horizon: 0 }]), 'conflict')
    assert.equal(await exam.store.commit([{ ...decided, horizon: 1 }]), 'conflict')
    assert.equal((await exam.store.head(space))?.rev, 4)
    assert.equal(await exam.store.commit([{ ...decided, horizon: 2 }]), 'committed')
    assert.equal(await exam.store.commit([part(space, 6, [])]), 'committed', 'who looked no id up compares nothing')
    const young = randomUUID()
    await exam.store.commit([part(young, 1, [])])
    assert.equal(await exam.store.commit([{ ...part(young, 2, []), horizon: 0 }]), 'committed')
  })

  test(`${exam.name}: of many who forget and commit at once nobody loses an entry, and the horizon is where the journal begins`, async () => {
    const space = randomUUID()
    await daily(space, 30)
    let rev = 30
    const write = async () => {
      while (rev < 45) if ((await exam.store.commit([{ ...part(space, rev + 1, [task('t', rev + 1)]) }])) === 'committed') rev++
    }
    const purge = async () => {
      for (let n = 0; n < 12; n++) await exam.store.forget(space, '2026-01-21T00:00:00.000Z', 4)
    }
    await Promise.all([write(), purge(), purge(), purge()])
    while ((await exam.store.forget(space, '2026-01-21T00:00:00.000Z', 4)) > 0);
    assert.equal((await exam.store.head(space))?.horizon, 20)
    for (let one = 1; one <= 45; one++) assert.equal((await exam.store.entry(space, one)) !== undefined, one > 20, `entry ${one}`)
  })
}
