import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TaskPage } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { id, startServer } from '../../testing/server.ts'

/** The server's clock, which stands still but for where a test moves it. */
let now = new Date('2026-03-01T10:00:00.000Z')
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { now: () => now })
})
after(() => server.remove())

type Person = Awaited<ReturnType<typeof server.register>>
const task = (person: Person, more: object = {}) => ({
  id: id(),
  place: { parentId: null, listId: person.userId, sectionId: null, order: 'a1' },
  title: 'Water the plants',
  ...more,
})
const updatedSince = async (person: Person, since: string) => {
  const reply = await server.request(`/api/v1/spaces/${person.userId}/tasks?updatedSince=${since}`, { headers: person.headers })
  return ((await reply.json()) as TaskPage).items
}

test('a moment or a day that no calendar has is refused, wherever it stands', async () => {
  const person = await server.register()
  for (const bad of ['2020-13-45T99:99:99.999Z', '2026-02-30T10:00:00.000Z', '2026-03-01T24:00:00.000Z']) {
    assert.equal((await person.push([{ ...person.mutation('task.create@1', task(person)), clientAt: bad }])).status, 400, bad)
    assert.equal((await server.request(`/api/v1/tasks?updatedSince=${bad}`, { headers: person.headers })).status, 400, bad)
    const space = id()
    await person.results([person.mutation('space.create@1', { id: space, name: 'Trip', color: 'red' })])
    const invite = await person.push([person.mutation('invite.create@1', { id: id(), role: 'viewer', expiresAt: bad })], space)
    assert.equal(((await invite.json()) as PushReply).results[0]?.status, 'refused', bad)
    assert.equal((await server.post(`/api/v1/spaces/${space}/invites`, { role: 'viewer', expiresAt: bad }, person.headers)).status, 400, bad)
  }
  const made = task(person)
  const days = [{ date: '2026-02-29' }, { date: '1900-02-29', time: '10:00' }, { date: '2026-04-31', time: '10:00', zone: 'Europe/Oslo' }]
  const [added, ...bad] = await person.results([
    person.mutation('task.create@1', made),
    ...days.flatMap((day) => [
      person.mutation('task.create@1', task(person, { due: day })),
      person.mutation('task.update@1', { id: made.id, set: { deadline: day } }),
      person.mutation('undo.apply@1', { changes: [{ kind: 'task', id: made.id, fields: { due: { expect: null, to: day } } }] }),
    ]),
  ])
  assert.equal(added?.status, 'applied')
  assert.deepEqual(
    bad.map((result) => result.status === 'refused' && result.problem.code),
    bad.map(() => 'invalid'),
  )
  for (const due of days) assert.equal((await server.post('/api/v1/tasks', { title: 'Milk', due }, person.headers)).status, 400)
})

test('rows say when the server wrote them, whatever a device claims; what it claims is bounded', async () => {
  const person = await server.register()
  now = new Date('2026-03-01T10:05:00.000Z')
  const [told, old, ahead] = [task(person), task(person), task(person)]
  const claim = (clientAt: string, name: Parameters<Person['mutation']>[0], args: unknown) => ({ ...person.mutation(name, args), clientAt })
  await person.results([
    claim('2026-03-01T08:00:00.000Z', 'task.create@1', told),
    claim('2026-03-01T08:30:00.000Z', 'task.update@1', { id: told.id, set: { status: 'done' } }),
    claim('0001-01-01T00:00:00.000Z', 'task.create@1', old),
    claim('0001-01-01T00:00:00.000Z', 'task.delete@1', { id: old.id }),
    claim('2999-01-01T00:00:00.000Z', 'task.create@1', ahead),
  ])
  const rows = await updatedSince(person, now.toISOString())
  const row = ({ id: own }: { id: string }) => rows.find((one) => one.id === own)
  assert.equal(rows.length, 3)
  for (const one of rows) assert.equal(one.updatedAt, now.toISOString())
  assert.deepEqual([row(told)?.createdAt, row(told)?.completedAt], ['2026-03-01T08:00:00.000Z', '2026-03-01T08:30:00.000Z'])
  assert.deepEqual([row(old)?.createdAt, row(old)?.deletedAt], ['2025-09-02T10:05:00.000Z', now.toISOString()])
  assert.equal(row(ahead)?.createdAt, now.toISOString())
})

test('so do rows of changes to several spaces', async () => {
  const person = await server.register()
  const space = id()
  const claim = (clientAt: string, name: Parameters<Person['mutation']>[0], args: unknown) => ({ ...person.mutation(name, args), clientAt })
  await person.results([claim('2999-01-01T00:00:00.000Z', 'space.create@1', { id: space, name: 'Trip', color: 'red' })])
  const { docs } = (await (await person.pull('', space)).json()) as { docs: readonly { kind: string; createdAt: string; updatedAt: string }[] }
  assert.ok(docs.length > 0)
  for (const doc of docs) assert.deepEqual([doc.createdAt, doc.updatedAt], [now.toISOString(), now.toISOString()])
})

test('an invitation is open for seven days of the server, whatever the device of who made it says', async () => {
  const person = await server.register()
  const space = id()
  await person.results([person.mutation('space.create@1', { id: space, name: 'Trip', color: 'red' })])
  const invite = {
    ...person.mutation('invite.create@1', { id: id(), role: 'viewer', expiresAt: '2999-01-01T00:00:00.000Z' }),
    clientAt: '0001-01-01T00:00:00.000Z',
  }
  await person.push([invite], space)
  const open = (await (await server.request(`/api/v1/spaces/${space}/invites`, { headers: person.headers })).json()) as {
    items: readonly { expiresAt: string }[]
  }
  assert.deepEqual(
    open.items.map(({ expiresAt }) => expiresAt),
    [new Date(now.getTime() + 7 * 24 * 60 * 60 * 1000).toISOString()],
  )
})
