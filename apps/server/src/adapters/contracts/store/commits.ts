import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { at, knownOf, part, tagNow, task, titled } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** Commits: all or nothing, onto the head they were decided on, and known by their ids afterwards. */
export const examCommits = (exam: StoreExam): void => {
  test(`${exam.name}: the spaces whose journals know a mutation are found in one read, whoever else has used its id`, async () => {
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()]
    await exam.store.commit([part(one, 1, [], ['m1']), part(two, 1, [], ['m1', 'm2']), part(three, 1, [], ['m3'])])
    const actor = (await exam.store.entry(one, 1))?.mutations[0]?.actor ?? ''
    assert.deepEqual(await exam.store.knownIn([one, two, three], { actor, id: 'm1' }), new Set([one, two]))
    assert.deepEqual(await exam.store.knownIn([one, two, three], { actor: 'somebody', id: 'm1' }), new Set())
  })

  test(`${exam.name}: a commit with a head above or below the stored one writes nothing`, async () => {
    const space = randomUUID()
    await exam.store.commit([part(space, 1, [task('a', 1, 'first')])])
    await exam.store.commit([part(space, 2, [task('a', 2, 'second')])])
    const head = await exam.store.head(space)
    for (const rev of [1, 2, 4, 99]) {
      assert.equal(await exam.store.commit([part(space, rev, [task('a', rev, 'wrong'), task('new', rev)], ['late'])]), 'conflict')
      assert.deepEqual(await exam.store.head(space), head)
      assert.equal(await titled(exam.store, space, 'a'), 'second')
      assert.equal(await titled(exam.store, space, 'new'), undefined)
      assert.equal((await knownOf(exam.store, space, [{ actor: 'me', id: 'late' }])).size, 0)
    }
    assert.equal(await exam.store.commit([part(randomUUID(), 2, [])]), 'conflict', 'a space that does not exist has no second entry')
  })

  test(`${exam.name}: a commit that was decided on a head of the same rev and another tag writes nothing`, async () => {
    const space = randomUUID()
    const first = part(space, 1, [task('a', 1, 'first')])
    await exam.store.commit([first])
    const onto = (tag: string) => exam.store.commit([{ ...part(space, 2, [task('a', 2, 'second')], ['m2']), onto: tag }])
    assert.equal(await onto(tagNow()), 'conflict')
    assert.deepEqual(await exam.store.head(space), { rev: 1, tag: first.entry.tag })
    assert.equal(await titled(exam.store, space, 'a'), 'first')
    assert.equal((await knownOf(exam.store, space, [{ actor: 'me', id: 'm2' }])).size, 0)
    assert.equal(await onto(first.entry.tag), 'committed')
  })

  test(`${exam.name}: twenty writers of one rev: one of them wins, whole`, async () => {
    const space = randomUUID()
    await exam.store.commit([part(space, 1, [])])
    const parts = Array.from({ length: 20 }, (_, n) => part(space, 2, [task('a', 2, `writer ${n}`), task('b', 2, `writer ${n}`)], [`m${n}`]))
    const outcomes = await Promise.all(parts.map((one) => exam.store.commit([one])))
    assert.equal(outcomes.filter((outcome) => outcome === 'committed').length, 1)
    const winner = outcomes.indexOf('committed')
    assert.equal(await titled(exam.store, space, 'a'), `writer ${winner}`)
    assert.equal(await titled(exam.store, space, 'b'), `writer ${winner}`)
    assert.deepEqual(
      [
        ...(
          await knownOf(
            exam.store,
            space,
            parts.map((_, n) => ({ actor: 'me', id: `m${n}` })),
          )
        ).keys(),
      ],
      [`me:m${winner}`],
    )
  })

  test(`${exam.name}: a mutation is known by actor and id, in its own space only`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    await exam.store.commit([part(space, 1, [], ['m1', 'm2'])])
    const known = await knownOf(exam.store, space, [
      { actor: 'me', id: 'm2' },
      { actor: 'you', id: 'm2' },
      { actor: 'me', id: 'm3' },
    ])
    assert.deepEqual([...known], [['me:m2', { rev: 1, hash: 'hash of m2' }]])
    assert.equal((await knownOf(exam.store, other, [{ actor: 'me', id: 'm1' }])).size, 0)
  })

  test(`${exam.name}: parts of several spaces and records are written together or not at all`, async () => {
    // The part that does not fit is the later one in the order of ids, too.
    const [b = '', a = ''] = [randomUUID(), randomUUID()].toSorted()
    await exam.store.commit([part(a, 1, [task('moved', 1)])])
    await exam.store.commit([part(b, 1, [])])
    const record = { table: 'emails' as const, key: `${a}@example.test`, owner: a, value: { userId: a } }
    assert.equal(await exam.store.commit([part(b, 2, [task('moved', 2, 'here')]), part(a, 3, [])], [record]), 'conflict')
    assert.equal(await titled(exam.store, b, 'moved'), undefined)
    assert.equal((await exam.store.head(b))?.rev, 1)
    assert.equal(await exam.store.record('emails', record.key), undefined)

    assert.equal(await exam.store.commit([part(b, 2, [task('moved', 2, 'here')]), part(a, 2, [])], [record]), 'committed')
    assert.equal(await titled(exam.store, b, 'moved'), 'here')
    assert.equal((await exam.store.heads([a, b, randomUUID()])).size, 2)

    assert.equal(await exam.store.commit([part(a, 3, [task('x', 3)])], [record]), 'conflict', 'its key is taken')
    assert.equal(await titled(exam.store, a, 'x'), undefined)
    assert.equal((await exam.store.head(a))?.rev, 2)
  })

  test(`${exam.name}: a restored backup is told apart by its tag`, async () => {
    const space = randomUUID()
    const first = part(space, 1, [])
    await exam.store.commit([first])
    assert.ok(await exam.store.knows(space, { rev: 1, tag: first.entry.tag }))
    assert.ok(!(await exam.store.knows(space, { rev: 1, tag: 'other' })))
    assert.ok(!(await exam.store.knows(space, { rev: 2, tag: first.entry.tag })))
    assert.ok(await exam.store.knows(space, { rev: 0, tag: 'any' }))
    assert.ok(!(await exam.store.knows(randomUUID(), { rev: 1, tag: first.entry.tag })))
  })

  test(`${exam.name}: a group at each limit of size is taken`, async () => {
    const space = randomUUID()
    const ids = Array.from({ length: limits.groupMutations }, () => randomUUID())
    const docs = Array.from({ length: limits.groupDocuments }, (_, n) => task(`t${String(n).padStart(5, '0')}`, 1, 'x'.repeat(limits.title)))
    assert.equal(await exam.store.commit([part(space, 1, docs, ids)]), 'committed')
    assert.equal((await exam.store.all(space, 'task')).length, limits.groupDocuments)
    assert.equal(
      (
        await knownOf(
          exam.store,
          space,
          ids.map((id) => ({ actor: 'me', id })),
        )
      ).size,
      limits.groupMutations,
    )
    const long: AnyDoc = {
      kind: 'notes',
      id: 'n',
      rev: 2,
      v: 1,
      createdAt: at,
      createdBy: 'me',
      updatedAt: at,
      updatedBy: 'me',
      text: '\u{1f600}'.repeat(limits.notes / 2),
    }
    assert.equal(await exam.store.commit([part(space, 2, [long])]), 'committed')
    assert.deepEqual(await exam.store.docs(space, [{ kind: 'notes', id: 'n' }]), [long])
  })
}
