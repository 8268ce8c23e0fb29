import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import { scopeOf, scopes, type Scope } from '@muster/core/contract/scopes.ts'
import type { ApiKeysReply, MadeApiKey } from '@muster/core/contract/schemas/endpoints/api-keys.ts'
import { hashOfKey, isApiKey, makeApiKey } from '../../accounts/api-key.ts'
import { policies } from '../../http/policies.ts'
import { startServer } from '../../testing/server.ts'

const [minute, day] = [60_000, 86_400_000]
let passed = 0
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { env: { TRUST_PROXY: '127.0.0.1' }, now: () => new Date(Date.now() + passed) })
})
after(() => server.remove())

type Person = Awaited<ReturnType<typeof server.register>>
const codeOf = async (reply: Response) => ((await reply.json()) as { code?: string }).code
const create = (person: Person, body: object) => server.post('/api/v1/me/keys', body, person.headers)
const made = async (person: Person, some: readonly Scope[], more: object = {}) =>
  (await (await create(person, { name: 'Script', scopes: some, ...more })).json()) as MadeApiKey
const list = async (person: Person) => ((await (await server.request('/api/v1/me/keys', { headers: person.headers })).json()) as ApiKeysReply).items
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
/** As a program asks: no cookie, no origin, no token of a session. */
const as = (token: string, path: string, body?: object, method = body ? 'POST' : 'GET', more: Record<string, string> = {}) =>
  server.request(path, {
    method,
    headers: { ...bearer(token), ...(body ? { 'Content-Type': 'application/json' } : {}), ...more },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })

test('a program adds and reads tasks by a key alone, and does nothing that the key does not name', async () => {
  const person = await server.register()
  const { token, key } = await made(person, ['tasks:read', 'tasks:write'])
  const added = await as(token, '/api/v1/tasks', { title: 'By a program' })
  assert.equal(added.status, 201)
  assert.equal(added.headers.getSetCookie().length, 0)
  const { items } = (await (await as(token, '/api/v1/tasks')).json()) as { items: { title: string }[] }
  assert.deepEqual(
    items.map(({ title }) => title),
    ['By a program'],
  )
  assert.equal(await codeOf(await as(token, `/api/v1/spaces/${person.userId}/lists`)), 'out_of_scope')
  assert.equal(await codeOf(await as(token, '/api/v1/me/settings')), 'out_of_scope')
  assert.deepEqual([key.lastFour, key.usedAt], [token.slice(-4), null])
})

test('the line of docs/api.md works as it is written', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../../docs/api.md'), 'utf8')
  const line = /^curl -H "Authorization.*$/m.exec(page)?.[0] ?? assert.fail('there is one')
  const [, type = '', body = '', path = ''] = /-H 'Content-Type: ([^']+)' -d '([^']+)' http:\/\/127\.0\.0\.1:3000(\S+)$/.exec(line) ?? assert.fail(line)
  const { token } = await made(await server.register(), ['tasks:write'])
  const reply = await server.request(path, { method: 'POST', headers: { ...bearer(token), 'Content-Type': type }, body })
  assert.equal(reply.status, 201)
})

test('every endpoint is in a scope or for people alone; keys manage neither keys nor what signs people in', async () => {
  const person = await server.register()
  const { token } = await made(person, [...scopes])
  const known = new Set(endpoints.map(({ key }) => key))
  for (const key of Object.keys(scopeOf)) assert.ok(known.has(key), `${key} is an endpoint`)
  for (const scope of scopes) assert.ok(Object.values(scopeOf).includes(scope), `${scope} opens something`)
  const forPeople = endpoints.filter(({ key, auth }) => auth === 'session' && !scopeOf[key])
  assert.deepEqual(forPeople.map(({ key }) => key).sort(), [
    'address.ask',
    'address.get',
    'auth.confirm',
    'auth.logout',
    'auth.password',
    'invites.accept',
    'invites.create',
    'invites.delete',
    'invites.open',
    'keys.create',
    'keys.delete',
    'keys.list',
    'me',
    'passkeys.create',
    'passkeys.delete',
    'passkeys.list',
    'passkeys.options',
    'secondFactor.disable',
    'secondFactor.enable',
    'secondFactor.get',
    'secondFactor.recovery',
    'secondFactor.setUp',
    'sessions.end',
    'sessions.endOthers',
    'sessions.list',
  ])
  const origin = endpoints.filter(({ auth }) => auth === 'origin')
  for (const { method, path } of [...forPeople, ...origin]) {
    const at = path.replace(/:\w+/g, person.userId)
    // The cookies of a page that is signed in open nothing more.
    const reply = await as(token, at, method === 'GET' || method === 'DELETE' ? undefined : {}, method, { ...person.headers, Origin: server.url })
    assert.equal(await codeOf(reply), 'out_of_scope', `${method} ${path}`)
    assert.equal(reply.headers.getSetCookie().length, 0)
  }
})

test('every endpoint that a scope opens is closed to a key with all others', async () => {
  const person = await server.register()
  for (const scope of scopes) {
    const { token } = await made(
      person,
      scopes.filter((one) => one !== scope),
    )
    for (const { key, method, path } of endpoints.filter(({ key }) => scopeOf[key] === scope)) {
      const reply = await as(token, path.replace(/:\w+/g, person.userId), method === 'GET' || method === 'DELETE' ? undefined : {}, method)
      assert.equal(await codeOf(reply), 'out_of_scope', key)
    }
  }
})

test('a key has the rights of its owner as they are now, and nobody else’s', async () => {
  const [owner, other] = [await server.register(), await server.register()]
  const { token } = await made(owner, [...scopes])
  assert.equal((await as(token, `/api/v1/spaces/${owner.userId}`)).status, 200)
  assert.equal((await as(token, `/api/v1/spaces/${other.userId}`)).status, 404)
})

test('what is no key is refused without a look at the store; what was taken back or has expired opens nothing', async () => {
  const person = await server.register()
  const { token, key } = await made(person, ['tasks:read'])
  const flipped = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
  const { store } = server.context
  let looks = 0
  const record = store.record.bind(store)
  store.record = (table, ...rest) => {
    if (table === 'keys') looks++
    return record(table, ...rest)
  }
  try {
    for (const wrong of [flipped, 'muster_', 'muster_x', `${token}x`, token.toLowerCase()])
      assert.equal(await codeOf(await as(wrong, '/api/v1/tasks')), 'unauthenticated')
    assert.equal(looks, 0)
    assert.equal(await codeOf(await as(makeApiKey(), '/api/v1/tasks')), 'unauthenticated')
    assert.equal(looks, 1)
  } finally {
    store.record = record
  }
  assert.equal((await as(token, '/api/v1/tasks')).status, 200)
  assert.equal(
    (await server.request(`/api/v1/me/keys/${key.id}`, { method: 'DELETE', headers: { ...(await server.register()).headers, Origin: server.url } })).status,
    204,
  )
  assert.equal((await as(token, '/api/v1/tasks')).status, 200, 'it is not theirs to take back')
  for (let n = 0; n < 2; n++)
    assert.equal((await server.request(`/api/v1/me/keys/${key.id}`, { method: 'DELETE', headers: { ...person.headers, Origin: server.url } })).status, 204)
  assert.equal(await codeOf(await as(token, '/api/v1/tasks')), 'unauthenticated')
  const short = await made(person, ['tasks:read'], { expiresAt: new Date(Date.now() + passed + minute).toISOString() })
  assert.equal((await as(short.token, '/api/v1/tasks')).status, 200)
  passed += minute
  assert.equal(await codeOf(await as(short.token, '/api/v1/tasks')), 'unauthenticated')
})

test('who tries keys that are none is counted before the store is asked, and asks it no more once there is nothing left', async () => {
  const person = await server.register()
  const { token } = await made(person, ['tasks:read'])
  const from = (address: string) => ({ 'X-Forwarded-For': address })
  const guess = async () => (await as(makeApiKey(), '/api/v1/tasks', undefined, 'GET', from('192.0.2.9'))).status
  const statuses = new Set<number>()
  for (let tries = 0; tries < policies.anyone.points && !statuses.has(429); tries += 50)
    for (const status of await Promise.all(Array.from({ length: 50 }, guess))) statuses.add(status)
  assert.deepEqual(
    [...statuses].sort((a, b) => a - b),
    [401, 429],
  )
  const { store } = server.context
  const record = store.record.bind(store)
  let looks = 0
  store.record = (table, ...rest) => {
    if (table === 'keys') looks++
    return record(table, ...rest)
  }
  try {
    assert.deepEqual([await guess(), looks], [429, 0])
    assert.equal((await as(token, '/api/v1/tasks', undefined, 'GET', from('192.0.2.10'))).status, 200)
  } finally {
    store.record = record
  }
})

test('of a key only its hash and its last four characters are stored, and its last use, to the hour', async () => {
  const email = 'hash@example.test'
  const person = await server.register(email)
  const { token } = await made(person, ['tasks:read'])
  const stored = JSON.stringify(await server.context.store.owned('keys', person.userId, 5))
  assert.ok(!stored.includes(token.slice(7, 37)) && stored.includes(hashOfKey(token)))
  await as(token, '/api/v1/tasks')
  let first: string | null = null
  while (first === null) first = (await list(person))[0]?.usedAt ?? null
  passed += 30 * minute
  await as(token, '/api/v1/tasks')
  assert.equal((await list(await server.login(email)))[0]?.usedAt, first)
})

test('who has not shown for ten minutes who they are makes no key; shows it, and does', async () => {
  await server.register('confirm-keys@example.test')
  passed += limits.confirmedMinutes * minute + 1_000
  const late = await server.login('confirm-keys@example.test')
  assert.equal((await create(late, { name: 'Script', scopes: ['tasks:read'] })).status, 201)
  passed += limits.confirmedMinutes * minute + 1_000
  const renewed = await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { ...late.headers, Origin: server.url } })
  assert.equal(renewed.status, 200)
  const cookies = renewed.headers.getSetCookie().map((set) => set.split(';')[0])
  const { csrfToken } = (await renewed.json()) as { csrfToken: string }
  const old = { ...late, headers: { Cookie: cookies.join('; '), 'X-CSRF-Token': csrfToken } }
  assert.equal(await codeOf(await create(old, { name: 'Script', scopes: ['tasks:read'] })), 'confirm_first')
})

test('a key ends within a year and not before now, has a scope at least, and a person has few', async () => {
  const person = await server.register()
  const at = (ms: number) => new Date(Date.now() + passed + ms).toISOString()
  for (const wrong of [
    { scopes: [] },
    { scopes: ['tasks:read', 'tasks:read'] },
    { scopes: ['everything'] },
    { scopes: ['tasks:read'], expiresAt: at(-minute) },
    { scopes: ['tasks:read'], expiresAt: at(400 * day) },
    { scopes: ['tasks:read'], userId: person.userId },
  ])
    assert.equal(await codeOf(await create(person, { name: 'Script', ...wrong })), 'invalid')
  for (let n = 0; n < limits.keysPerPerson; n++) assert.equal((await create(person, { name: `Script ${n}`, scopes: ['tasks:read'] })).status, 201)
  assert.equal(await codeOf(await create(person, { name: 'One more', scopes: ['tasks:read'] })), 'too_many')
  assert.equal((await list(person)).length, limits.keysPerPerson)
})

test('a stream of events by a key ends once the key is taken back', async () => {
  const person = await server.register()
  const { key, token } = await made(person, ['sync:read'])
  const stream = await as(token, '/api/v1/events')
  assert.equal(stream.status, 200)
  assert.deepEqual([...(await server.context.keys.alive([`key ${hashOfKey(token)}`, 'key none', 'none']))], [`key ${hashOfKey(token)}`])
  await server.request(`/api/v1/me/keys/${key.id}`, { method: 'DELETE', headers: { ...person.headers, Origin: server.url } })
  assert.equal((await server.context.keys.alive([`key ${hashOfKey(token)}`])).size, 0)
  await stream.text()
})

test('keys are of one shape, told from what is none by their last six characters', () => {
  for (let n = 0; n < 1_000; n++) {
    const key = makeApiKey()
    assert.match(key, /^muster_[0-9A-Za-z]{36}$/)
    assert.ok(isApiKey(key))
    const other = `${key.slice(0, 10)}${key[10] === 'a' ? 'b' : 'a'}${key.slice(11)}`
    assert.ok(!isApiKey(other))
  }
})
