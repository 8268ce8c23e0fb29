import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { statuses } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { StoreUnavailable, type CommitPart, type JournaledMutation, type MutationKey, type Siblings, type Store } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { viewAll, viewChanges, viewDocs, viewRange, viewTasks, type TaskPath, type TaskRow, type View, type Viewed } from '../../ports/view.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { ticketOf } from '../../testing/tickets.ts'

const at = '2026-01-01T00:00:00.000Z'
const tagNow = () => randomBytes(6).toString('base64url')

const task = (id: string, rev: number, title = 'Task'): TaskDoc => ({
  kind: 'task',
  id,
  rev,
  title,
  v: 1,
  createdAt: at,
  createdBy: 'me',
  updatedAt: at,
  updatedBy: 'me',
  parentId: null,
  listId: 'inbox',
  sectionId: null,
  order: 'a0',
  status: 'open',
  priority: 0,
  due: null,
  deadline: null,
  duration: null,
  labelIds: [],
  assigneeIds: [],
  hasNotes: false,
  completedAt: null,
  completedBy: null,
  deletedAt: null,
  deletedBy: null,
})
const mutation = (id: string, actor = 'me'): JournaledMutation => ({
  id,
  name: 'task.create@1',
  actor,
  at,
  base: 0,
  hash: `hash of ${id}`,
  before: {},
  after: {},
})
const part = (space: string, rev: number, docs: readonly AnyDoc[], ids: readonly string[] = [randomUUID()]): CommitPart => ({
  entry: { space, rev, tag: tagNow(), mutations: ids.map((id) => mutation(id)) },
  docs,
})

/**
 * The one exam of the `Store` port; every adapter sits all of it. `open` gives a store over what the last one left,
 * so that what is kept can be looked at after a restart.
 */
export const storeExam = (name: string, open: () => Promise<Store>): void => {
  let store: Store
  before(async () => {
    store = await open()
  })
  after(() => store.close())
  const knownOf = async (space: string, pairs: readonly MutationKey[]) => {
    const known = await store.knownMany(space, pairs)
    assert.equal(known.length, pairs.length)
    return new Map(pairs.flatMap(({ actor, id }, index) => (known[index] ? [[`${actor}:${id}`, known[index]] as const] : [])))
  }
  const titled = async (space: string, id: string) => ((await store.docs(space, [{ kind: 'task', id }]))[0] as TaskDoc | undefined)?.title
  const changesOf = async (space: string, since: number, page: string | null, limit: number) => {
    const viewed = (await store.view(space, () => viewChanges(since, page, limit))) ?? assert.fail('the space is there')
    return { head: viewed.head, ...viewed.value }
  }
  const allChanges = async (space: string, since: number, limit: number, between: (page: number) => Promise<void> = async () => {}) => {
    const rows = new Map<string, AnyDoc>()
    for (let page: string | null = null, n = 0; ; n++) {
      const reply = await changesOf(space, since, page, limit)
      for (const doc of reply.docs) rows.set(doc.id, doc)
      if (reply.next === null) return { rows, head: reply.head }
      page = reply.next
      await between(n)
    }
  }

  test(`${name}: a commit is read back whole, and after a restart too`, async () => {
    const space = randomUUID()
    const first = part(space, 1, [task('a', 1, 'Straße — 日本 \u{1f600} "quoted" $set a.b')], ['m1', 'm2'])
    assert.equal(await store.head(space), undefined)
    assert.equal(await store.commit([first]), 'committed')
    const look = async () => {
      assert.deepEqual(await store.head(space), { rev: 1, tag: first.entry.tag })
      assert.deepEqual(
        await store.docs(space, [
          { kind: 'task', id: 'a' },
          { kind: 'task', id: 'none' },
        ]),
        first.docs,
      )
      assert.deepEqual(await store.all(space, 'task'), first.docs)
      assert.deepEqual(await store.entry(space, 1), first.entry)
      assert.equal(await store.entry(space, 2), undefined)
    }
    await look()
    await store.close()
    store = await open()
    await look()
  })

  test(`${name}: rows of a kind are given and counted up to a bound, those of no other kind or space among them`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const ids = ['a', 'b', 'c', 'd', 'e']
    await store.commit([
      part(
        space,
        1,
        ids.map((id) => task(id, 1)),
      ),
      part(other, 1, [task('x', 1)]),
    ])
    for (const atMost of [1, 4, 5, 9]) {
      assert.equal(await store.countKind(space, 'task', atMost), Math.min(atMost, ids.length))
      const rows = await store.all(space, 'task', atMost)
      assert.equal(new Set(rows.map(({ id }) => id)).size, Math.min(atMost, ids.length))
    }
    assert.equal(await store.countKind(space, 'list', 9), 0)
    assert.equal(await store.countKind(randomUUID(), 'task', 9), 0)
  })

  test(`${name}: the spaces whose journals know a mutation are found in one read, whoever else has used its id`, async () => {
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()]
    await store.commit([part(one, 1, [], ['m1']), part(two, 1, [], ['m1', 'm2']), part(three, 1, [], ['m3'])])
    const actor = (await store.entry(one, 1))?.mutations[0]?.actor ?? ''
    assert.deepEqual(await store.knownIn([one, two, three], { actor, id: 'm1' }), new Set([one, two]))
    assert.deepEqual(await store.knownIn([one, two, three], { actor: 'somebody', id: 'm1' }), new Set())
  })

  test(`${name}: what is read counts against its bound, and once that has ended nothing is read or committed`, async () => {
    const [space, hands] = [randomUUID(), createHandClock()]
    const ids = ['a', 'b', 'c']
    await store.commit([
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
      (bound) => store.docs(space, keys, bound),
      (bound) => store.all(space, 'task', 9, bound),
      (bound) => store.children(space, ['root'], 9, bound),
      (bound) => store.view(space, () => viewDocs(keys), bound),
    ]
    for (const read of reads) {
      const { bound, rows } = counting()
      await read(bound)
      assert.equal(rows(), ids.length)
    }
    const over = counting().bound
    hands.move(1_000)
    for (const read of [...reads, (bound: Bound) => store.head(space, bound), (bound: Bound) => store.commit([part(space, 2, [])], [], bound)])
      await assert.rejects(read(over), (error: unknown) => error instanceof StoreUnavailable && !error.unknown)
    assert.equal((await store.head(space))?.rev, 1)
  })

  test(`${name}: the tasks below a task are found by their parent as it is now, in their own space, and no more than asked for`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const below = (id: string, rev: number, parentId: string): TaskDoc => ({ ...task(id, rev), parentId, listId: null })
    const ids = async (parents: readonly string[], limit = 100) => (await store.children(space, parents, limit)).map(({ id }) => id).sort()
    await store.commit([part(other, 1, [below('x', 1, 'a')]), part(space, 1, [task('a', 1), below('b', 1, 'a'), below('c', 1, 'a'), below('d', 1, 'b')])])
    assert.deepEqual(await ids(['a']), ['b', 'c'])
    assert.deepEqual(await ids(['a', 'b', 'none']), ['b', 'c', 'd'])
    assert.equal((await ids(['a', 'b'], 2)).length, 2)
    await store.commit([part(space, 2, [below('c', 2, 'b'), { ...below('b', 2, 'a'), parentId: null, listId: 'inbox' }])])
    assert.deepEqual(await ids(['a']), [])
    assert.deepEqual(await ids(['b']), ['c', 'd'])
  })

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
      labelIds: n % 6 === 0 ? ['red'] : n % 6 === 1 ? ['red', 'blue'] : n % 6 === 2 ? ['blue'] : [],
      updatedAt: `2026-01-0${1 + (n % 6)}T00:00:00.000Z`,
      deletedAt: n % 11 === 3 || away ? at : null,
      ...(away ? { movedTo: randomUUID() } : {}),
    }
  }
  const textOf = (parts: readonly (string | null)[]) => parts.map((part) => part ?? '').join(' ')
  const kept = (one: TaskDoc) => one.deletedAt === null
  /** What each path says, over all rows. */
  const naive: { readonly [B in TaskPath['by']]: (path: Extract<TaskPath, { by: B }>, rows: readonly TaskDoc[]) => readonly (readonly [string, TaskDoc])[] } = {
    list: ({ status, list }, rows) =>
      rows
        .filter((one) => kept(one) && one.status === status && one.listId !== null && (list === null || one.listId === list))
        .map((one) => [textOf([one.listId, one.sectionId, one.order, one.id]), one]),
    parent: ({ parent }, rows) => rows.filter(({ parentId }) => parentId === parent).map((one) => [textOf([one.order, one.id]), one]),
    label: ({ status, labels }, rows) =>
      rows.filter((one) => kept(one) && one.status === status && one.labelIds.some((label) => labels.includes(label))).map((one) => [one.id, one]),
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
    ]),
    { by: 'list', status: 'open', list: 'none' },
    { by: 'parent', parent: 't001' },
    { by: 'parent', parent: 'none' },
    { by: 'updated', since: '2026-01-03T00:00:00.000Z' },
    { by: 'updated', since: '2026-01-03T00:00:00.001Z' },
    { by: 'updated', since: '2027-01-01T00:00:00.000Z' },
  ]

  test(`${name}: tasks come by each path, whole and in its order, in pages of any size, also after rows were moved`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const rows = Array.from({ length: 120 }, (_, n) => various(n, 1))
    await store.commit([part(space, 1, rows), part(other, 1, [...rows, task('elsewhere', 1)])])
    // What a row was found by before must not find it any more.
    const changes: ((row: TaskDoc, n: number) => TaskDoc | undefined)[] = [
      (row, n) => (n % 2 === 0 ? { ...various(n * 13 + 5, 2), id: row.id } : undefined),
      () => undefined,
      (row, n) => (n % 3 === 0 ? { ...row, rev: 4, order: `a${n % 8}Q` } : undefined),
      (row, n) => (n % 4 === 0 ? { ...row, rev: 5, title: 'Another', labelIds: row.labelIds.slice(1) } : undefined),
    ]
    for (const [index, change] of changes.entries()) {
      const rev = index + 2
      await store.commit([
        part(
          space,
          rev,
          ((await store.all(space, 'task')) as TaskDoc[]).flatMap((row, n) => change(row, n) ?? []),
        ),
      ])
      const now = (await store.all(space, 'task')) as TaskDoc[]
      assert.equal(now.length, 120)
      for (const path of paths) {
        const truth = expected(path, now)
        for (const limit of [1, 7, 200]) {
          const got: TaskRow[] = []
          for (let after: TaskRow | null = null; ;) {
            const page: Viewed<readonly TaskRow[]> | undefined = await store.view(space, () => viewTasks({ path, after, limit }))
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
            const { id, parentId, listId, sectionId, order, updatedAt, deletedAt } = truth.find((one) => one.id === keys.id) ?? assert.fail()
            const place = deletedAt === null || parentId !== null ? { listId, sectionId, order } : { listId: null, sectionId: null, order: '' }
            assert.deepEqual(keys, { id, parentId, ...place, updatedAt: path.by === 'updated' ? updatedAt : '' })
          }
        }
        // It goes on after values that nobody has any more.
        const gone = truth.length > 3 ? truth[2] : undefined
        if (!gone) continue
        const past = { ...gone, id: `${gone.id}~` }
        const rest = await store.view(space, () => viewTasks({ path, after: past, limit: 200 }))
        assert.deepEqual(
          rest?.value.map(({ id }) => id),
          truth.slice(3).map(({ id }) => id),
        )
      }
    }
    assert.equal(await store.view(randomUUID(), () => viewTasks({ path: paths[0] as TaskPath, after: null, limit: 1 })), undefined)
  })

  test(`${name}: a view sees one rev through all that it reads, whatever is committed meanwhile`, async () => {
    const space = randomUUID()
    const written = (rev: number) =>
      Array.from({ length: 40 }, (_, n): TaskDoc => ({ ...task(`t${n}`, rev), labelIds: ['red'], sectionId: `section${rev % 3}` }))
    await store.commit([part(space, 1, written(1))])
    const seen = new Set<number>()
    let going = true
    const writer = (async () => {
      for (let rev = 2; going; rev++) assert.equal(await store.commit([part(space, rev, written(rev))]), 'committed')
    })()
    const plan = function* (): View<readonly { readonly rev: number }[]> {
      const byKey = yield* viewDocs([
        { kind: 'task', id: 't7' },
        { kind: 'task', id: 'none' },
      ])
      const all = yield* viewAll('task')
      const onList = yield* viewTasks({ path: { by: 'list', status: 'open', list: 'inbox' }, after: null, limit: 100 })
      const labelled = yield* viewTasks({ path: { by: 'label', status: 'open', labels: ['red'] }, after: null, limit: 100 })
      const updated = yield* viewTasks({ path: { by: 'updated', since: at }, after: null, limit: 100 })
      return [...byKey, ...all, ...[...onList, ...labelled, ...updated].map(({ json }) => JSON.parse(json) as TaskDoc)]
    }
    // Until commits have taken place meanwhile.
    try {
      for (let views = 0; views < 30 || seen.size < 3; views++) {
        const viewed = await store.view(space, plan)
        assert.equal(viewed?.value.length, 161)
        assert.deepEqual([...new Set(viewed.value.map(({ rev }) => rev))], [viewed.head.rev])
        seen.add(viewed.head.rev)
      }
    } finally {
      going = false
      await writer
    }
  })

  test(`${name}: the last order key is that of the siblings, whatever their status, and of nobody else`, async () => {
    const space = randomUUID()
    const placed = (id: string, order: string, fields: Partial<TaskDoc> = {}): TaskDoc => ({ ...task(id, 1), order, ...fields })
    const below = (parentId: string): Partial<TaskDoc> => ({ parentId, listId: null })
    await store.commit([
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
    const last = (siblings: Siblings) => store.lastOrder(space, siblings)
    assert.equal(await last({ listId: 'inbox', sectionId: null }), 'a5')
    assert.equal(await last({ listId: 'inbox', sectionId: 'section' }), 'a8')
    assert.equal(await last({ listId: 'inbox', sectionId: 'none' }), undefined)
    assert.equal(await last({ listId: 'other', sectionId: null }), 'b1')
    assert.equal(await last({ parentId: 'a' }), 'a21')
    assert.equal(await last({ parentId: 'h' }), undefined)
  })

  test(`${name}: a row is found in those of many spaces that have it`, async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    await store.commit([part(a, 1, [task('x', 1, 'in a')]), part(b, 1, [task('x', 1, 'in b')]), part(c, 1, [task('y', 1)])])
    const found = async (spaces: readonly string[]) =>
      (await store.docIn(spaces, { kind: 'task', id: 'x' })).map(({ space, doc }) => `${space} ${(doc as TaskDoc).title}`).sort()
    assert.deepEqual(await found([a, b, c, randomUUID()]), [`${a} in a`, `${b} in b`].sort())
    assert.deepEqual(await found([c]), [])
    assert.deepEqual(await found([]), [])
  })

  test(`${name}: a commit with a head above or below the stored one writes nothing`, async () => {
    const space = randomUUID()
    await store.commit([part(space, 1, [task('a', 1, 'first')])])
    await store.commit([part(space, 2, [task('a', 2, 'second')])])
    const head = await store.head(space)
    for (const rev of [1, 2, 4, 99]) {
      assert.equal(await store.commit([part(space, rev, [task('a', rev, 'wrong'), task('new', rev)], ['late'])]), 'conflict')
      assert.deepEqual(await store.head(space), head)
      assert.equal(await titled(space, 'a'), 'second')
      assert.equal(await titled(space, 'new'), undefined)
      assert.equal((await knownOf(space, [{ actor: 'me', id: 'late' }])).size, 0)
    }
    assert.equal(await store.commit([part(randomUUID(), 2, [])]), 'conflict', 'a space that does not exist has no second entry')
  })

  test(`${name}: a commit that was decided on a head of the same rev and another tag writes nothing`, async () => {
    const space = randomUUID()
    const first = part(space, 1, [task('a', 1, 'first')])
    await store.commit([first])
    const onto = (tag: string) => store.commit([{ ...part(space, 2, [task('a', 2, 'second')], ['m2']), onto: tag }])
    assert.equal(await onto(tagNow()), 'conflict')
    assert.deepEqual(await store.head(space), { rev: 1, tag: first.entry.tag })
    assert.equal(await titled(space, 'a'), 'first')
    assert.equal((await knownOf(space, [{ actor: 'me', id: 'm2' }])).size, 0)
    assert.equal(await onto(first.entry.tag), 'committed')
  })

  test(`${name}: twenty writers of one rev: one of them wins, whole`, async () => {
    const space = randomUUID()
    await store.commit([part(space, 1, [])])
    const parts = Array.from({ length: 20 }, (_, n) => part(space, 2, [task('a', 2, `writer ${n}`), task('b', 2, `writer ${n}`)], [`m${n}`]))
    const outcomes = await Promise.all(parts.map((one) => store.commit([one])))
    assert.equal(outcomes.filter((outcome) => outcome === 'committed').length, 1)
    const winner = outcomes.indexOf('committed')
    assert.equal(await titled(space, 'a'), `writer ${winner}`)
    assert.equal(await titled(space, 'b'), `writer ${winner}`)
    assert.deepEqual(
      [
        ...(
          await knownOf(
            space,
            parts.map((_, n) => ({ actor: 'me', id: `m${n}` })),
          )
        ).keys(),
      ],
      [`me:m${winner}`],
    )
  })

  test(`${name}: a mutation is known by actor and id, in its own space only`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    await store.commit([part(space, 1, [], ['m1', 'm2'])])
    const known = await knownOf(space, [
      { actor: 'me', id: 'm2' },
      { actor: 'you', id: 'm2' },
      { actor: 'me', id: 'm3' },
    ])
    assert.deepEqual([...known], [['me:m2', { rev: 1, hash: 'hash of m2' }]])
    assert.equal((await knownOf(other, [{ actor: 'me', id: 'm1' }])).size, 0)
  })

  test(`${name}: parts of several spaces and records are written together or not at all`, async () => {
    // The part that does not fit is the later one in the order of ids, too.
    const [b = '', a = ''] = [randomUUID(), randomUUID()].toSorted()
    await store.commit([part(a, 1, [task('moved', 1)])])
    await store.commit([part(b, 1, [])])
    const record = { table: 'emails' as const, key: `${a}@example.test`, owner: a, value: { userId: a } }
    assert.equal(await store.commit([part(b, 2, [task('moved', 2, 'here')]), part(a, 3, [])], [record]), 'conflict')
    assert.equal(await titled(b, 'moved'), undefined)
    assert.equal((await store.head(b))?.rev, 1)
    assert.equal(await store.record('emails', record.key), undefined)

    assert.equal(await store.commit([part(b, 2, [task('moved', 2, 'here')]), part(a, 2, [])], [record]), 'committed')
    assert.equal(await titled(b, 'moved'), 'here')
    assert.equal((await store.heads([a, b, randomUUID()])).size, 2)

    assert.equal(await store.commit([part(a, 3, [task('x', 3)])], [record]), 'conflict', 'its key is taken')
    assert.equal(await titled(a, 'x'), undefined)
    assert.equal((await store.head(a))?.rev, 2)
  })

  test(`${name}: the same id in two spaces is two rows`, async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    await store.commit([part(a, 1, [task('same', 1, 'in a')])])
    await store.commit([part(b, 1, [task('same', 1, 'in b')])])
    assert.equal(await titled(a, 'same'), 'in a')
    assert.equal(await titled(b, 'same'), 'in b')
    assert.equal((await store.all(a, 'task')).length, 1)
  })

  test(`${name}: changes come in the order of rev, kind and id; each row once, as it is now`, async () => {
    const space = randomUUID()
    for (let rev = 1; rev <= 12; rev++) await store.commit([part(space, rev, [task('b', rev), task(`t${rev}`, rev), task(`s${rev}`, rev)])])
    const page = await changesOf(space, 0, null, 1_000)
    assert.deepEqual(
      page.docs.map(({ id, rev }) => `${rev}${id}`),
      page.docs.toSorted((x, y) => x.rev - y.rev || (x.id < y.id ? -1 : 1)).map(({ id, rev }) => `${rev}${id}`),
    )
    assert.equal(page.docs.length, 25)
    assert.equal(page.next, null)
    for (const limit of [1, 2, 7, 25]) assert.equal((await allChanges(space, 0, limit)).rows.size, 25)
    assert.deepEqual(
      [...(await allChanges(space, 10, 2)).rows.keys()].toSorted((x, y) => (x < y ? -1 : 1)),
      ['b', 's11', 's12', 't11', 't12'],
    )
    assert.deepEqual((await changesOf(space, 12, null, 10)).docs, [])
  })

  test(`${name}: a page of changes ends before its notes are too long together, however many rows were asked for`, async () => {
    const space = randomUUID()
    const most = Math.floor(limits.changesText / limits.notes)
    const notes = (id: string, rev: number): AnyDoc => {
      const { v, createdAt, createdBy, updatedAt, updatedBy } = task(id, rev)
      return { kind: 'notes', id, rev, v, createdAt, createdBy, updatedAt, updatedBy, text: 'x'.repeat(limits.notes) }
    }
    for (let rev = 1; rev <= 3; rev++)
      await store.commit([
        part(
          space,
          rev,
          Array.from({ length: 30 }, (_, n) => notes(`n${rev}${n}`, rev)),
        ),
      ])
    const page = await changesOf(space, 0, null, limits.changesPage)
    assert.equal(page.docs.length, most)
    assert.equal((await changesOf(space, 0, page.next, limits.changesPage)).next, null)
    assert.equal((await allChanges(space, 0, limits.changesPage)).rows.size, 90)
    const slices: number[] = []
    await store.view(space, function* () {
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

  const rangeOf = async (space: string, after: string, until: string | null, limit: number, kind: AnyDoc['kind'] = 'task') => {
    const viewed = (await store.view(space, () => viewRange({ kind, after, until, limit }))) ?? assert.fail('the space is there')
    return viewed.value.map(({ id }) => id)
  }
  test(`${name}: a range of ids holds the rows of its kind between the two, the last among them, in their order and no more than asked for`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const notes = (id: string): AnyDoc => ({ kind: 'notes', id, rev: 1, v: 1, createdAt: at, createdBy: 'me', updatedAt: at, updatedBy: 'me', text: id })
    const docs = [...['d', 'a', 'c', 'b', 'e'].map((id) => task(id, 1)), ...['a', 'bb', 'z'].map(notes)]
    await store.commit([part(space, 1, docs), part(other, 1, [task('bb', 1), task('z', 1)])])
    assert.deepEqual(await rangeOf(space, '', null, 10), ['a', 'b', 'c', 'd', 'e'])
    assert.deepEqual(await rangeOf(space, 'a', 'c', 10), ['b', 'c'])
    assert.deepEqual(await rangeOf(space, 'a', null, 2), ['b', 'c'])
    assert.deepEqual(await rangeOf(space, 'bb', 'cc', 10), ['c'])
    assert.deepEqual(await rangeOf(space, 'e', null, 10), [])
    assert.deepEqual(await rangeOf(space, 'a', null, 10, 'notes'), ['bb', 'z'])
    assert.deepEqual(await rangeOf(space, '', null, 10, 'list'), [])
    assert.deepEqual(await store.ids(space, 'task', '', 10), ['a', 'b', 'c', 'd', 'e'])
    assert.deepEqual(await store.ids(space, 'task', 'b', 2), ['c', 'd'])
    assert.deepEqual(await store.ids(space, 'notes', 'a', 10), ['bb', 'z'])
    assert.deepEqual(await store.ids(randomUUID(), 'task', '', 10), [])
  })

  test(`${name}: ranges that touch hold every row once, whatever is written between reading them`, async () => {
    const space = randomUUID()
    const ids = Array.from({ length: 60 }, (_, n) => `t${String(n).padStart(2, '0')}`)
    await store.commit([
      part(
        space,
        1,
        ids.map((id) => task(id, 1)),
      ),
    ])
    const bounds = ['', ...(await store.ids(space, 'task', '', 40)).filter((_, n) => n % 10 === 9), null]
    const seen: string[] = []
    for (const [n, after] of bounds.slice(0, -1).entries()) {
      seen.push(...(await rangeOf(space, after ?? '', bounds[n + 1] ?? null, 100)))
      await store.commit([part(space, n + 2, [task('t00', n + 2, 'Changed'), task('t59', n + 2, 'Changed'), task(`t0${n}x`, n + 2)])])
    }
    assert.deepEqual(
      seen.filter((id) => ids.includes(id)),
      ids,
    )
  })

  test(`${name}: a commit between two pages is in the pages, or in the next pull`, async () => {
    const space = randomUUID()
    await store.commit([
      part(
        space,
        1,
        Array.from({ length: 30 }, (_, n) => task(`t${n}`, 1)),
      ),
    ])
    let rev = 1
    const { rows, head } = await allChanges(space, 0, 7, async (page) => {
      rev++
      await store.commit([part(space, rev, [task(`t${page}`, rev, 'changed'), task(`n${page}`, rev)])])
    })
    assert.equal(head.rev, rev)
    const truth = await store.all(space, 'task')
    assert.deepEqual(
      new Map(truth.map((doc) => [doc.id, doc])),
      new Map([...rows].toSorted(([x], [y]) => truth.findIndex(({ id }) => id === x) - truth.findIndex(({ id }) => id === y))),
    )
  })

  test(`${name}: what is read while a commit rewrites all of it is one rev, whole`, async () => {
    const space = randomUUID()
    const size = 300
    const written = (rev: number) => Array.from({ length: size }, (_, n) => task(`t${n}`, rev, `rev ${rev}`))
    await store.commit([part(space, 1, written(1))])
    let going = true
    const writer = (async () => {
      for (let rev = 2; going; rev++) assert.equal(await store.commit([part(space, rev, written(rev))]), 'committed')
    })()
    let seen = 0
    // Until commits have taken place meanwhile.
    try {
      for (let scans = 0; scans < 40 || seen < 3; scans++) {
        const { head, docs } = await changesOf(space, 0, null, 1_000)
        assert.equal(docs.length, size)
        assert.deepEqual([...new Set(docs.map((doc) => doc.rev))], [head.rev])
        seen = Math.max(seen, head.rev)
      }
    } finally {
      going = false
      await writer
    }
  })

  test(`${name}: a restored backup is told apart by its tag`, async () => {
    const space = randomUUID()
    const first = part(space, 1, [])
    await store.commit([first])
    assert.ok(await store.knows(space, { rev: 1, tag: first.entry.tag }))
    assert.ok(!(await store.knows(space, { rev: 1, tag: 'other' })))
    assert.ok(!(await store.knows(space, { rev: 2, tag: first.entry.tag })))
    assert.ok(await store.knows(space, { rev: 0, tag: 'any' }))
    assert.ok(!(await store.knows(randomUUID(), { rev: 1, tag: first.entry.tag })))
  })

  test(`${name}: a group at each limit of size is taken`, async () => {
    const space = randomUUID()
    const ids = Array.from({ length: limits.groupMutations }, () => randomUUID())
    const docs = Array.from({ length: limits.groupDocuments }, (_, n) => task(`t${String(n).padStart(5, '0')}`, 1, 'x'.repeat(limits.title)))
    assert.equal(await store.commit([part(space, 1, docs, ids)]), 'committed')
    assert.equal((await store.all(space, 'task')).length, limits.groupDocuments)
    assert.equal(
      (
        await knownOf(
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
    assert.equal(await store.commit([part(space, 2, [long])]), 'committed')
    assert.deepEqual(await store.docs(space, [{ kind: 'notes', id: 'n' }]), [long])
  })

  test(`${name}: of many who insert one key, one does; of many who replace one version, one does`, async () => {
    const key = randomUUID()
    const inserts = await Promise.all(Array.from({ length: 12 }, (_, n) => store.insert({ table: 'sessions', key, owner: 'me', value: { n } })))
    assert.equal(inserts.filter(Boolean).length, 1)
    assert.deepEqual(await store.record('sessions', key), { value: { n: inserts.indexOf(true) }, version: 1 })
    const replaced = await Promise.all(Array.from({ length: 12 }, (_, n) => store.replace('sessions', key, 1, { counter: n })))
    assert.equal(replaced.filter(Boolean).length, 1)
    assert.deepEqual(await store.record('sessions', key), { value: { counter: replaced.indexOf(true) }, version: 2 })
    assert.equal(await store.replace('sessions', 'none', 1, {}), false)
    assert.deepEqual([...(await store.records('sessions', [key, 'none']))], [[key, { value: { counter: replaced.indexOf(true) }, version: 2 }]])
  })

  test(`${name}: records are listed in the order of their keys, and by owner`, async () => {
    const owner = randomUUID()
    for (const n of [3, 1, 2]) await store.insert({ table: 'users', key: `zz-${owner}-${n}`, owner, value: { n } })
    const page = await store.list('users', `zz-${owner}`, 2)
    assert.deepEqual(
      page.map(({ value }) => value),
      [{ n: 1 }, { n: 2 }],
    )
    assert.deepEqual(
      (await store.list('users', page[1]?.key ?? '', 2)).map(({ value }) => value),
      [{ n: 3 }],
    )
    assert.equal((await store.owned('users', owner)).length, 3)
    assert.equal((await store.owned('users', randomUUID())).length, 0)
    assert.ok((await store.count('users')) >= 3)
    await store.usable()
  })

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
      await store.commit([{ entry: { ...entry, mutations: entry.mutations.map((one) => ({ ...one, at: day })) }, docs }])
    }
    return tags
  }
  const idsOf = (revs: number) => Array.from({ length: revs }, (_, n) => ({ actor: 'me', id: `m${n + 1}.0` }))

  test(`${name}: the oldest entries are forgotten with the ids that they made known, in steps, and all above is as it was`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const tags = await daily(space, 9)
    await daily(other, 3)
    const rows = await changesOf(space, 5, null, 100)
    const before = '2026-01-06T00:00:00.000Z'
    assert.equal((await store.head(space))?.horizon, undefined)
    assert.equal(await store.forget(space, before, 3), 3)
    assert.deepEqual(await store.head(space), { rev: 9, tag: tags[8], horizon: 3 })
    assert.equal(await store.forget(space, before, 3), 2)
    assert.equal(await store.forget(space, before, 3), 0, 'the sixth was written at that instant, not before')
    const look = async () => {
      assert.deepEqual(await store.head(space), { rev: 9, tag: tags[8], horizon: 5 })
      assert.deepEqual(await store.heads([space]), new Map([[space, { rev: 9, tag: tags[8], horizon: 5 }]]))
      for (let rev = 1; rev <= 9; rev++) {
        assert.equal((await store.entry(space, rev))?.rev, rev > 5 ? rev : undefined)
        assert.equal(await store.knows(space, { rev, tag: tags[rev - 1] ?? '' }), rev > 5)
      }
      const known = await store.knownMany(space, idsOf(9))
      assert.deepEqual(
        known.map((one) => one?.rev),
        [undefined, undefined, undefined, undefined, undefined, 6, 7, 8, 9],
      )
      assert.deepEqual(await changesOf(space, 5, null, 100), { ...rows, head: { ...rows.head, horizon: 5 } })
      assert.equal((await store.all(space, 'task')).length, 10)
    }
    await look()
    assert.equal((await store.knownMany(other, idsOf(3))).filter(Boolean).length, 3, 'another space is left alone')
    await store.close()
    store = await open()
    await look()
  })

  test(`${name}: the newest entry is never forgotten, and a space goes on from it`, async () => {
    const space = randomUUID()
    const tags = await daily(space, 4)
    const late = '2030-01-01T00:00:00.000Z'
    assert.equal(await store.forget(space, late, 100), 3)
    assert.equal(await store.forget(space, late, 100), 0)
    assert.ok(await store.knows(space, { rev: 4, tag: tags[3] ?? '' }))
    assert.equal(await store.commit([part(space, 5, [task('t', 5)])]), 'committed')
    assert.equal((await store.head(space))?.horizon, 3)
    assert.equal(await store.forget(space, late, 100), 1)
    assert.equal(await store.forget(randomUUID(), late, 100), 0)
  })

  test(`${name}: a step forgets no more ids than it was told, but for one entry's`, async () => {
    const space = randomUUID()
    await daily(space, 6, 20)
    assert.equal(await store.forget(space, '2030-01-01T00:00:00.000Z', 30), 2)
    assert.equal(await store.forget(space, '2030-01-01T00:00:00.000Z', 30), 2)
    assert.equal(
      (
        await store.knownMany(
          space,
          [...Array(20).keys()].map((n) => ({ actor: 'me', id: `m4.${n}` })),
        )
      ).filter(Boolean).length,
      0,
    )
    assert.equal(
      (
        await store.knownMany(
          space,
          [...Array(20).keys()].map((n) => ({ actor: 'me', id: `m5.${n}` })),
        )
      ).filter(Boolean).length,
      20,
    )
  })

  test(`${name}: a change that was decided before its id may have been forgotten is a conflict`, async () => {
    const space = randomUUID()
    await daily(space, 4)
    const decided = part(space, 5, [task('t', 5)])
    await store.forget(space, '2030-01-01T00:00:00.000Z', 2)
    assert.equal(await store.commit([{ ...decided, horizon: 0 }]), 'conflict')
    assert.equal(await store.commit([{ ...decided, horizon: 1 }]), 'conflict')
    assert.equal((await store.head(space))?.rev, 4)
    assert.equal(await store.commit([{ ...decided, horizon: 2 }]), 'committed')
    assert.equal(await store.commit([part(space, 6, [])]), 'committed', 'who looked no id up compares nothing')
    const young = randomUUID()
    await store.commit([part(young, 1, [])])
    assert.equal(await store.commit([{ ...part(young, 2, []), horizon: 0 }]), 'committed')
  })

  test(`${name}: of many who forget and commit at once nobody loses an entry, and the horizon is where the journal begins`, async () => {
    const space = randomUUID()
    await daily(space, 30)
    let rev = 30
    const write = async () => {
      while (rev < 45) if ((await store.commit([{ ...part(space, rev + 1, [task('t', rev + 1)]) }])) === 'committed') rev++
    }
    const purge = async () => {
      for (let n = 0; n < 12; n++) await store.forget(space, '2026-01-21T00:00:00.000Z', 4)
    }
    await Promise.all([write(), purge(), purge(), purge()])
    while ((await store.forget(space, '2026-01-21T00:00:00.000Z', 4)) > 0);
    assert.equal((await store.head(space))?.horizon, 20)
    for (let one = 1; one <= 45; one++) assert.equal((await store.entry(space, one)) !== undefined, one > 20, `entry ${one}`)
  })

  test(`${name}: what is in the trash is found by when it was deleted, and by when it went for good`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const deleted = (id: string, on: number, purgedAt?: string): TaskDoc => ({
      ...task(id, 1),
      deletedAt: `2026-01-0${on}T00:00:00.000Z`,
      deletedBy: 'me',
      labelIds: ['red'],
      ...(purgedAt === undefined ? {} : { purgedAt, parentId: null, listId: null, labelIds: [] }),
    })
    const list: AnyDoc = {
      kind: 'list',
      id: 'l',
      rev: 1,
      v: 1,
      createdAt: at,
      createdBy: 'me',
      updatedAt: at,
      updatedBy: 'me',
      name: 'List',
      color: 'blue',
      emoji: null,
      folderId: null,
      order: 'a',
      sort: 'manual',
      inbox: false,
      deletedAt: '2026-01-04T00:00:00.000Z',
      deletedBy: 'me',
    }
    const rows = [
      task('kept', 1),
      deleted('d5', 5),
      deleted('d2', 2),
      deleted('d8', 8),
      list,
      deleted('p7', 1, '2026-01-07T00:00:00.000Z'),
      deleted('p3', 1, '2026-01-03T00:00:00.000Z'),
    ]
    await store.commit([part(space, 1, rows)])
    await store.commit([part(other, 1, [deleted('d1', 1)])])
    const trashed = async (until: number, limit = 10) => (await store.trashed(space, `2026-01-0${until}T00:00:00.000Z`, limit)).map(({ id }) => id)
    const purged = async (until: number, limit = 10) => (await store.purged(space, `2026-01-0${until}T00:00:00.000Z`, limit)).map(({ id }) => id)
    assert.deepEqual(await trashed(9), ['d2', 'l', 'd5', 'd8'])
    assert.deepEqual(await trashed(4), ['d2', 'l'])
    assert.deepEqual(await trashed(9, 1), ['d2'])
    assert.deepEqual(await trashed(1), [])
    assert.deepEqual(await purged(9), ['p3', 'p7'])
    assert.deepEqual(await purged(3), ['p3'])
    assert.deepEqual(await purged(9, 1), ['p3'])
    // What was restored, deleted again or went for good is found by that.
    await store.commit([
      part(space, 2, [
        { ...task('d5', 2) },
        { ...deleted('d2', 9), rev: 2 },
        { ...deleted('d8', 8, '2026-01-09T00:00:00.000Z'), rev: 2 },
        { ...list, rev: 2, deletedAt: null, deletedBy: null } as AnyDoc,
      ]),
    ])
    assert.deepEqual(await trashed(9), ['d2'])
    assert.deepEqual(await purged(9), ['p3', 'p7', 'd8'])
    const updated = await store.view(space, () => viewTasks({ path: { by: 'updated', since: at }, after: null, limit: 100 }))
    assert.deepEqual(
      updated?.value.map(({ id }) => id),
      ['d2', 'd5', 'kept'],
      "what went for good is nobody's news",
    )
  })

  test(`${name}: rows and records are removed only as they were seen`, async () => {
    const [space, other] = [randomUUID(), randomUUID()]
    const rows = ['a', 'b', 'c'].map((id) => ({ ...task(id, 1), labelIds: ['red'] }))
    await store.commit([part(space, 1, rows)])
    await store.commit([part(other, 1, rows)])
    await store.commit([part(space, 2, [{ ...task('b', 2), labelIds: ['red'] }])])
    const head = await store.head(space)
    await store.remove(space, [...rows.slice(0, 2), { kind: 'task', id: 'none', rev: 1 }])
    await store.remove(space, [])
    assert.deepEqual(await store.head(space), head)
    assert.deepEqual(((await store.all(space, 'task')) as TaskDoc[]).map(({ id }) => id).sort(), ['b', 'c'])
    const labelled = await store.view(space, () => viewTasks({ path: { by: 'label', status: 'open', labels: ['red'] }, after: null, limit: 10 }))
    assert.deepEqual(
      labelled?.value.map(({ id }) => id),
      ['b', 'c'],
    )
    assert.equal((await store.all(other, 'task')).length, 3)
    // The id is free, as if it had never been.
    assert.equal(await store.commit([part(space, 3, [{ ...task('a', 3), labelIds: ['red'] }])]), 'committed')
    assert.equal((await store.all(space, 'task')).length, 3)

    const keys = [1, 2, 3].map((n) => `${space}-${n}`)
    for (const key of keys) await store.insert({ table: 'sessions', key, owner: space, value: {} })
    await store.replace('sessions', keys[1] ?? '', 1, { used: true })
    await store.removeRecords('sessions', [...keys.slice(0, 2).map((key) => ({ key, version: 1 })), { key: 'none', version: 1 }])
    await store.removeRecords('sessions', [])
    assert.deepEqual([...(await store.records('sessions', keys)).keys()].sort(), keys.slice(1))
  })

  test(`${name}: all spaces are gone over in the order of their ids`, async () => {
    const made = [randomUUID(), randomUUID(), randomUUID()].sort()
    for (const space of made) await store.commit([part(space, 1, [])])
    const seen: string[] = []
    for (let after = ''; ;) {
      const next = await store.spaces(after, 2)
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

  test(`${name}: a document of an older schema version is lifted when it is read, and left as it is`, async () => {
    const space = randomUUID()
    const { duration: _d, assigneeIds: _a, ...rest } = task('old', 1, 'From before')
    await store.commit([part(space, 1, [{ ...rest, v: 0 } as unknown as AnyDoc])])
    assert.deepEqual(await store.docs(space, [{ kind: 'task', id: 'old' }]), [task('old', 1, 'From before')])
    assert.deepEqual(await store.all(space, 'task'), [task('old', 1, 'From before')])
    assert.deepEqual((await changesOf(space, 0, null, 10)).docs, [task('old', 1, 'From before')])
    const viewed = await store.view(space, () => viewTasks({ path: { by: 'list', status: 'open', list: null }, after: null, limit: 1 }))
    assert.deepEqual(
      viewed?.value.map(({ json }) => JSON.parse(json) as TaskDoc),
      [task('old', 1, 'From before')],
    )
  })
}
