import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { AnyDoc, MemberDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { StoreUnavailable, type Siblings } from '../../../ports/store.ts'
import type { Bound } from '../../../ports/ticket.ts'
import { viewDocs, viewTasks } from '../../../ports/view.ts'
import { viewRows } from '../../../ports/view-over.ts'
import { createHandClock } from '../../../testing/hand-clock.ts'
import { ticketOf } from '../../../testing/tickets.ts'
import { at, changesOf, part, task, titled } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** Rows: they are read back whole, by key, by kind and by what they are below, in their own space. */
export const examRows = (exam: StoreExam): void => {
  test(`${exam.name}: a commit is read back whole, and after a restart too`, async () => {
    const space = randomUUID()
    const first = part(space, 1, [task('a', 1, 'Straße — 日本 \u{1f600} "quoted" $set a.b')], ['m1', 'm2'])
    assert.equal(await exam.store.head(space), undefined)
    assert.equal(await exam.store.commit([first]), 'committed')
    const look = async () => {
      assert.deepEqual(await exam.store.head(space), { rev: 1, tag: first.entry.tag })
      assert.deepEqual(
        await exam.store.docs(space, [
          { kind: 'task', id: 'a' },
          { kind: 'task', id: 'none' },
        ]),
        first.docs,
      )
      assert.deepEqual(await exam.store.all(space, 'task'), first.docs)
      assert.deepEqual(await exam.store.entry(space, 1), first.entry)
      assert.equal(await exam.store.entry(space, 2), undefined)
    }
    await look()
    await exam.restart()
    await look()
  })

  test(`${exam.name}: rows of a kind are given and counted up to a bound, those of no other kind or space among them`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const ids = ['a', 'b', 'c', 'd', 'e']
    await exam.store.commit([
      part(
        space,
        1,
        ids.map((id) => task(id, 1)),
      ),
      part(other, 1, [task('x', 1)]),
    ])
    for (const atMost of [1, 4, 5, 9]) {
      assert.equal(await exam.store.countKind(space, 'task', atMost), Math.min(atMost, ids.length))
      const rows = await exam.store.all(space, 'task', atMost)
      assert.equal(new Set(rows.map(({ id }) => id)).size, Math.min(atMost, ids.length))
    }
    assert.equal(await exam.store.countKind(space, 'list', 9), 0)
    assert.equal(await exam.store.countKind(randomUUID(), 'task', 9), 0)
  })

  test(`${exam.name}: what is read counts against its bound, and once that has ended nothing is read or committed`, async () => {
    const [space, hands] = [randomUUID(), createHandClock()]
    const ids = ['a', 'b', 'c']
    await exam.store.commit([
      part(
        space,
        1,
        ids.map((id) => ({ ...task(id, 1), parentId: 'root', listId: null })),
      ),
    ])
    const counting = () => {
      let rows = 0
      const ticket = ticketOf('', 1_000, hands.clock)
      return {
        bound: { ...ticket, deadline: ticket.deadline, signal: ticket.signal, expired: () => ticket.expired(), spend: (more: number) => void (rows += more) },
        rows: () => rows,
      }
    }
    const keys = ids.map((id) => ({ kind: 'task', id }) as const)
    const reads: readonly ((bound: Bound) => Promise<unknown>)[] = [
      (bound) => exam.store.docs(space, keys, bound),
      (bound) => exam.store.all(space, 'task', 9, bound),
      (bound) => exam.store.children(space, ['root'], 9, bound),
      (bound) => exam.store.ground(space, { pairs: [], keys }, async () => {}, bound),
      (bound) => exam.store.view(space, () => viewDocs(keys), bound),
      (bound) => exam.store.viewOver([space], () => viewRows(keys.map((key) => ({ space, key }))), bound),
    ]
    for (const read of reads) {
      const { bound, rows } = counting()
      await read(bound)
      assert.equal(rows(), ids.length)
    }
    const over = counting().bound
    hands.move(1_000)
    const pair = { actor: 'me', id: 'm' }
    const record = { table: 'sessions', key: randomUUID(), owner: 'me', value: {} } as const
    const kept = randomUUID()
    await exam.store.insert({ ...record, key: kept })
    const others: readonly ((bound: Bound) => Promise<unknown>)[] = [
      (bound) => exam.store.head(space, bound),
      (bound) => exam.store.heads([space], bound),
      (bound) => exam.store.docIn([space], { kind: 'task', id: 'a' }, bound),
      (bound) => exam.store.lastOrder(space, { parentId: 'root' }, bound),
      (bound) => exam.store.ids(space, 'task', '', 9, bound),
      (bound) => exam.store.countKind(space, 'task', 9, bound),
      (bound) => exam.store.knownMany(space, [pair], bound),
      (bound) => exam.store.knownIn([space], pair, bound),
      (bound) => exam.store.knows(space, { rev: 1, tag: 'none' }, bound),
      (bound) => exam.store.record('sessions', kept, bound),
      (bound) => exam.store.records('sessions', [kept], bound),
      (bound) => exam.store.insert(record, bound),
      (bound) => exam.store.replace('sessions', kept, 1, { other: true }, bound),
      (bound) => exam.store.commit([part(space, 2, [])], [], bound),
    ]
    for (const one of [...reads, ...others])
      await assert.rejects(one(over), (error: unknown) => error instanceof StoreUnavailable && !error.unknown, one.toString())
    assert.equal((await exam.store.head(space))?.rev, 1)
    assert.equal(await exam.store.record('sessions', record.key), undefined)
    assert.equal((await exam.store.record('sessions', kept))?.version, 1)
  })

  test(`${exam.name}: the tasks below a task are found by their parent as it is now, in their own space, and no more than asked for`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const below = (id: string, rev: number, parentId: string): TaskDoc => ({ ...task(id, rev), parentId, listId: null })
    const ids = async (parents: readonly string[], limit = 100) => (await exam.store.children(space, parents, limit)).map(({ id }) => id).sort()
    await exam.store.commit([part(other, 1, [below('x', 1, 'a')]), part(space, 1, [task('a', 1), below('b', 1, 'a'), below('c', 1, 'a'), below('d', 1, 'b')])])
    assert.deepEqual(await ids(['a']), ['b', 'c'])
    assert.deepEqual(await ids(['a', 'b', 'none']), ['b', 'c', 'd'])
    assert.equal((await ids(['a', 'b'], 2)).length, 2)
    await exam.store.commit([part(space, 2, [below('c', 2, 'b'), { ...below('b', 2, 'a'), parentId: null, listId: 'inbox' }])])
    assert.deepEqual(await ids(['a']), [])
    assert.deepEqual(await ids(['b']), ['c', 'd'])
  })

  test(`${exam.name}: the last order key is that of the siblings, whatever their status, and of nobody else`, async () => {
    const space = randomUUID()
    const placed = (id: string, order: string, fields: Partial<TaskDoc> = {}): TaskDoc => ({ ...task(id, 1), order, ...fields })
    const below = (parentId: string): Partial<TaskDoc> => ({ parentId, listId: null })
    await exam.store.commit([
      part(space, 1, [
        placed('a', 'a1'),
        placed('b', 'a5', { status: 'done' }),
        placed('c', 'a3', { status: 'dropped' }),
        placed('d', 'a9', { deletedAt: at }),
        placed('e', 'a8', { sectionId: 'section' }),
        placed('f', 'Zz', { sectionId: 'section', status: 'done' }),
        placed('g', 'b1', { listId: 'other' }),
        placed('h', 'a2', below('a')),
        placed('i', 'a21', below('a')),
        placed('j', 'a7', below('b')),
      ]),
    ])
    const last = (siblings: Siblings) => exam.store.lastOrder(space, siblings)
    assert.equal(await last({ listId: 'inbox', sectionId: null }), 'a5')
    assert.equal(await last({ listId: 'inbox', sectionId: 'section' }), 'a8')
    assert.equal(await last({ listId: 'inbox', sectionId: 'none' }), undefined)
    assert.equal(await last({ listId: 'other', sectionId: null }), 'b1')
    assert.equal(await last({ parentId: 'a' }), 'a21')
    assert.equal(await last({ parentId: 'h' }), undefined)
  })

  test(`${exam.name}: a row is found in those of many spaces that have it`, async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    await exam.store.commit([part(a, 1, [task('x', 1, 'in a')]), part(b, 1, [task('x', 1, 'in b')]), part(c, 1, [task('y', 1)])])
    const found = async (spaces: readonly string[]) =>
      (await exam.store.docIn(spaces, { kind: 'task', id: 'x' })).map(({ space, doc }) => `${space} ${(doc as TaskDoc).title}`).sort()
    assert.deepEqual(await found([a, b, c, randomUUID()]), [`${a} in a`, `${b} in b`].sort())
    assert.deepEqual(await found([c]), [])
    assert.deepEqual(await found([]), [])
  })

  test(`${exam.name}: who is in a space is read as it was written last, also where a commit was taken back in between`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const row = (rev: number, role: MemberDoc['role'], leftAt: string | null = null): MemberDoc => ({
      kind: 'member',
      id: 'somebody',
      rev,
      v: 1,
      createdAt: at,
      createdBy: 'me',
      updatedAt: at,
      updatedBy: 'me',
      name: 'Somebody',
      role,
      leftAt,
    })
    const look = async () => ((await exam.store.docs(space, [{ kind: 'member', id: 'somebody' }]))[0] as MemberDoc | undefined)?.role
    const seen = async () => (await exam.store.view(space, () => viewDocs([{ kind: 'member', id: 'somebody' }])))?.value
    await exam.store.commit([part(space, 1, [task('a', 1)]), part(other, 1, [row(1, 'viewer')])])
    assert.equal(await look(), undefined)
    await exam.store.commit([part(space, 2, [row(2, 'editor')])])
    assert.equal(await look(), 'editor')
    // Its second part is not written, and so its first is not either.
    assert.equal(await exam.store.commit([part(space, 3, [row(3, 'owner')]), part(other, 7, [task('x', 7)])]), 'conflict')
    assert.equal(await look(), 'editor')
    await exam.store.commit([part(space, 3, [row(3, 'viewer', at)])])
    assert.equal(await look(), 'viewer')
    assert.deepEqual(await seen(), [row(3, 'viewer', at)])
    await exam.store.remove(space, [{ kind: 'member', id: 'somebody', rev: 3 }])
    assert.equal(await look(), undefined)
    assert.deepEqual(await seen(), [])
  })

  test(`${exam.name}: the same id in two spaces is two rows`, async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    await exam.store.commit([part(a, 1, [task('same', 1, 'in a')])])
    await exam.store.commit([part(b, 1, [task('same', 1, 'in b')])])
    assert.equal(await titled(exam.store, a, 'same'), 'in a')
    assert.equal(await titled(exam.store, b, 'same'), 'in b')
    assert.equal((await exam.store.all(a, 'task')).length, 1)
  })

  test(`${exam.name}: a document of an older schema version is lifted when it is read, and left as it is`, async () => {
    const space = randomUUID()
    const { duration: _d, assigneeIds: _a, ...rest } = task('old', 1, 'From before')
    await exam.store.commit([part(space, 1, [{ ...rest, v: 0 } as unknown as AnyDoc])])
    assert.deepEqual(await exam.store.docs(space, [{ kind: 'task', id: 'old' }]), [task('old', 1, 'From before')])
    assert.deepEqual(await exam.store.all(space, 'task'), [task('old', 1, 'From before')])
    assert.deepEqual((await changesOf(exam.store, space, 0, null, 10)).docs, [task('old', 1, 'From before')])
    const viewed = await exam.store.view(space, () => viewTasks({ path: { by: 'list', status: 'open', list: null }, after: null, limit: 1 }))
    assert.deepEqual(
      viewed?.value.map(({ json }) => JSON.parse(json) as TaskDoc),
      [task('old', 1, 'From before')],
    )
  })
}
