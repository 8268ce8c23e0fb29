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

const { newPerson, applied, shared } = taskPeople(() => server)
type Shared = Awaited<ReturnType<typeof shared>>
const add = async (by: TaskPerson, where: Shared, title: string, to: readonly TaskPerson[], date: string | null, more: object = {}) => {
  const due = date === null ? null : { date }
  const told = await by.post<Task>(where.tasks, { title, listId: where.list, due, assigneeIds: to.map(({ userId }) => userId), ...more })
  assert.equal(told.status, 201, told.text)
  return told.body
}
const titles = async (person: TaskPerson, path: string, limit = 50) => {
  const found: string[] = []
  for (let cursor = ''; ;) {
    const { status, body, text } = await person.get<TaskPage>(`${path}&limit=${limit}${cursor}`)
    assert.equal(status, 200, text)
    found.push(...body.items.map(({ title }) => title))
    if (body.nextCursor === null) return found
    cursor = `&cursor=${body.nextCursor}`
  }
}

test('what I am assigned to comes from all my spaces in one order: by day, those without one last, and only what is open and in sight', async () => {
  const [me, friend] = [await newPerson(), await newPerson()]
  const [one, two] = [await shared(friend, me), await shared(me, friend)]
  const first = await add(friend, one, 'late', [me], '2026-05-09')
  await add(me, two, 'early', [friend, me], '2026-05-01')
  await add(friend, one, 'without a day', [me], null)
  await add(me, two, 'without, later', [me], null)
  const same = await add(friend, one, 'same day', [me], '2026-05-01', { due: { date: '2026-05-01', time: '00:01' } })
  await add(friend, one, 'of my friend', [friend], '2026-05-01')
  await add(friend, one, 'of nobody', [], '2026-05-01')
  const below = await add(friend, one, 'below', [me], '2026-05-02', { listId: null, parentId: first.id })
  const order = ['early', 'same day', 'below', 'late', 'without a day', 'without, later']
  for (const limit of [1, 2, 50]) assert.deepEqual(await titles(me, '/tasks?assignee=me', limit), order)
  assert.deepEqual(await titles(me, `/tasks?assignee=${friend.userId}`), ['early', 'of my friend'])
  assert.deepEqual(await titles(me, `${one.tasks}?assignee=me`, 2), ['same day', 'below', 'late', 'without a day'])
  assert.deepEqual(await titles(me, `${one.tasks}?assignee=${friend.userId}`), ['of my friend'])
  assert.deepEqual(await titles(me, '/tasks?assignee=me&status=done'), [])

  await me.patch(`${one.tasks}/${same.id}`, { status: 'done' })
  assert.deepEqual(await titles(me, '/tasks?assignee=me&status=done'), ['same day'])
  assert.deepEqual(await titles(me, '/tasks?assignee=me'), ['early', 'below', 'late', 'without a day', 'without, later'])
  await me.patch(`${one.tasks}/${same.id}`, { status: 'open' })
  await me.delete(`${one.tasks}/${first.id}`)
  assert.deepEqual(await titles(me, '/tasks?assignee=me', 1), ['early', 'same day', 'without a day', 'without, later'], 'what is below it is hidden with it')
  await me.post(`${one.tasks}/${first.id}/restore`)
  await me.patch(`${one.tasks}/${below.id}`, { assigneeIds: [] })
  assert.deepEqual(await titles(me, '/tasks?assignee=me'), ['early', 'same day', 'late', 'without a day', 'without, later'])
  const moved = await me.post<Task>(`${one.tasks}/${first.id}/move`, { toSpace: two.space, listId: two.list })
  assert.deepEqual(
    [moved.status, await titles(me, `${one.tasks}?assignee=me`), await titles(me, `${two.tasks}?assignee=me`)],
    [200, ['same day', 'without a day'], ['early', 'late', 'without, later']],
  )
  await me.delete(`/spaces/${two.space}/lists/${two.list}`)
  assert.deepEqual(await titles(me, '/tasks?assignee=me'), ['same day', 'without a day'], 'nor is what a deleted list holds')
  assert.deepEqual(await titles(me, `/tasks?assignee=me&list=${one.list}`), ['without a day', 'same day'], 'in the order of the list')
})

test('mine is mine: the same address tells each what they are assigned to, and a page is told again only when a space of theirs has moved', async () => {
  const [me, friend, other] = [await newPerson(), await newPerson(), await newPerson()]
  const where = await shared(me, friend)
  await add(me, where, 'mine', [me], null)
  const task = await add(me, where, 'theirs', [friend], null)
  for (const path of ['/tasks?assignee=me', `${where.tasks}?assignee=me`]) {
    const [asked, askedToo] = [await me.get<TaskPage>(path), await friend.get<TaskPage>(path)]
    assert.deepEqual([asked.body.items.map(({ title }) => title), askedToo.body.items.map(({ title }) => title)], [['mine'], ['theirs']])
    const tag = asked.headers.get('etag') ?? ''
    assert.notEqual(tag, askedToo.headers.get('etag'))
    assert.equal((await friend.get(path, { 'If-None-Match': tag })).status, 200)
    await other.post(other.mine, { title: 'Elsewhere' })
    assert.equal((await me.get(path, { 'If-None-Match': tag })).status, 304)
    await friend.patch(`${where.tasks}/${task.id}`, { title: 'theirs', assigneeIds: [friend.userId, me.userId] })
    const now = await me.get<TaskPage>(path, { 'If-None-Match': tag })
    assert.deepEqual([now.status, now.body.items.map(({ title }) => title)], [200, ['mine', 'theirs']])
    await friend.patch(`${where.tasks}/${task.id}`, { assigneeIds: [friend.userId] })
  }
})

test('who has left a space is told nothing of it, though they are assigned to tasks there; nor who is let out while the page is read', async () => {
  const [me, owner] = [await newPerson(), await newPerson()]
  const [where, kept] = [await shared(owner, me), await shared(owner, me)]
  await add(owner, where, 'secret', [me], '2026-01-01')
  await add(owner, kept, 'known', [me], '2026-01-02')
  const tag = (await me.get('/tasks?assignee=me')).headers.get('etag') ?? ''
  const { store } = server.context
  const real = { ...store }
  let removed = false
  Object.assign(store, {
    viewOver: async (...args: Parameters<typeof real.viewOver>) => {
      if (!removed) {
        removed = true
        await applied(owner, 'member.remove@1', { userId: me.userId }, where.space)
        await add(owner, where, 'more of it', [], '2026-01-01')
      }
      return real.viewOver(...args)
    },
  })
  try {
    await add(owner, kept, 'another', [me], '2026-01-03')
    assert.deepEqual(await titles(me, '/tasks?assignee=me'), ['known', 'another'])
    assert.ok(removed)
  } finally {
    Object.assign(store, real)
  }
  const told = await me.get<TaskPage>('/tasks?assignee=me', { 'If-None-Match': tag })
  assert.deepEqual([told.status, told.body.items.map(({ title }) => title)], [200, ['known', 'another']])
  assert.equal((await me.get(`${where.tasks}?assignee=me`)).status, 404)
})

test('a page by assignee reads the spaces once: their heads, its tasks, and what those stand in; a page of the same state nothing but heads', async () => {
  const [me, owner] = [await newPerson(), await newPerson()]
  const where = await Promise.all([shared(owner, me), shared(owner, me), shared(owner, me)])
  for (const one of where) for (let n = 0; n < 3; n++) await add(owner, one, `task ${n}`, [me], '2026-01-01')
  const { store } = server.context
  const real = { ...store }
  const reads: string[] = []
  const noted = <M extends 'view' | 'viewOver' | 'docs' | 'heads' | 'head' | 'all'>(method: M) => ({
    [method]: (...args: never[]) => (reads.push(method), (real[method] as (...args: never[]) => unknown)(...args)),
  })
  await me.get('/tasks?limit=1')
  Object.assign(store, noted('view'), noted('viewOver'), noted('docs'), noted('heads'), noted('head'), noted('all'))
  try {
    const { headers, body } = await me.get<TaskPage>('/tasks?assignee=me&limit=5')
    assert.equal(body.items.length, 5)
    assert.equal(reads.filter((method) => method === 'viewOver').length, 1)
    assert.ok(
      reads.every((method) => ['viewOver', 'heads', 'head'].includes(method)),
      reads.join(),
    )
    reads.length = 0
    assert.equal((await me.get('/tasks?assignee=me&limit=5', { 'If-None-Match': headers.get('etag') ?? '' })).status, 304)
    await me.get('/tasks?assignee=me&limit=5')
    assert.deepEqual(reads, ['heads', 'heads'])
  } finally {
    Object.assign(store, real)
  }
})
