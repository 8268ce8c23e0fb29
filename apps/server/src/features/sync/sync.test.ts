import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { id, startServer } from '../../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const task = (list: string, title = 'Water the plants') => ({ id: id(), place: { parentId: null, listId: list, sectionId: null, order: 'a1' }, title })

test('a new account has a space of its own, with its Inbox', async () => {
  const person = await server.register()
  assert.equal(person.status, 201)
  const { docs, head } = await person.changes()
  assert.deepEqual(docs.map((doc) => doc.kind).sort(), ['list', 'member', 'settings', 'space'])
  assert.match(head, /^1\./)
})

test('a task is added once, however often it is sent, and in parallel', async () => {
  const person = await server.register()
  const add = person.mutation('task.create@1', task(person.userId))
  const all = await Promise.all([1, 2, 3, 4, 5].map(() => person.results([add, add])))
  const results = all.flat()
  assert.ok(results.every((result) => result.status === 'applied'))
  assert.equal(new Set(results.map((result) => result.status === 'applied' && result.rev)).size, 1)
  assert.equal(results.filter((result) => result.status === 'applied' && !result.replayed).length, 1)
  assert.equal((await person.changes()).docs.filter((doc) => doc.kind === 'task').length, 1)
})

test('another payload under a used id is refused', async () => {
  const person = await server.register()
  const add = person.mutation('task.create@1', task(person.userId))
  await person.results([add])
  const [again] = await person.results([person.mutation('task.create@1', task(person.userId, 'Other'), add.id)])
  assert.equal(again?.status === 'refused' && again.problem.code, 'reused_id')
})

test('one refused change in a group refuses nobody else', async () => {
  const person = await server.register()
  const good = Array.from({ length: 20 }, () => person.mutation('task.create@1', task(person.userId)))
  const stray = person.mutation('task.update@1', { id: id(), set: { title: 'Nowhere' } })
  const results = await person.results([...good.slice(0, 10), stray, ...good.slice(10)])
  assert.equal(results.filter((result) => result.status === 'applied').length, 20)
  assert.equal(results[10]?.status === 'refused' && results[10].problem.code, 'not_found')
})

test('revs have no gap while fifty writers race', async () => {
  const person = await server.register()
  const results = (await Promise.all(Array.from({ length: 50 }, () => person.results([person.mutation('task.create@1', task(person.userId))])))).flat()
  const revs = [...new Set(results.map((result) => (result.status === 'applied' ? result.rev : -1)))].sort((a, b) => a - b)
  assert.deepEqual(
    revs,
    Array.from({ length: revs.length }, (_, index) => index + 2),
  )
  assert.equal((await person.changes()).docs.filter((doc) => doc.kind === 'task').length, 50)
})

test('changes since a cursor are only what came after; an unknown pair is told so', async () => {
  const person = await server.register()
  const { head } = await person.changes()
  await person.results([person.mutation('task.create@1', task(person.userId))])
  assert.deepEqual(
    (await person.changes(`?since=${head}`)).docs.map((doc) => doc.kind),
    ['task'],
  )
  const now = (await person.changes()).head.split('.')[0]
  for (const since of ['1.other', `${now}.other`]) {
    const reset = await person.pull(`?since=${since}`)
    assert.equal(reset.status, 410)
    assert.equal(((await reset.json()) as { code: string }).code, 'sync_reset')
  }
})

test('pages join to the whole', async () => {
  const person = await server.register()
  for (let batch = 0; batch < 6; batch++) await person.results(Array.from({ length: 200 }, () => person.mutation('task.create@1', task(person.userId))))
  const seen = new Set<string>()
  let query = ''
  for (;;) {
    const page = await person.changes(query)
    for (const doc of page.docs) seen.add(`${doc.kind}:${doc.id}`)
    if (page.next === null) break
    query = `?page=${page.next}`
  }
  assert.equal(seen.size, 1_204)
})

test('a deleted row is a tombstone that can be restored', async () => {
  const person = await server.register()
  const args = task(person.userId)
  await person.results([person.mutation('task.create@1', args), person.mutation('task.delete@1', { id: args.id })])
  const { docs, tombstones } = await person.changes()
  assert.ok(!docs.some((doc) => doc.id === args.id))
  assert.equal(tombstones[0]?.trashed?.kind, 'task')
  await person.results([person.mutation('task.restore@1', { id: args.id })])
  assert.ok((await person.changes()).docs.some((doc) => doc.id === args.id))
})

test('what was answered is there after a restart, and the id is still known', async () => {
  const first = await startServer()
  const person = await first.register('kept@example.test')
  const add = person.mutation('task.create@1', task(person.userId))
  await person.results([add])
  await first.stop()
  const second = await startServer(first.dataDir)
  const again = await second.login('kept@example.test')
  const [result] = await again.results([add])
  assert.equal(result?.status === 'applied' && result.replayed, true)
  assert.equal((await again.changes()).docs.filter((doc) => doc.kind === 'task').length, 1)
  await second.remove()
})

test("another person's space answers exactly as one that does not exist", async () => {
  const owner = await server.register()
  const stranger = await server.register()
  const add = stranger.mutation('task.create@1', task(owner.userId))
  const strip = async (reply: Response) => ({ status: reply.status, body: { ...((await reply.json()) as object), requestId: '' } })
  assert.deepEqual(await strip(await stranger.pull('', owner.userId)), await strip(await stranger.pull('', id())))
  assert.deepEqual(await strip(await stranger.push([add], owner.userId)), await strip(await stranger.push([add], id())))
  assert.equal((await stranger.pull('', owner.userId)).status, 404)
})

test('bad input is a coded problem and stores nothing', async () => {
  const person = await server.register()
  const { head } = await person.changes()
  const place = { parentId: null, listId: person.userId, sectionId: null, order: 'a1' }
  const titles = ['', '   ', 'null\u0000byte', 'lone \ud800', 'x'.repeat(501), {}, null, ['a']]
  const results = await person.results(titles.map((title) => person.mutation('task.create@1', { id: id(), place, title })))
  assert.ok(results.every((result) => result.status === 'refused' && result.problem.code === 'invalid'))
  const deep = '['.repeat(5_000) + ']'.repeat(5_000)
  const headers = { ...person.headers, Origin: server.url, 'Content-Type': 'application/json' }
  const send = (body: string, type = 'application/json') =>
    server.request(`/api/v1/spaces/${person.userId}/mutations`, { method: 'POST', headers: { ...headers, 'Content-Type': type }, body })
  const raw = (args: string) =>
    `{"for":"${person.userId}","mutations":[{"id":"${id()}","name":"task.create@1","base":0,"clientAt":"2026-01-01T00:00:00.000Z","args":${args}}]}`
  for (const body of ['{', '[]', '{"__proto__":{}}', raw('{"__proto__":{"x":1}}'), deep]) assert.equal((await send(body)).status, 400, body.slice(0, 40))
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) assert.equal((await send('{}', type)).status, 415)
  const odd = (await (await send(raw('{"id":1e400}'))).json()) as { results: { status: string }[] }
  assert.equal(odd.results[0]?.status, 'refused')
  assert.equal((await person.changes()).head, head)
})
