import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '@muster/core/contract/codes.ts'
import type { Task, TaskNotes, TaskPage } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import type { Told } from '../../testing/api.ts'
import { id, startServer } from '../../testing/server.ts'
import { taskPeople } from '../../testing/task-people.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const { newPerson, applied, newList, newSpace, join } = taskPeople(() => server)
const codeOf = ({ body }: Told<unknown>) => (body as Problem).code
const refused = (told: Told<unknown>, status: number, code: Problem['code']) => assert.deepEqual([told.status, codeOf(told)], [status, code], told.text)
/** The whole answer but for what is the request's own. */
const withoutId = ({ status, text, headers }: Told<unknown>) => ({
  status,
  text: text.replace(/"requestId":"[^"]*"/, ''),
  headers: Object.fromEntries([...headers].filter(([name]) => !['date'].includes(name) && name !== 'content-length')),
})

test('a task is added to the Inbox, last in its place, read, changed, put in the trash and taken out again', async () => {
  const { mine, userId, get, post, patch, delete: remove } = await newPerson()
  const added = await post<Task>(mine, { title: 'Milk', priority: 2, due: { date: '2026-03-01', time: '09:30' }, notes: 'two litres' })
  assert.equal(added.status, 201)
  const { body: task } = added
  assert.deepEqual([task.space, task.listId, task.title, task.priority, task.hasNotes, task.createdBy], [userId, userId, 'Milk', 2, true, userId])
  assert.equal(added.headers.get('location'), `/api/v1${mine}/${task.id}`)
  const second = (await post<Task>(mine, { title: 'Bread' })).body
  assert.ok(second.order > task.order)
  assert.deepEqual((await get<TaskPage>(mine)).body.items, [task, second])

  const read = await get<Task>(`${mine}/${task.id}`)
  assert.deepEqual(read.body, task)
  assert.equal(read.headers.get('etag'), added.headers.get('etag'))
  const changed = await patch<Task>(`${mine}/${task.id}`, { status: 'done', due: null })
  assert.equal(changed.status, 200)
  assert.deepEqual([changed.body.status, changed.body.due, changed.body.completedBy, changed.body.title], ['done', null, userId, 'Milk'])
  assert.notEqual(changed.headers.get('etag'), read.headers.get('etag'))
  assert.deepEqual((await get<TaskPage>(mine)).body.items, [second])

  for (let again = 0; again < 2; again++) assert.equal((await remove(`${mine}/${task.id}`)).status, 204)
  refused(await get(`${mine}/${task.id}`), 410, 'gone')
  refused(await patch(`${mine}/${task.id}`, { title: 'Cream' }), 410, 'gone')
  refused(await get(`${mine}/${task.id}/notes`), 410, 'gone')
  const restored = await post<Task>(`${mine}/${task.id}/restore`)
  assert.deepEqual([restored.status, restored.body.deletedAt, restored.body.status], [200, null, 'done'])
  assert.equal((await get<Task>(`${mine}/${task.id}`)).body.title, 'Milk')
})

test('without a space a task goes to the personal one, and is found in whichever space of the person it is', async () => {
  const owner = await newPerson()
  const { space, list, tasks } = await newSpace(owner)
  const own = (await owner.post<Task>('/tasks', { title: 'Mine' })).body
  assert.equal(own.space, owner.userId)
  const shared = (await owner.post<Task>(tasks, { title: 'Ours', listId: list })).body
  for (const task of [own, shared]) {
    assert.deepEqual((await owner.get<Task>(`/tasks/${task.id}`)).body, task)
    const changed = await owner.patch<Task>(`/tasks/${task.id}`, { priority: 1 })
    assert.deepEqual([changed.body.space, changed.body.priority], [task.space, 1])
  }
  const items = (await owner.get<TaskPage>('/tasks')).body.items.map(({ id }) => id)
  assert.deepEqual(items, owner.userId < space ? [own.id, shared.id] : [shared.id, own.id])
  assert.equal((await owner.delete(`/tasks/${shared.id}`)).status, 204)
  refused(await owner.get(`/tasks/${shared.id}`), 410, 'gone')
  assert.equal((await owner.delete(`/tasks/${shared.id}`)).status, 204)
  assert.deepEqual(
    (await owner.get<TaskPage>('/tasks')).body.items.map(({ id }) => id),
    [own.id],
  )
})

test('a place is worked out from what is said of it', async () => {
  const person = await newPerson()
  const { mine, userId } = person
  const list = await newList(person)
  const section = id()
  await applied(person, 'section.create@1', { id: section, listId: list, name: 'Section', order: 'a1' })
  const create = async (fields: object) => (await person.post<Task>(mine, { title: 'Task', ...fields })).body
  const placeOf = ({ parentId, listId, sectionId }: Task) => [parentId, listId, sectionId]
  const root = await create({ sectionId: section })
  assert.deepEqual(placeOf(root), [null, list, section])
  const child = await create({ parentId: root.id })
  assert.deepEqual(placeOf(child), [root.id, null, null])
  const ordered = await create({ listId: list, order: 'Zz' })
  assert.deepEqual([...placeOf(ordered), ordered.order], [null, list, null, 'Zz'])

  const move = async (task: Task, fields: object) => {
    const told = await person.patch<Task>(`${mine}/${task.id}`, fields)
    assert.equal(told.status, 200, told.text)
    return told.body
  }
  assert.deepEqual(placeOf(await move(root, { sectionId: null })), [null, list, null])
  assert.deepEqual(placeOf(await move(root, { sectionId: section })), [null, list, section])
  const up = await move(child, { parentId: null })
  assert.deepEqual(placeOf(up), [null, list, null])
  assert.ok(up.order > ordered.order)
  assert.deepEqual(placeOf(await move(child, { parentId: root.id })), [root.id, null, null])
  assert.deepEqual(placeOf(await move(root, { listId: userId })), [null, userId, null])
  const again = await move(root, { listId: userId, title: 'Named' })
  assert.deepEqual([again.title, again.order], ['Named', (await person.get<Task>(`${mine}/${root.id}`)).body.order])
  assert.equal((await move(root, { order: 'Z1' })).order, 'Z1')

  refused(await person.patch(`${mine}/${root.id}`, { parentId: child.id }), 409, 'cycle')
  refused(await person.patch(`${mine}/${root.id}`, { listId: null }), 400, 'invalid')
  refused(await person.patch(`${mine}/${child.id}`, { sectionId: section }), 400, 'invalid')
  refused(await person.patch(`${mine}/${root.id}`, { listId: id() }), 404, 'not_found')
  refused(await person.patch(`${mine}/${root.id}`, {}), 400, 'invalid')
  refused(await person.post(mine, { title: 'x', parentId: root.id, listId: list }), 400, 'invalid')
  const { tasks } = await newSpace(person)
  const nowhere = await person.post(tasks, { title: 'x' })
  refused(nowhere, 400, 'invalid')
  assert.match(nowhere.text, /Inbox/)
})

test('a task is moved to another space with all that is below it, and is gone from where it was', async () => {
  const person = await newPerson()
  const { mine } = person
  const { space, list, tasks } = await newSpace(person)
  const root = (await person.post<Task>(mine, { title: 'Trip', notes: 'by train' })).body
  const child = (await person.post<Task>(mine, { title: 'Tickets', parentId: root.id })).body
  refused(await person.post(`${mine}/${root.id}/move`, { toSpace: space }), 400, 'invalid')
  refused(await person.post(`${mine}/${root.id}/move`, { toSpace: id(), listId: list }), 404, 'not_found')
  const moved = await person.post<Task>(`${mine}/${root.id}/move`, { toSpace: space, listId: list })
  assert.deepEqual([moved.status, moved.body.space, moved.body.listId], [200, space, list])
  assert.equal(moved.headers.get('location'), `/api/v1${tasks}/${root.id}`)
  refused(await person.get(`${mine}/${root.id}`), 410, 'gone')
  refused(await person.post(`${mine}/${root.id}/restore`), 410, 'gone')
  refused(await person.delete(`${mine}/${root.id}`), 410, 'gone')
  assert.equal((await person.get<Task>(`/tasks/${child.id}`)).body.space, space)
  assert.equal((await person.get<TaskNotes>(`${tasks}/${root.id}/notes`)).body.text, 'by train')
  // Where it was, it is told as deleted, and not where it went.
  const told = (await person.get<TaskPage>(`${mine}?updatedSince=2020-01-01T00:00:00.000Z`)).body.items
  assert.equal(told.length, 2)
  for (const task of told) assert.ok(task.deletedAt !== null && !('movedTo' in task))
})

test('notes are written over, or merged with what others wrote since', async () => {
  const { mine, get, put, post, userId } = await newPerson()
  const { id: task } = (await post<Task>(mine, { title: 'Trip' })).body
  const notes = `${mine}/${task}/notes`
  const empty = await get<TaskNotes>(notes)
  assert.deepEqual(empty.body, { space: userId, taskId: task, text: '', updatedAt: null, updatedBy: null })
  const tag = empty.headers.get('etag') ?? ''
  assert.equal((await get(notes, { 'If-None-Match': tag })).status, 304)
  const written = await put<TaskNotes>(notes, { text: 'a\nb\nc' }, { 'If-Match': tag })
  assert.deepEqual([written.status, written.body.text, written.body.updatedBy], [200, 'a\nb\nc', userId])
  refused(await put(notes, { text: 'late' }, { 'If-Match': tag }), 412, 'stale')
  assert.equal((await get(notes, { 'If-None-Match': tag })).status, 200)
  assert.equal((await put<TaskNotes>(notes, { text: 'A\nb\nc', base: 'a\nb\nc' })).body.text, 'A\nb\nc')
  assert.equal((await put<TaskNotes>(notes, { text: 'a\nb\nC', base: 'a\nb\nc' })).body.text, 'A\nb\nC')
  assert.equal((await put<TaskNotes>(notes, { text: 'new' })).body.text, 'new')
  assert.equal((await get<Task>(`${mine}/${task}`)).body.hasNotes, true)
  refused(await put(`${mine}/${id()}/notes`, { text: 'x' }), 404, 'not_found')
})

test('what one may not see is answered as what does not exist, byte for byte', async () => {
  const [owner, stranger, former] = [await newPerson(), await newPerson(), await newPerson()]
  const { space, list, tasks } = await newSpace(owner)
  const { id: task } = (await owner.post<Task>(tasks, { title: 'Secret', listId: list })).body
  await join(owner, space, former, 'editor')
  assert.equal((await former.get(`${tasks}/${task}`)).status, 200)
  await applied(owner, 'member.remove@1', { userId: former.userId }, space)
  const there = [tasks, task] as const
  const nowhere = [`/spaces/${id()}/tasks`, id()] as const
  for (const person of [stranger, former]) {
    const ask = ([base, one]: readonly [string, string]) =>
      Promise.all([
        person.get(base),
        person.get(`${base}/${one}`),
        person.get(`${base}/${one}`, { 'If-None-Match': '*' }),
        person.get(`${base}/${one}/notes`),
        person.post(base, { title: 'x', id: one }),
        person.post(base, { title: 'x', listId: list }),
        person.patch(`${base}/${one}`, { title: 'x' }),
        person.patch(`${base}/${one}`, { listId: list }, { 'If-Match': '"none"' }),
        person.delete(`${base}/${one}`),
        person.post(`${base}/${one}/restore`),
        person.post(`${base}/${one}/move`, { toSpace: person.userId }, { 'If-Match': '"none"' }),
        person.put(`${base}/${one}/notes`, { text: 'x' }, { 'If-Match': '"none"' }),
        person.get(`/tasks/${one}`),
        person.patch(`/tasks/${one}`, { title: 'x' }),
        person.delete(`/tasks/${one}`),
      ])
    const [hidden, absent] = [await ask(there), await ask(nowhere)]
    for (const [index, told] of hidden.entries()) {
      assert.equal(told.status, 404, `${index}: ${told.text}`)
      assert.deepEqual(withoutId(told), withoutId(absent[index] as Told<unknown>))
    }
    const [own] = [(await person.post<Task>(person.mine, { title: 'Own' })).body.id]
    const into = (toSpace: string) => person.post(`${person.mine}/${own}/move`, { toSpace, listId: list })
    assert.deepEqual(withoutId(await into(space)), withoutId(await into(id())))
    assert.equal((await person.get(`${person.mine}/${own}`)).status, 200)
  }
  assert.equal((await owner.get<Task>(`${tasks}/${task}`)).body.title, 'Secret')
})

test('a viewer reads all of it and writes none', async () => {
  const [owner, viewer] = [await newPerson(), await newPerson()]
  const { space, list, tasks } = await newSpace(owner)
  const { id: task } = (await owner.post<Task>(tasks, { title: 'Seen', listId: list })).body
  await join(owner, space, viewer, 'viewer')
  for (const path of [tasks, `${tasks}/${task}`, `${tasks}/${task}/notes`, `/tasks/${task}`]) assert.equal((await viewer.get(path)).status, 200)
  const own = (await viewer.post<Task>(viewer.mine, { title: 'Own' })).body.id
  for (const told of [
    await viewer.post(tasks, { title: 'x', listId: list }),
    await viewer.patch(`${tasks}/${task}`, { title: 'x' }),
    await viewer.patch(`/tasks/${task}`, { listId: list }),
    await viewer.delete(`${tasks}/${task}`),
    await viewer.post(`${tasks}/${task}/restore`),
    await viewer.put(`${tasks}/${task}/notes`, { text: 'x' }),
    await viewer.post(`${tasks}/${task}/move`, { toSpace: viewer.userId }),
    await viewer.post(`${viewer.mine}/${own}/move`, { toSpace: space, listId: list }),
  ])
    refused(told, 403, 'forbidden')
  await owner.delete(`${tasks}/${task}`)
  assert.equal((await viewer.delete(`${tasks}/${task}`)).status, 204, 'it is deleted already')
  refused(await viewer.delete(`${tasks}/${id()}`), 403, 'forbidden')
})

test('of two who change what both have read, one wins and the other is told', async () => {
  const { mine, get, post, patch, delete: remove } = await newPerson()
  for (let round = 0; round < 5; round++) {
    const added = await post<Task>(mine, { title: 'Read' })
    const [path, tag] = [`${mine}/${added.body.id}`, added.headers.get('etag') ?? '']
    const told = await Promise.all(['one', 'two', 'three'].map((title) => patch<Task>(path, { title }, { 'If-Match': tag })))
    assert.deepEqual(
      told.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 412, 412],
    )
    const won = told.find(({ status }) => status === 200)
    const now = await get<Task>(path)
    assert.equal(now.body.title, won?.body.title)
    refused(await remove(path, { 'If-Match': tag }), 412, 'stale')
    assert.equal((await patch(path, { title: 'x' }, { 'If-Match': `"other", ${now.headers.get('etag')}` })).status, 200)
    assert.equal((await patch(path, { title: 'y' }, { 'If-Match': '*' })).status, 200)
  }
})

test('whatever is done to a task is done to what was read, by whichever address', async () => {
  const owner = await newPerson()
  const { space, list } = await newSpace(owner)
  const { mine, get, post, patch, delete: remove } = owner
  const added = await post<Task>(mine, { title: 'Read' })
  const task = added.body.id
  const before = { 'If-Match': added.headers.get('etag') ?? '' }
  const now = (await patch<Task>(`/tasks/${task}`, { title: 'Changed' }, before)).headers.get('etag') ?? ''
  refused(await patch(`/tasks/${task}`, { title: 'Late' }, before), 412, 'stale')
  refused(await remove(`/tasks/${task}`, before), 412, 'stale')
  refused(await post(`${mine}/${task}/move`, { toSpace: space, listId: list }, before), 412, 'stale')
  assert.deepEqual((await get<Task>(`${mine}/${task}`)).body.title, 'Changed')
  assert.equal((await remove(`/tasks/${task}`, { 'If-Match': now })).status, 204)
  refused(await post(`${mine}/${task}/restore`, undefined, { 'If-Match': now }), 412, 'stale')
  refused(await get(`${mine}/${task}`), 410, 'gone')
  const restored = await post<Task>(`${mine}/${task}/restore`, undefined, { 'If-Match': '*' })
  assert.equal(restored.status, 200)
  const moved = await post<Task>(`${mine}/${task}/move`, { toSpace: space, listId: list }, { 'If-Match': restored.headers.get('etag') ?? '' })
  assert.deepEqual([moved.status, moved.body.space], [200, space])
})

test('a proxy that packs answers rewrites their validators, and what they guard is guarded still', async () => {
  const { mine, get, post, patch } = await newPerson()
  const added = await post<Task>(mine, { title: 'Read' })
  const [path, first] = [`${mine}/${added.body.id}`, added.headers.get('etag')?.slice(1, -1) ?? '']
  const rewritten = (tag: string) => [`W/"${tag}"`, `"${tag}-gzip"`, `"${tag}--gzip"`, `W/"${tag}-br"`]
  for (const [n, one] of rewritten(first).entries()) {
    assert.equal((await get(path, { 'If-None-Match': one })).status, 304, one)
    assert.equal(
      (await patch(path, { title: 'Read' }, { 'If-Match': rewritten((await get(path)).headers.get('etag')?.slice(1, -1) ?? '')[n] ?? '' })).status,
      200,
      one,
    )
  }
  await patch(path, { title: 'Changed' })
  for (const one of [...rewritten(first), `"${first}"`, `"${first}-other"`, first]) {
    assert.equal((await get(path, { 'If-None-Match': one })).status, 200, one)
    refused(await patch(path, { title: 'Late' }, { 'If-Match': one }), 412, 'stale')
  }
})

test('who asks that nothing is there overwrites nothing', async () => {
  const { mine, get, put, post, patch, delete: remove } = await newPerson()
  const added = await post<Task>(mine, { title: 'There' })
  const path = `${mine}/${added.body.id}`
  const fresh = { 'If-None-Match': '*' }
  // Of many who write the first notes at once one does.
  const told = await Promise.all(['a', 'b', 'c'].map((text) => put<TaskNotes>(`${path}/notes`, { text }, fresh)))
  assert.deepEqual(
    told.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 412, 412],
  )
  const notes = (await get<TaskNotes>(`${path}/notes`)).body
  assert.equal(notes.text, told.find(({ status }) => status === 200)?.body.text)
  refused(await put(`${path}/notes`, { text: 'late' }, fresh), 412, 'stale')
  const tag = (await get(path)).headers.get('etag') ?? ''
  for (const held of ['*', tag, `"x", W/${tag}`]) {
    refused(await patch(path, { title: 'Late' }, { 'If-None-Match': held }), 412, 'stale')
    refused(await remove(path, { 'If-None-Match': held }), 412, 'stale')
    refused(await post(`${path}/restore`, undefined, { 'If-None-Match': held }), 412, 'stale')
  }
  refused(await patch(`${mine}/${id()}`, { title: 'Late' }, fresh), 404, 'not_found')
  assert.deepEqual((await get<TaskNotes>(`${path}/notes`)).body, notes)
  assert.equal((await patch(path, { title: 'Free' }, { 'If-None-Match': '"another"' })).status, 200)
})

test('the same request under one key takes effect once, five times at once too', async () => {
  const person = await newPerson()
  const { mine, get, post, patch, put, delete: remove } = person
  const key = () => ({ 'Idempotency-Key': id() })
  const count = async () => (await get<TaskPage>(`${mine}?limit=200`)).body.items.length
  const once = async <T>(send: (more: Record<string, string>) => Promise<Told<T>>) => {
    const [more, revs] = [key(), async () => (await server.context.store.head(person.userId))?.rev ?? 0]
    const before = await revs()
    const told = await Promise.all(Array.from({ length: 5 }, () => send(more)))
    const last = await send(more)
    assert.equal(last.headers.get('idempotency-replayed'), 'true')
    assert.equal(told.filter(({ headers }) => headers.get('idempotency-replayed') === null).length, 1)
    for (const one of told) assert.deepEqual([one.status, one.text, one.headers.get('etag')], [last.status, last.text, last.headers.get('etag')])
    assert.equal(await revs(), before + 1)
    return { told: last, more }
  }
  const { told: added, more } = await once<Task>((more) => post(mine, { title: 'Once' }, more))
  assert.equal(await count(), 1)
  refused(await post(mine, { title: 'Another' }, more), 422, 'reused_id')
  refused(await patch(`${mine}/${added.body.id}`, { title: 'Another' }, more), 422, 'reused_id')
  refused(await post(mine, { title: 'x' }, { 'Idempotency-Key': 'mine' }), 400, 'invalid')
  const path = `${mine}/${added.body.id}`
  await once((more) => patch(path, { title: 'Changed' }, more))
  await once((more) => put(`${path}/notes`, { text: 'Text' }, more))
  const tag = (await get(path)).headers.get('etag') ?? ''
  await once((more) => patch(path, { title: 'Once more' }, { ...more, 'If-Match': tag }))
  await once((more) => remove(path, more))
  await once((more) => post(`${path}/restore`, undefined, more))
  const { space, list } = await newSpace(person)
  await once((more) => post(`${path}/move`, { toSpace: space, listId: list }, more))
  assert.equal(await count(), 0)
})

test('one task is told again only when it has changed', async () => {
  const { mine, get, post, patch } = await newPerson()
  const { body, headers } = await post<Task>(mine, { title: 'Task' })
  const tag = headers.get('etag') ?? ''
  for (const path of [`${mine}/${body.id}`, `/tasks/${body.id}`]) {
    for (const asked of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const told = await get(path, { 'If-None-Match': asked })
      assert.deepEqual([told.status, told.text, told.headers.get('etag'), told.headers.get('cache-control')], [304, '', tag, 'private, no-cache'])
    }
    assert.equal((await get(path, { 'If-None-Match': '"x"' })).status, 200)
  }
  await post(mine, { title: 'Beside' })
  assert.equal((await get(`${mine}/${body.id}`, { 'If-None-Match': tag })).status, 304)
  await patch(`${mine}/${body.id}`, { priority: 1 })
  assert.equal((await get(`${mine}/${body.id}`, { 'If-None-Match': tag })).status, 200)
})

test('what does not fit is refused, and nothing is stored', async () => {
  const { mine, get, post, patch } = await newPerson()
  const { id: task } = (await post<Task>(mine, { title: 'Task' })).body
  for (const body of [
    {},
    { title: '' },
    { title: 'a\nb' },
    { title: 'x'.repeat(501) },
    { title: 'x', id: 'not-an-id' },
    { title: 'x', priority: '1' },
    { title: 'x', priority: 5 },
    { title: 'x', due: '2026-03-01' },
    { title: 'x', due: { date: '2026-02-30' } },
    { title: 'x', status: 'open' },
    { title: 'x', assigneeIds: [id()] },
    { title: 'x', order: 'a 1' },
    { title: 'x', rev: 1 },
    [],
    null,
  ])
    refused(await post(mine, body), 400, 'invalid')
  refused(await post(mine, { title: 'x', labelIds: [id()] }), 404, 'not_found')
  refused(await post(mine, { title: 'x', id: task }), 409, 'exists')
  for (const body of [{ status: 'gone' }, { title: null }, { parentId: 'x' }, { deletedAt: null }, { due: { date: '2026-02-30' } }])
    refused(await patch(`${mine}/${task}`, body), 400, 'invalid')
  const { items } = (await get<TaskPage>(mine)).body
  assert.deepEqual(
    items.map(({ id, rev }) => [id, rev]),
    [[task, items[0]?.rev]],
  )
  refused(await get(`${mine}/not-an-id`), 400, 'invalid')
})
