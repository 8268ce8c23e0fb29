import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { id, startServer } from '../testing/server.ts'

test('a change that the store chokes on is refused alone, and named in the log by its id', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const database = server.context.sqlite?.database
  assert.ok(database, 'its trigger is one of SQLite')
  const person = await server.register()
  database.exec(`CREATE TRIGGER chokes BEFORE INSERT ON docs WHEN NEW.json LIKE '%Indigestible%' BEGIN SELECT RAISE(ABORT, 'it chokes'); END`)
  const lines: string[] = []
  t.mock.method(console, 'error', (line: string) => void lines.push(line))
  const add = (title: string) =>
    person.mutation('task.create@1', { id: id(), place: { parentId: null, listId: person.userId, sectionId: null, order: 'a1' }, title })
  const bad = add('Indigestible')
  const replies = await Promise.all([add('One'), bad, add('Two')].map((one) => person.results([one])))
  const told = (results: PushReply['results']) => results.map((one) => (one.status === 'applied' ? one.status : one.problem.code))
  assert.deepEqual(replies.map(told), [['applied'], ['unstorable'], ['applied']])
  const named = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ mutation }) => mutation !== undefined)
  assert.deepEqual(
    named.map(({ space, mutation, name }) => [space, mutation, name]),
    [[person.userId, bad.id, 'task.create@1']],
  )
  assert.match(String(named[0]?.['error']), /it chokes/)
  assert.ok(!lines.join().includes('Indigestible'), 'what people write is in no log')
})
