import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Task, TaskPage } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { startServer } from '../../testing/server.ts'
import { taskPeople, type TaskPerson } from '../../testing/task-people.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const { newPerson, applied, newList, shared } = taskPeople(() => server)

test('readers who race with commits never see what was before, two pages under one tag, or the tasks of somebody else', async () => {
  const people = [await newPerson(), await newPerson()]
  const made = await Promise.all(people.map(async (person) => (await person.post<Task>(person.mine, { title: '0' })).body))
  const acknowledged = [0, 0]
  const byTag = new Map<string, string>()
  let writing = true
  const write = async (who: number) => {
    for (let n = 1; n <= 25; n++) {
      assert.equal((await people[who]?.patch(`${people[who]?.mine}/${made[who]?.id}`, { title: `${n}` }))?.status, 200)
      acknowledged[who] = n
    }
  }
  const read = async (who: number) => {
    const person = people[who] as TaskPerson
    let [tag, asks] = ['', 0]
    while (writing || asks === 0) {
      asks++
      const before = acknowledged[who] as number
      const told = await person.get<TaskPage>(person.mine, tag === '' ? {} : { 'If-None-Match': tag })
      tag = told.headers.get('etag') ?? assert.fail('it has a tag')
      const text = told.status === 304 ? byTag.get(tag) : told.text
      assert.ok(text !== undefined, 'they hold what they are told has not changed')
      assert.equal(byTag.get(tag) ?? text, text)
      byTag.set(tag, text)
      const [task, ...more] = (JSON.parse(text) as TaskPage).items
      assert.deepEqual([task?.id, task?.space, more], [made[who]?.id, person.userId, []])
      assert.ok(Number(task?.title) >= before, `${task?.title} was read after ${before} had been acknowledged`)
    }
  }
  const reading = [0, 0, 0, 1, 1, 1].map(read)
  await Promise.all([write(0), write(1)])
  writing = false
  await Promise.all(reading)
  assert.ok(byTag.size > 2)
})

test('who is taken out of a space is told at once that there is none, though its page is cached and they hold its ETag', async () => {
  const [owner, guest] = [await newPerson(), await newPerson()]
  const { space, list, tasks } = await shared(owner, guest)
  await owner.post(tasks, { title: 'Secret', listId: list })
  const tag = (await guest.get(tasks)).headers.get('etag') ?? ''
  assert.equal((await guest.get(tasks, { 'If-None-Match': tag })).status, 304)
  await applied(owner, 'member.remove@1', { userId: guest.userId }, space)
  const cached = await owner.get<TaskPage>(tasks)
  assert.equal(cached.body.items.length, 1)
  for (const held of [tag, cached.headers.get('etag') ?? '', '*', '"none"']) {
    const told = await guest.get(tasks, { 'If-None-Match': held })
    assert.deepEqual([told.status, told.headers.get('etag')], [404, null])
    assert.doesNotMatch(told.text, /Secret/)
  }
  assert.equal((await owner.get(tasks, { 'If-None-Match': cached.headers.get('etag') ?? '' })).status, 304)
})

test('people who move one task at once are all served: a place is worked out again from where the task is by then', async () => {
  const person = await newPerson()
  const lists = await Promise.all(Array.from({ length: 4 }, () => newList(person, person.userId)))
  const task = (await person.post<Task>(person.mine, { title: 'Restless' })).body
  for (let round = 0; round < 3; round++) {
    const moves = [...lists.map((listId) => ({ listId })), { order: `a${round}V` }]
    const told = await Promise.all(moves.map((move) => person.patch<Task>(`${person.mine}/${task.id}`, move)))
    assert.deepEqual(
      told.map(({ status }) => status),
      moves.map(() => 200),
      told.map(({ text }) => text).join('\n'),
    )
    const now = (await person.get<Task>(`${person.mine}/${task.id}`)).body
    assert.ok(lists.includes(now.listId ?? ''))
    assert.deepEqual([now.sectionId, now.parentId], [null, null])
  }
})

test('a page and its 304 carry the headers of every answer, and HEAD those of the page', async () => {
  const person = await newPerson()
  await person.post(person.mine, { title: 'Task' })
  const page = await person.get(person.mine)
  const head = await server.request(`/api/v1${person.mine}`, { method: 'HEAD', headers: person.headers })
  const held = await person.get(person.mine, { 'If-None-Match': page.headers.get('etag') ?? '' })
  assert.deepEqual([page.status, head.status, await head.text(), held.status], [200, 200, '', 304])
  const without = (headers: Headers, ...names: string[]) =>
    Object.fromEntries([...headers].filter(([name]) => !['date', 'connection', 'keep-alive', ...names].includes(name)))
  assert.deepEqual(without(head.headers), without(page.headers))
  assert.deepEqual(without(held.headers), without(page.headers, 'content-type', 'content-length'))
  for (const name of ['content-security-policy', 'x-content-type-options', 'etag', 'vary']) assert.ok(held.headers.has(name), name)
  assert.equal(held.headers.get('cache-control'), 'private, no-cache')
})

test('a page over all spaces is read once for a state of them, and anew when any moves; of other people there is nothing in it', async () => {
  const [owner, guest] = [await newPerson(), await newPerson()]
  const { space, list, tasks } = await shared(owner, guest)
  await owner.post(tasks, { title: 'Shared', listId: list })
  await owner.post(owner.mine, { title: 'Mine' })
  const { store } = server.context
  const real = { ...store }
  let reads: string[] = []
  Object.assign(store, {
    view: (...args: Parameters<typeof real.view>) => (reads.push('view'), real.view(...args)),
    head: (...args: Parameters<typeof real.head>) => (reads.push('head'), real.head(...args)),
    heads: (...args: Parameters<typeof real.heads>) => (reads.push('heads'), real.heads(...args)),
    all: (...args: Parameters<typeof real.all>) => (reads.push('all'), real.all(...args)),
  })
  try {
    const titles = async (person: TaskPerson, tag = '') => {
      reads = []
      const told = await person.get<TaskPage>('/tasks', tag === '' ? {} : { 'If-None-Match': tag })
      return { status: told.status, tag: told.headers.get('etag') ?? '', titles: told.body?.items.map(({ title }) => title).sort() }
    }
    const first = await titles(owner)
    assert.deepEqual(first.titles, ['Mine', 'Shared'])
    const again = await titles(owner)
    assert.deepEqual([again, reads], [first, ['heads']])
    assert.deepEqual([(await titles(owner, first.tag)).status, reads], [304, ['heads']])
    assert.deepEqual((await titles(guest, first.tag)).titles, ['Shared'])
    await guest.post(tasks, { title: 'Another', listId: list })
    const moved = await titles(owner, first.tag)
    assert.deepEqual([moved.status, moved.titles], [200, ['Another', 'Mine', 'Shared']])
    await applied(owner, 'member.remove@1', { userId: guest.userId }, space)
    assert.deepEqual((await titles(guest)).titles, [])
  } finally {
    Object.assign(store, real)
  }
})

test('who is let out of a space while the page over all is read is shown nothing of it', async () => {
  const [owner, guest] = [await newPerson(), await newPerson()]
  const { space, list, tasks } = await shared(owner, guest)
  await guest.get('/tasks')
  await owner.post(tasks, { title: 'Told before', listId: list })
  const { store } = server.context
  const real = { ...store }
  let removed = false
  Object.assign(store, {
    view: async (of: string, plan: never) => {
      if (of === space && !removed) {
        removed = true
        await applied(owner, 'member.remove@1', { userId: guest.userId }, space)
        await owner.post(tasks, { title: 'Secret', listId: list })
      }
      return real.view(of, plan)
    },
  })
  try {
    assert.deepEqual((await guest.get<TaskPage>('/tasks')).body.items, [])
    assert.ok(removed)
  } finally {
    Object.assign(store, real)
  }
})

test('a page is as new as what is on it, whatever else its space has been at; a store that writes alone keeps it for as long', async () => {
  const person = await newPerson()
  const list = await newList(person, person.userId)
  const elsewhere = (await person.post<Task>(person.mine, { title: 'Elsewhere', listId: list })).body
  const task = (await person.post<Task>(person.mine, { title: 'Before' })).body
  const page = `${person.mine}?list=${person.userId}`
  const titles = async (tag = '') => {
    const told = await person.get<TaskPage>(page, tag === '' ? {} : { 'If-None-Match': tag })
    return { status: told.status, tag: told.headers.get('etag') ?? '', titles: told.status === 304 ? null : told.body.items.map(({ title }) => title) }
  }
  const first = await titles()
  assert.deepEqual(first.titles, ['Before'])
  await person.patch(`${person.mine}/${elsewhere.id}`, { title: 'Still elsewhere' })
  assert.equal((await titles(first.tag)).status, server.context.sqlite ? 304 : 200)
  for (const [change, expected] of [
    [() => person.patch(`${person.mine}/${task.id}`, { title: 'After' }), ['After']],
    [() => person.patch(`${person.mine}/${elsewhere.id}`, { listId: person.userId }), ['After', 'Still elsewhere']],
    [() => person.patch(`${person.mine}/${elsewhere.id}`, { listId: list }), ['After']],
    [() => applied(person, 'task.delete@1', { id: task.id }), []],
  ] as const) {
    const held = await titles()
    await change()
    const told = await titles(held.tag)
    assert.deepEqual([told.status, told.titles], [200, expected])
    assert.notEqual(told.tag, held.tag)
  }
})
