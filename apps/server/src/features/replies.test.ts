import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Store } from '../ports/store.ts'
import { createAsk, spaceOfAll, type Ask, type Person } from '../testing/people.ts'
import { id, startServer } from '../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
let ask: Ask
let owner: Person
let stranger: Person
let editor: Person
let space: string
/** What was read of rows since the last commit. */
let since: string[] = []
before(async () => {
  server = await startServer()
  ask = createAsk(server)
  ;({ space, owner, editor, stranger } = await spaceOfAll(server, ask))
  const store = server.context.store as { -readonly [N in keyof Store]: Store[N] }
  const { commit } = store
  store.commit = async (...given) => {
    const outcome = await commit(...given)
    since = []
    return outcome
  }
  const watch = <N extends 'docs' | 'all' | 'view' | 'docIn'>(name: N) => {
    const read = store[name] as (...given: unknown[]) => unknown
    store[name] = ((...given: unknown[]) => {
      since.push(name)
      return read(...given)
    }) as never
  }
  for (const name of ['docs', 'all', 'view', 'docIn'] as const) watch(name)
})
after(() => server.remove())

test('what a write is answered with is the row of its own commit: nothing is read after it', async () => {
  const list = (await ask(owner, 'POST', `/spaces/${space}/lists`, { name: 'List' })).body.id
  const task = (await ask(owner, 'POST', `/spaces/${space}/tasks`, { title: 'Moved', listId: list })).body.id
  const other = (await ask(owner, 'POST', '/spaces', { name: 'Other' })).body.id
  const there = (await ask(owner, 'POST', `/spaces/${other}/lists`, { name: 'There' })).body.id
  const { token } = (await ask(owner, 'POST', `/spaces/${space}/invites`, { role: 'viewer' })).body
  const writes = [
    [owner, 'PATCH', `/spaces/${space}/members/${editor.userId}`, { role: 'admin' }, { role: 'admin' }],
    [owner, 'PATCH', `/me/settings`, { theme: 'dark' }, { theme: 'dark' }],
    [owner, 'PATCH', `/me/settings`, { theme: 'dark' }, { theme: 'dark' }],
    [owner, 'POST', '/spaces', { name: 'New' }, { name: 'New', role: 'owner' }],
    [editor, 'PATCH', `/spaces/${space}`, { name: 'Renamed' }, { name: 'Renamed', role: 'admin' }],
    [owner, 'POST', `/spaces/${space}/invites`, { role: 'viewer' }, { role: 'viewer' }],
    [stranger, 'POST', '/invites/accept', { token }, { spaceId: space, role: 'viewer' }],
    [owner, 'PATCH', `/spaces/${space}/tasks/${task}`, { title: 'Moving' }, { title: 'Moving' }],
    [owner, 'PUT', `/spaces/${space}/tasks/${task}/notes`, { text: 'Some' }, { text: 'Some' }],
    [owner, 'POST', `/spaces/${space}/tasks/${task}/move`, { toSpace: other, listId: there }, { space: other, listId: there, title: 'Moving' }],
    [owner, 'PATCH', `/spaces/${space}/lists/${list}`, { name: 'Shelf' }, { name: 'Shelf' }],
  ] as const
  for (const [person, method, path, body, told] of writes) {
    const reply = await ask(person, method, path, body)
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
    for (const [field, value] of Object.entries(told)) assert.deepEqual(reply.body[field], value, `${method} ${path} ${field}`)
    assert.deepEqual(since, [], `${method} ${path}`)
  }
})

test('who asks again for the answer to a move, and is let in no more, is told nothing of where it went', async () => {
  const [from, to] = [(await ask(editor, 'POST', '/spaces', { name: 'From' })).body.id, (await ask(owner, 'POST', '/spaces', { name: 'To' })).body.id]
  const invite = (await ask(owner, 'POST', `/spaces/${to}/invites`, { role: 'editor' })).body
  await ask(editor, 'POST', '/invites/accept', { token: invite.token })
  const list = (await ask(editor, 'POST', `/spaces/${from}/lists`, { name: 'List' })).body.id
  const there = (await ask(editor, 'POST', `/spaces/${to}/lists`, { name: 'There' })).body.id
  const task = (await ask(editor, 'POST', `/spaces/${from}/tasks`, { title: 'Mine', listId: list })).body.id
  const key = { 'Idempotency-Key': id() }
  const move = () => ask(editor, 'POST', `/spaces/${from}/tasks/${task}/move`, { toSpace: to, listId: there }, key)
  assert.equal((await move()).status, 200)
  assert.equal((await move()).headers.get('idempotency-replayed'), 'true')
  await ask(owner, 'PATCH', `/spaces/${to}/tasks/${task}`, { title: 'Secret' })
  assert.equal((await ask(owner, 'DELETE', `/spaces/${to}/members/${editor.userId}`)).status, 204)
  const again = await move()
  assert.equal(again.status, 404)
  assert.ok(!JSON.stringify(again.body).includes('Secret'))
})
