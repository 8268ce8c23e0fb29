import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { id, startServer } from '../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

test('a full disk is a clear 507, reads go on, and writes work again once there is room', async () => {
  const person = await server.register()
  const database = server.context.sqlite?.database
  assert.ok(database)
  const pages = () => Number(database.pragma('page_count', { simple: true }))
  database.pragma(`max_page_count = ${pages() + 40}`)
  const answered = new Set<string>()
  const unanswered = new Set<string>()
  const write = async () => {
    const task = id()
    const args = { id: task, place: { parentId: null, listId: person.userId, sectionId: null, order: 'a1' }, title: 'x'.repeat(400) }
    const reply = await person.push([person.mutation('task.create@1', args)])
    if (reply.status === 200) answered.add(task)
    else unanswered.add(task)
    return reply
  }
  let refused: Response | undefined
  for (let tries = 0; tries < 40 && !refused; tries++) refused = (await Promise.all(Array.from({ length: 20 }, write))).find(({ status }) => status !== 200)
  assert.ok(refused)
  assert.equal(refused.status, 507)
  assert.equal(((await refused.json()) as { code: string }).code, 'storage_full')
  const found = async () => new Set((await person.changes()).docs.filter((doc) => doc.kind === 'task').map((doc) => doc.id))
  assert.deepEqual(await found(), answered)
  assert.ok(answered.size > 0 && unanswered.size > 0)

  database.pragma(`max_page_count = ${pages() + 4_000}`)
  assert.equal((await write()).status, 200)
  assert.deepEqual(await found(), answered)
  assert.equal(database.pragma('integrity_check', { simple: true }), 'ok')
})
