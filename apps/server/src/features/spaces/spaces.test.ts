import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { systemActor } from '@muster/core/contract/system.ts'
import { createAsk, spaceOfAll, type Ask, type Told } from '../../testing/people.ts'
import { id, startServer } from '../../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
let ask: Ask
before(async () => {
  server = await startServer()
  ask = createAsk(server)
})
after(() => server.remove())

const code = ({ status, body }: Told) => [status, body.code]
const itemsOf = ({ body }: Told) => body.items
const tagOf = ({ headers }: Told) => headers.get('etag') ?? ''
const revOf = async (space: string) => (await server.context.store.head(space))?.rev
/** What was answered, but for what names the request. */
const bytes = ({ status, body }: Told) => JSON.stringify([status, { ...body, requestId: '' }])

test('spaces: made, listed with the role in them, renamed, deleted for good', async () => {
  const [owner, other] = [await server.register(), await server.register()]
  const made = await ask(owner, 'POST', '/spaces', { name: 'Garden' })
  const space = made.body.id
  assert.deepEqual([made.status, made.headers.get('location')], [201, `/api/v1/spaces/${space}`])
  assert.deepEqual([made.body['role'], made.body['personal'], made.body['owners'], made.body['memberCount']], ['owner', false, [owner.userId], 1])
  const listed = await ask(owner, 'GET', '/spaces')
  assert.deepEqual(
    itemsOf(listed).map((one) => [one['id'], one['role']]),
    [
      [owner.userId, 'owner'],
      [space, 'owner'],
    ],
  )
  assert.deepEqual(
    itemsOf(await ask(other, 'GET', '/spaces')).map((one) => one['id']),
    [other.userId],
  )

  const read = await ask(owner, 'GET', `/spaces/${space}`)
  assert.deepEqual([read.status, read.body, tagOf(read)], [200, made.body, tagOf(made)])
  assert.equal((await ask(owner, 'GET', `/spaces/${space}`, undefined, { 'If-None-Match': tagOf(made) })).status, 304)
  const changed = await ask(owner, 'PATCH', `/spaces/${space}`, { name: 'Yard', color: 'red' }, { 'If-Match': tagOf(made) })
  assert.deepEqual([changed.status, changed.body['name'], changed.body['color']], [200, 'Yard', 'red'])
  const rev = await revOf(space)
  assert.deepEqual(code(await ask(owner, 'PATCH', `/spaces/${space}`, { name: 'Late' }, { 'If-Match': tagOf(made) })), [412, 'stale'])
  assert.deepEqual(code(await ask(owner, 'DELETE', `/spaces/${space}`, undefined, { 'If-Match': tagOf(made) })), [412, 'stale'])
  assert.equal(await revOf(space), rev)

  const key = { 'Idempotency-Key': id() }
  for (let times = 0; times < 2; times++) assert.equal((await ask(owner, 'DELETE', `/spaces/${space}`, undefined, key)).status, 204)
  for (const [method, body] of [
    ['GET', undefined],
    ['DELETE', undefined],
    ['PATCH', { name: 'Late' }],
  ] as const)
    assert.equal(
      bytes(await ask(owner, method, `/spaces/${space}`, body)),
      bytes(await ask(owner, method, `/spaces/${id()}`, body)),
      'nobody is in it any more',
    )
  assert.deepEqual(
    itemsOf(await ask(owner, 'GET', '/spaces')).map((one) => one['id']),
    [owner.userId],
  )
})

test('a space is made once under one key, and under an id of the client; pages of spaces begin with the personal one', async () => {
  const person = await server.register()
  const [key, own] = [id(), id()]
  const send = () => ask(person, 'POST', '/spaces', { name: 'Once', color: 'teal' }, { 'Idempotency-Key': key })
  const [first, second] = await Promise.all([send(), send()])
  assert.deepEqual([first.status, bytes(second)], [201, bytes(first)])
  assert.equal((await ask(person, 'POST', '/spaces', { name: 'Mine', id: own })).body.id, own)
  assert.deepEqual(code(await ask(person, 'POST', '/spaces', { name: 'Mine again', id: own })), [409, 'exists'])
  const seen: unknown[] = []
  for (let cursor = ''; seen.length < 100;) {
    const page = await ask(person, 'GET', `/spaces?limit=1${cursor}`)
    seen.push(...itemsOf(page).map((one) => one['id']))
    if (page.body.nextCursor === null) break
    cursor = `&cursor=${page.body.nextCursor}`
  }
  assert.deepEqual(seen, [person.userId, ...[first.body.id, own].sort()])
  const rev = await revOf(person.userId)
  for (const wrong of [{}, { name: '' }, { name: 'x', personal: true }, { name: 'x', color: 'mauve' }, { name: 'x', owners: [] }])
    assert.deepEqual(code(await ask(person, 'POST', '/spaces', wrong)), [400, 'invalid'], JSON.stringify(wrong))
  assert.equal(await revOf(person.userId), rev)
})

test('a page of many spaces reads a few at once', async () => {
  const person = await server.register()
  for (let n = 0; n < 24; n++) assert.equal((await ask(person, 'POST', '/spaces', { name: `Space ${n}` })).status, 201)
  const { store } = server.context
  const real = { ...store }
  let [now, most] = [0, 0]
  const view: typeof store.view = async (...asked) => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setImmediate(resolve))
    return real.view(...asked).finally(() => now--)
  }
  Object.assign(store, { view })
  try {
    assert.equal(itemsOf(await ask(person, 'GET', '/spaces?limit=100')).length, 25)
    assert.ok(most > 1 && most <= 10, String(most))
  } finally {
    Object.assign(store, real)
  }
})

test('who is not in a space is not told by its id that there is one: what cannot be made is refused alike', async () => {
  const [owner, left, stranger] = [await server.register(), await server.register(), await server.register()]
  const make = (person: typeof owner, space: string) => ask(person, 'POST', '/spaces', { name: 'Mine', id: space })
  const push = async (person: typeof owner, space: string) => {
    const mutation = person.mutation('space.create@1', { id: space, name: 'Mine', color: 'blue' })
    const { results } = (await (await person.push([mutation], person.userId)).json()) as PushReply
    return results[0]?.status === 'refused' ? results[0].problem : undefined
  }
  const [shared, deleted, handed] = [id(), id(), id()]
  for (const space of [shared, deleted]) assert.equal((await make(owner, space)).status, 201)
  assert.equal((await ask(owner, 'DELETE', `/spaces/${deleted}`)).status, 204)
  // One that its maker has left.
  assert.equal((await make(left, handed)).status, 201)
  const { token } = (await ask(left, 'POST', `/spaces/${handed}/invites`, { role: 'admin' })).body as unknown as { token: string }
  assert.equal((await ask(owner, 'POST', '/invites/accept', { token })).status, 200)
  assert.equal((await ask(left, 'PATCH', `/spaces/${handed}/members/${owner.userId}`, { role: 'owner' })).status, 200)
  assert.equal((await ask(left, 'DELETE', `/spaces/${handed}/members/${left.userId}`)).status, 204)

  const expected = bytes(await make(stranger, systemActor))
  assert.deepEqual(code(await make(stranger, systemActor)), [400, 'invalid'])
  const pushed = await push(stranger, systemActor)
  assert.equal(pushed?.code, 'invalid')
  for (const [person, space] of [
    [stranger, shared],
    [stranger, deleted],
    [owner, deleted],
    [stranger, owner.userId],
    [left, handed],
  ] as const) {
    assert.equal(bytes(await make(person, space)), expected)
    assert.deepEqual(await push(person, space), pushed)
  }
  assert.equal((await push(owner, shared))?.code, 'exists')
  assert.deepEqual(code(await make(owner, owner.userId)), [409, 'exists'])
})

test('the personal space can be named, and neither deleted, shared nor left', async () => {
  const person = await server.register()
  const at = `/spaces/${person.userId}`
  assert.equal((await ask(person, 'PATCH', at, { name: 'Home' })).status, 200)
  assert.deepEqual(code(await ask(person, 'DELETE', at)), [409, 'personal_fixed'])
  assert.deepEqual(code(await ask(person, 'POST', `${at}/invites`, { role: 'viewer' })), [409, 'personal_fixed'])
  assert.deepEqual(code(await ask(person, 'DELETE', `${at}/members/${person.userId}`)), [409, 'personal_fixed'])
})

test('another role is another validator of the space, and its old one is stale', async () => {
  const { space, owner, editor } = await spaceOfAll(server, ask)
  const held = { 'If-None-Match': tagOf(await ask(editor, 'GET', `/spaces/${space}`)) }
  assert.equal((await ask(editor, 'GET', `/spaces/${space}`, undefined, held)).status, 304)
  assert.equal((await ask(owner, 'PATCH', `/spaces/${space}/members/${editor.userId}`, { role: 'admin' })).status, 200)
  const now = await ask(editor, 'GET', `/spaces/${space}`, undefined, held)
  assert.deepEqual([now.status, now.body['role']], [200, 'admin'])
})

test('members: seen by all of them, given roles, removed; who left is told apart, and by name', async () => {
  const { space, owner, admin, editor, viewer } = await spaceOfAll(server, ask)
  const at = `/spaces/${space}/members`
  const rolesOf = (told: Told) => new Map(itemsOf(told).map((one) => [one['id'], one['role']]))
  const all = await ask(viewer, 'GET', at)
  assert.deepEqual(
    [owner, admin, editor, viewer].map(({ userId }) => rolesOf(all).get(userId)),
    ['owner', 'admin', 'editor', 'viewer'],
  )
  assert.equal(itemsOf(all).length, 4)

  const one = await ask(viewer, 'GET', `${at}/${editor.userId}`)
  const tag = { 'If-Match': tagOf(one) }
  assert.deepEqual([one.status, one.body['space'], one.body['name']], [200, space, 'Somebody'])
  const set = await ask(admin, 'PATCH', `${at}/${editor.userId}`, { role: 'viewer' }, tag)
  assert.deepEqual([set.status, set.body['role'], tagOf(set)], [200, 'viewer', tagOf(await ask(owner, 'GET', `${at}/${editor.userId}`))])
  assert.deepEqual(code(await ask(admin, 'PATCH', `${at}/${editor.userId}`, { role: 'editor' }, tag)), [412, 'stale'])
  assert.deepEqual(code(await ask(admin, 'DELETE', `${at}/${editor.userId}`, undefined, tag)), [412, 'stale'])

  assert.deepEqual(code(await ask(admin, 'PATCH', `${at}/${editor.userId}`, { role: 'owner' })), [403, 'forbidden'])
  assert.deepEqual(code(await ask(admin, 'DELETE', `${at}/${owner.userId}`)), [403, 'forbidden'])
  assert.deepEqual(code(await ask(viewer, 'DELETE', `${at}/${editor.userId}`)), [403, 'forbidden'])
  assert.deepEqual(code(await ask(owner, 'DELETE', `${at}/${owner.userId}`)), [409, 'last_owner'])
  assert.deepEqual(code(await ask(owner, 'PATCH', `${at}/${owner.userId}`, { role: 'viewer' })), [409, 'last_owner'])
  assert.deepEqual(code(await ask(owner, 'PATCH', `${at}/${id()}`, { role: 'viewer' })), [404, 'not_found'])

  for (const person of [admin, admin, viewer]) assert.equal((await ask(person, 'DELETE', `${at}/${editor.userId}`)).status, 204)
  assert.deepEqual(code(await ask(admin, 'DELETE', `${at}/${id()}`)), [404, 'not_found'])
  assert.equal(itemsOf(await ask(viewer, 'GET', at)).length, 3)
  const former = itemsOf(await ask(viewer, 'GET', `${at}?former=true`))
  assert.deepEqual(
    former.map((gone) => [gone['id'], gone['name'], typeof gone['leftAt']]),
    [[editor.userId, 'Somebody', 'string']],
  )
})

test('what a change asks of the space tells a stranger nothing, nor comes before what their role allows', async () => {
  const { space, viewer, editor, stranger } = await spaceOfAll(server, ask)
  const before = { 'If-Match': '"an older one"' }
  for (const [method, rest, body] of [
    ['PATCH', '', { name: 'Theirs' }],
    ['DELETE', '', undefined],
    ['PATCH', `/members/${editor.userId}`, { role: 'viewer' }],
    ['DELETE', `/members/${editor.userId}`, undefined],
  ] as const) {
    const asked = (of: string) => ask(stranger, method, `/spaces/${of}${rest}`, body, before)
    assert.equal(bytes(await asked(space)), bytes(await asked(id())), `${method} ${rest}`)
    assert.deepEqual(code(await ask(viewer, method, `/spaces/${space}${rest}`, body, before)), [403, 'forbidden'], `${method} ${rest}`)
  }
})

test('leaving is deleting oneself: told again under the same key, and otherwise as if the space were not there', async () => {
  const { space, viewer } = await spaceOfAll(server, ask)
  const at = `/spaces/${space}/members/${viewer.userId}`
  const key = { 'Idempotency-Key': id() }
  for (let times = 0; times < 2; times++) assert.equal((await ask(viewer, 'DELETE', at, undefined, key)).status, 204)
  assert.equal(bytes(await ask(viewer, 'DELETE', at)), bytes(await ask(viewer, 'DELETE', `/spaces/${id()}/members/${viewer.userId}`)))
  assert.deepEqual(
    itemsOf(await ask(viewer, 'GET', '/spaces')).map((one) => one['id']),
    [viewer.userId],
  )
})

test('who left and sends again what they once wrote is not shown what became of it', async () => {
  const { space, owner, editor } = await spaceOfAll(server, ask)
  const key = { 'Idempotency-Key': id() }
  const send = () => ask(editor, 'POST', `/spaces/${space}/lists`, { name: 'Plans' }, key)
  const made = await send()
  assert.equal(made.status, 201)
  await ask(owner, 'PATCH', `/spaces/${space}/lists/${made.body.id}`, { name: 'Secret plans' })
  await ask(owner, 'DELETE', `/spaces/${space}/members/${editor.userId}`)
  assert.deepEqual(code(await send()), [404, 'not_found'])
})

test('an invitation is made by who may invite, its token told once, to whoever asks under the same key', async () => {
  const { space, owner, admin, editor, stranger } = await spaceOfAll(server, ask)
  const at = `/spaces/${space}/invites`
  const key = { 'Idempotency-Key': id() }
  const made = await ask(admin, 'POST', at, { role: 'editor' }, key)
  assert.deepEqual([made.status, Object.keys(made.body)], [201, ['id', 'role', 'expiresAt', 'token']])
  assert.equal(bytes(await ask(admin, 'POST', at, { role: 'editor' }, key)), bytes(made))
  assert.equal(itemsOf(await ask(owner, 'GET', at)).filter((one) => one['id'] === made.body.id).length, 1)
  assert.ok(!JSON.stringify((await ask(owner, 'GET', at)).body).includes(made.body.token.split('.')[1] ?? ''))
  const theirs = await ask(owner, 'POST', at, { role: 'editor' }, key)
  assert.deepEqual([theirs.status, theirs.body.token === made.body.token], [201, false], 'the key of another person is another')
  const days = (Date.parse(String(made.body['expiresAt'])) - Date.now()) / 86_400_000
  assert.ok(days > 6 && days <= 7)
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  assert.equal((await ask(owner, 'POST', at, { role: 'viewer', expiresAt: soon })).body['expiresAt'], soon)
  for (const wrong of [{}, { role: 'owner' }, { role: 'viewer', expiresAt: 'soon' }, { role: 'viewer', id: id() }])
    assert.deepEqual(code(await ask(owner, 'POST', at, wrong)), [400, 'invalid'], JSON.stringify(wrong))
  assert.deepEqual(code(await ask(editor, 'POST', at, { role: 'viewer' })), [403, 'forbidden'])
  assert.deepEqual(code(await ask(editor, 'DELETE', `${at}/${made.body.id}`)), [403, 'forbidden'])

  const { token } = made.body
  assert.equal((await ask(stranger, 'POST', '/invites/preview', { token })).status, 200)
  for (let times = 0; times < 2; times++) assert.equal((await ask(owner, 'DELETE', `${at}/${made.body.id}`)).status, 204)
  assert.deepEqual(code(await ask(stranger, 'POST', '/invites/accept', { token })), [410, 'invite_invalid'])
  assert.deepEqual(code(await ask(owner, 'DELETE', `${at}/${id()}`)), [404, 'not_found'])
})

test('settings are read and set by their own person', async () => {
  const person = await server.register()
  const read = await ask(person, 'GET', '/me/settings')
  assert.deepEqual([read.status, read.body['theme'], read.body['zone'], read.body['firstDay']], [200, 'system', null, 1])
  assert.equal((await ask(person, 'GET', '/me/settings', undefined, { 'If-None-Match': tagOf(read) })).status, 304)
  const set = await ask(person, 'PATCH', '/me/settings', { theme: 'dark', zone: 'Europe/Oslo' }, { 'If-Match': tagOf(read) })
  assert.deepEqual([set.status, set.body['theme'], set.body['zone'], set.body['firstDay']], [200, 'dark', 'Europe/Oslo', 1])
  assert.deepEqual(code(await ask(person, 'PATCH', '/me/settings', { theme: 'light' }, { 'If-Match': tagOf(read) })), [412, 'stale'])
  for (const wrong of [{}, { theme: 'blue' }, { firstDay: 2 }, { id: id() }])
    assert.deepEqual(code(await ask(person, 'PATCH', '/me/settings', wrong)), [400, 'invalid'])
  assert.deepEqual((await ask(person, 'GET', '/me/settings')).body, set.body)
})

test('a page that nobody reads to the end is short by who is let out meanwhile, and refuses nothing', async () => {
  const { space, owner, viewer } = await spaceOfAll(server, ask)
  const { store } = server.context
  // As it is between the two halves of a read: the membership is still there, the member is not.
  const [member] = await store.docs(space, [{ kind: 'member', id: viewer.userId }])
  assert.ok(member?.kind === 'member')
  const rev = ((await revOf(space)) ?? 0) + 1
  const entry = { space, rev, tag: 'left', mutations: [] }
  await store.commit([{ entry, docs: [{ ...member, rev, leftAt: '2026-01-01T00:00:00.000Z' }] }])
  const listed = await ask(viewer, 'GET', '/spaces')
  assert.deepEqual([listed.status, itemsOf(listed).map((one) => one['id'])], [200, [viewer.userId]])
  assert.equal(itemsOf(await ask(owner, 'GET', '/spaces')).length, 2)
})
