import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { statuses } from '@muster/core/contract/kinds.ts'
import type { LabelDoc, ListDoc, SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Task, TaskListQuery, TaskPage } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { id, startServer } from '../../testing/server.ts'
import { taskPeople, type TaskPerson } from '../../testing/task-people.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const { newPerson } = taskPeople(() => server)
type Named = readonly [Parameters<TaskPerson['mutation']>[0], unknown]
const apply = async (person: TaskPerson, changes: readonly Named[], space = person.userId) => {
  for (let at = 0; at < changes.length; at += 200) {
    const reply = await person.push(
      changes.slice(at, at + 200).map(([name, args]) => person.mutation(name, args)),
      space,
    )
    const { results } = (await reply.json()) as { results: { status: string }[] }
    assert.deepEqual([...new Set(results.map(({ status }) => status))], ['applied'], JSON.stringify(results.find(({ status }) => status !== 'applied')))
  }
}
/** The filters of a list, those left out too. */
type Query = { readonly [K in keyof TaskListQuery]: TaskListQuery[K] | undefined }
const queryOf = (filters: object) => new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== undefined) as [string, string][]).toString()

/** All pages of a list, one by one, each of `limit` at most. */
const allOf = async (person: TaskPerson, path: string, filters: Query, between: () => Promise<unknown> = async () => {}) => {
  const items: Task[] = []
  for (let cursor: string | null | undefined, pages = 0; cursor !== null; pages++) {
    assert.ok(pages < 500, 'it comes to an end')
    const told = await person.get<TaskPage>(`${path}?${queryOf({ ...filters, cursor })}`)
    assert.equal(told.status, 200, told.text)
    const { items: some, nextCursor } = told.body
    assert.ok(some.length <= Number(filters.limit ?? 50))
    items.push(...some)
    cursor = nextCursor
    if (cursor !== null) await between()
  }
  return items
}

/** What a list holds, by looking at every row. */
const naive = async (space: string, { list, parent, status, label, assignee, updatedSince, order: by }: Query): Promise<readonly Task[]> => {
  const { store } = server.context
  const tasks = (await store.all(space, 'task')) as TaskDoc[]
  const [lists, sections, labels] = [
    (await store.all(space, 'list')) as ListDoc[],
    (await store.all(space, 'section')) as SectionDoc[],
    (await store.all(space, 'label')) as LabelDoc[],
  ]
  const stays = (one: string | undefined): string | undefined => {
    const found = labels.find((row) => row.id === one)
    return found?.mergedInto ? stays(found.mergedInto) : found?.deletedAt === null ? found.id : undefined
  }
  const covered = (task: TaskDoc): boolean => {
    if (task.deletedAt !== null) return true
    if (task.parentId !== null) return covered(tasks.find((one) => one.id === task.parentId) as TaskDoc)
    return (
      lists.find((one) => one.id === task.listId)?.deletedAt !== null ||
      (task.sectionId !== null && sections.find((one) => one.id === task.sectionId)?.deletedAt !== null)
    )
  }
  const wanted = tasks.filter(
    (task) =>
      (updatedSince === undefined
        ? (by && !status ? task.status !== 'open' : task.status === (status ?? 'open')) && !covered(task) && !(by && task.status === 'open')
        : task.updatedAt >= updatedSince && (!status || task.status === status)) &&
      (list === undefined || task.listId === list) &&
      (parent === undefined || task.parentId === parent) &&
      (label === undefined || task.labelIds.some((one) => stays(one) !== undefined && stays(one) === stays(label))) &&
      (assignee === undefined || task.assigneeIds.includes(assignee)) &&
      (updatedSince !== undefined || parent !== undefined || label !== undefined || assignee !== undefined || task.parentId === null),
  )
  const orderOf = ({ id, listId, sectionId, order, updatedAt, completedAt, due }: TaskDoc) => {
    // Later ones come first.
    if (by) return [String(9e15 - Date.parse(completedAt ?? '')), id]
    if (updatedSince !== undefined) return [updatedAt, id]
    if (parent !== undefined) return [order, id]
    if (assignee !== undefined && list === undefined) return [due?.date ?? '~', id]
    return label !== undefined && list === undefined ? [id] : [listId, sectionId ?? '', order, id]
  }
  return wanted.toSorted((a, b) => (orderOf(a).join(' ') < orderOf(b).join(' ') ? -1 : 1)).map(({ movedTo: _, ...task }) => ({ space, ...task }))
}

/** A space with all that a list can meet: trash at every level, merged and deleted labels, subtasks, all statuses, what was moved away. */
const furnish = async (person: TaskPerson) => {
  const ids = (count: number) => Array.from({ length: count }, id)
  const [lists, sections, labels, roots, children] = [[person.userId, ...ids(4)], ids(6), ids(5), ids(60), ids(40)] as const
  const pick = <T>(from: readonly T[], n: number) => from[n % from.length] as T
  const [other, stranger] = [id(), id()]
  const due = (n: number) => (n % 5 === 0 ? {} : { due: { date: `2026-01-${10 + (n % 5)}`, ...(n % 7 === 0 ? { time: '09:00' } : {}) } })
  const assigned = (n: number) => (n % 3 === 0 ? {} : { assigneeIds: [person.userId] })
  const grand = ids(10)
  await apply(person, [
    ...lists.slice(1).map((list, n): Named => ['list.create@1', { id: list, name: `List ${n}`, color: 'blue', emoji: null, folderId: null, order: `a${n}` }]),
    ...sections.map((section, n): Named => ['section.create@1', { id: section, listId: pick(lists, n), name: `Section ${n}`, order: `a${n}` }]),
    ...labels.map((label, n): Named => ['label.create@1', { id: label, name: `Label ${n}`, color: 'red', order: `a${n}` }]),
    ...roots.map((task, n): Named => {
      const section = n % 3 === 0 ? pick(sections, n * 7) : null
      const listId = section === null ? pick(lists, n) : pick(lists, sections.indexOf(section))
      const labelIds = n % 2 === 0 ? [] : [...new Set([pick(labels, n), pick(labels, n * 3)])]
      return [
        'task.create@1',
        {
          id: task,
          place: { parentId: null, listId, sectionId: section, order: `a${n % 7}${n % 2 ? 'z' : ''}` },
          title: `Task ${n}`,
          labelIds,
          ...due(n),
          ...assigned(n),
        },
      ]
    }),
    ...children.map((task, n): Named => [
      'task.create@1',
      {
        id: task,
        place: { parentId: pick(roots, n % 12), listId: null, sectionId: null, order: `a${n % 5}` },
        title: `Subtask ${n}`,
        labelIds: [pick(labels, n)],
        ...due(n * 3),
        ...assigned(n),
      },
    ]),
    ...grand.map((task, n): Named => [
      'task.create@1',
      { id: task, place: { parentId: pick(children, n), listId: null, sectionId: null, order: 'a1' }, title: `Below ${n}`, labelIds: [pick(labels, n)] },
    ]),
    ...[...roots, ...children].flatMap((task, n): Named[] => (n % 4 === 1 ? [['task.update@1', { id: task, set: { status: statuses[1 + (n % 2)] } }]] : [])),
    ...[...roots, ...children].flatMap((task, n): Named[] => (n % 9 === 4 ? [['task.delete@1', { id: task }]] : [])),
    ['label.update@1', { id: labels[1], set: { name: 'label 0' } }],
    ['label.delete@1', { id: labels[4] }],
    ['list.delete@1', { id: lists[3] }],
    ['section.delete@1', { id: sections[0] }],
    ['space.create@1', { id: other, name: 'Other', color: 'blue', memberName: 'Somebody' }],
  ])
  await apply(person, [['list.create@1', { id: lists[1], name: 'There', color: 'blue', emoji: null, folderId: null, order: 'a1' }]], other)
  const moved = { toSpace: other, place: { parentId: null, listId: lists[1], sectionId: null, order: 'a1' }, labelIds: {} }
  await apply(person, [
    ['task.transfer@1', { id: roots[20], ...moved }],
    ['task.transfer@1', { id: children[2], ...moved }],
  ])
  return { lists, labels, roots, children, other, stranger }
}

test('every filter, and every mix of them, gives what looking at each row gives, in pages of any size', async () => {
  const person = await newPerson()
  const { lists, labels, roots, other, stranger } = await furnish(person)
  const instants = [...new Set(((await server.context.store.all(person.userId, 'task')) as TaskDoc[]).map(({ updatedAt }) => updatedAt))].sort()
  const maybe = <T>(from: readonly T[]) => fc.option(fc.constantFrom(...from), { nil: undefined, freq: 2 })
  const any = fc.record({
    list: maybe([...lists, id()]),
    parent: fc.option(fc.constantFrom(...roots.slice(0, 13), id()), { nil: undefined, freq: 1 }),
    status: maybe(statuses),
    label: maybe([...labels, id()]),
    assignee: maybe([person.userId, person.userId, stranger, 'me']),
    updatedSince: fc.option(fc.constantFrom('2020-01-01T00:00:00.000Z', ...instants, '2999-01-01T00:00:00.000Z'), { nil: undefined, freq: 1 }),
    limit: fc.constantFrom('1', '3', '10', '50', '200', undefined),
    order: fc.option(fc.constant('completed' as const), { nil: undefined, freq: 1 }),
  })
  // By when they were completed come those of a list alone.
  const filter = any.map((one) => (one.order ? { ...one, list: one.list ?? person.userId, parent: undefined, updatedSince: undefined } : one))
  let found = 0
  await fc.assert(
    fc.asyncProperty(filter, async (filters) => {
      const seen = { ...filters, assignee: filters.assignee === 'me' ? person.userId : filters.assignee }
      const expected = await naive(person.userId, seen)
      assert.deepEqual(await allOf(person, person.mine, filters), expected)
      found += expected.length
      const everywhere = new Map([...expected, ...(await naive(other, seen))].map((task) => [`${task.space} ${task.id}`, task]))
      assert.deepEqual(new Set(await allOf(person, '/tasks', filters)), new Set(everywhere.values()))
    }),
    { numRuns: 80 },
  )
  assert.ok(found > 100)
})

test('pages join to the whole while people write: what is left alone comes once, what is moved does not come twice at one place', async () => {
  const person = await newPerson()
  const still = Array.from({ length: 60 }, id)
  const place = (order: string) => ({ parentId: null, listId: person.userId, sectionId: null, order })
  await apply(
    person,
    still.map((task, n): Named => ['task.create@1', { id: task, place: place(`a${String(n).padStart(3, '0')}V`), title: `Task ${n}` }]),
  )
  const restless = Array.from({ length: 10 }, id)
  await apply(
    person,
    restless.map((task): Named => ['task.create@1', { id: task, place: place('a030V'), title: 'Restless' }]),
  )
  let step = 0
  const items = await allOf(person, person.mine, { limit: '7' }, async () => {
    step++
    await apply(person, [
      ...restless.map((task, n): Named => ['task.update@1', { id: task, place: place(`a${String((step * 17 + n * 5) % 60).padStart(3, '0')}V`) }]),
      ['task.create@1', { id: id(), place: place('Zz'), title: 'In front' }],
      ['task.create@1', { id: id(), place: place('b00'), title: 'Behind' }],
    ])
  })
  assert.deepEqual(
    items.filter(({ id }) => still.includes(id)).map(({ id }) => id),
    still,
  )
  assert.ok(step >= 8)
  const places = items.map(({ id, order }) => `${order} ${id}`)
  assert.deepEqual(places, places.toSorted())
  assert.equal(new Set(places).size, places.length)
  assert.ok(items.some(({ title }) => title === 'Behind'))
})

test('a page looks at a bounded number of rows, and goes on from there', async () => {
  const person = await newPerson()
  const label = id()
  await apply(person, [
    ['label.create@1', { id: label, name: 'Rare', color: 'red', order: 'a1' }],
    ...Array.from({ length: 2_100 }, (_, n): Named => [
      'task.create@1',
      {
        id: id(),
        place: { parentId: null, listId: person.userId, sectionId: null, order: `a${String(n).padStart(4, '0')}V` },
        title: `Task ${n}`,
        ...(n === 2_099 ? { labelIds: [label] } : {}),
      },
    ]),
  ])
  const query = { list: person.userId, label, limit: '2' }
  const first = (await person.get<TaskPage>(`${person.mine}?${queryOf(query)}`)).body
  assert.deepEqual(first.items, [])
  assert.ok(first.nextCursor)
  assert.deepEqual(
    (await allOf(person, person.mine, query)).map(({ title }) => title),
    ['Task 2099'],
  )
  assert.deepEqual(
    (await allOf(person, person.mine, { label })).map(({ title }) => title),
    ['Task 2099'],
  )
})

test('a cursor of another list, of other filters or of nobody is refused, and so is every value that is not as it is written', async () => {
  const [person, other] = [await newPerson(), await newPerson()]
  await apply(
    person,
    Array.from({ length: 3 }, (): Named => [
      'task.create@1',
      { id: id(), place: { parentId: null, listId: person.userId, sectionId: null, order: 'a1' }, title: 'Task' },
    ]),
  )
  const cursorOf = async (path: string) => (await person.get<TaskPage>(path)).body.nextCursor ?? assert.fail('it has a second page')
  const mine = await cursorOf(`${person.mine}?limit=1`)
  const everywhere = await cursorOf('/tasks?limit=1')
  const said = JSON.parse(Buffer.from(mine, 'base64url').toString()) as unknown[]
  const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
  assert.equal((await person.get(`${person.mine}?limit=2&cursor=${mine}`)).status, 200)
  for (const told of [
    await other.get(`${other.mine}?cursor=${mine}`),
    await person.get(`/tasks?cursor=${mine}`),
    await other.get(`/tasks?cursor=${everywhere}`),
    await person.get(`${person.mine}?cursor=${everywhere}`),
    await person.get(`${person.mine}?status=done&cursor=${mine}`),
    await person.get(`${person.mine}?list=${person.userId}&cursor=${mine}`),
    await person.get(`${person.mine}?assignee=me&cursor=${mine}`),
    await person.get(`/tasks?assignee=me&cursor=${everywhere}`),
    await person.get(`${person.mine}?cursor=${forged('', '', [])}`),
    await person.get(`${person.mine}?cursor=${forged(said[0], said[1], ['a', 'b', 'c'])}`),
    await person.get(`${person.mine}?cursor=${forged(said[0], said[1], [{}, null, 'a', 'b'])}`),
    await person.get(`${person.mine}?cursor=${forged(said[0], said[1], [null, null, 'a', 'b'])}`),
    await person.get(`${person.mine}?cursor=bm90aGluZw`),
    ...(await Promise.all(
      [
        'cursor=',
        'cursor=%00',
        'limit=0',
        'limit=201',
        'limit=1e2',
        'limit=+5',
        'limit=05',
        'limit=1&limit=2',
        'status=',
        'status=all',
        'list=x',
        'parent=null',
        'updatedSince=2026',
        'assignee=',
        'assignee=you',
        `assignee=me&assignee=${id()}`,
        'updatedSince=2026-13-01T00:00:00.000Z',
        'other=1',
        `list=${id()}&list=${id()}`,
      ].map((query) => person.get(`${person.mine}?${query}`)),
    )),
  ])
    assert.equal(told.status, 400, told.text)
})

test('a list is told again only when something in its space has changed', async () => {
  const [person, other] = [await newPerson(), await newPerson()]
  const added = await person.post<Task>(person.mine, { title: 'Task' })
  for (const path of [person.mine, `${person.mine}?limit=10`, '/tasks']) {
    const told = await person.get<TaskPage>(path)
    const tag = told.headers.get('etag') ?? ''
    assert.deepEqual(
      [told.headers.get('cache-control'), told.headers.get('vary')],
      ['private, no-cache', 'Accept-Encoding, Cookie, Origin, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site'],
    )
    await other.post(other.mine, { title: 'Elsewhere' })
    const again = await person.get(path, { 'If-None-Match': tag })
    assert.deepEqual([again.status, again.text, again.headers.get('etag')], [304, '', tag])
    const changed = await person.patch<Task>(`${person.mine}/${added.body.id}`, { title: `Seen at ${path}` })
    const now = await person.get<TaskPage>(path, { 'If-None-Match': tag })
    assert.deepEqual([now.status, now.body.items], [200, [changed.body]])
    assert.notEqual(now.headers.get('etag'), tag)
  }
  const tags = await Promise.all(
    [person.mine, `${person.mine}?limit=10`, `${person.mine}?status=done`, '/tasks'].map(async (path) => (await person.get(path)).headers.get('etag')),
  )
  assert.equal(new Set(tags).size, tags.length)
})

test('by when they were completed come the tasks of a list: without one, or beside what has an order of its own, it is refused', async () => {
  const person = await newPerson()
  for (const filters of [{}, { list: person.userId, parent: id() }, { list: person.userId, updatedSince: '2026-01-01T00:00:00.000Z' }]) {
    const told = await person.get<{ code: string }>(`${person.mine}?${queryOf({ order: 'completed', ...filters })}`)
    assert.deepEqual([told.status, told.body.code], [400, 'invalid'], told.text)
  }
})
