import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { FastifyRequest } from 'fastify'
import type { Problem } from '@muster/core/contract/codes.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { until } from '../testing/listen.ts'
import { id, startServer } from '../testing/server.ts'
import { policies } from './policies.ts'

/** A server behind a proxy that it believes, and its time. */
const start = async (t: TestContext) => {
  const time = createHandClock()
  const server = await startServer(undefined, { env: { TRUST_PROXY: '127.0.0.1' }, clock: time.clock })
  t.after(() => server.remove())
  return { time, server, quotas: server.context.quotas }
}
type Started = Awaited<ReturnType<typeof start>>['server']
const at = (address: string) => ({ 'X-Forwarded-For': address })
const cameFrom = (address: string) =>
  ({ headers: { 'x-forwarded-for': address }, raw: { socket: { remoteAddress: '127.0.0.1' } } }) as unknown as FastifyRequest
const accept = (server: Started, person: { readonly headers: Record<string, string> }, path = '/api/v1/invites/accept') =>
  server.post(path, { token: `${id()}.${'x'.repeat(43)}` }, person.headers)
const codeOf = async (reply: Response) => ((await reply.json()) as Problem).code

test('of many requests at once exactly so many pass; the others are told when to come again, and nobody else notices', async (t) => {
  const { server, time } = await start(t)
  const [person, other] = [await server.register(), await server.register()]
  const { points } = policies.invite
  const replies = await Promise.all(Array.from({ length: points + 60 }, () => accept(server, person)))
  const refused = replies.filter(({ status }) => status === 429)
  assert.equal(refused.length, 60)
  assert.equal(replies.filter(({ status }) => status === 410).length, points)
  for (const reply of refused) {
    assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/)
    assert.equal(await codeOf(reply), 'too_many_requests')
    assert.equal(reply.headers.get('retry-after'), '3600')
    assert.equal(reply.headers.get('ratelimit-policy'), `"invite";q=${points};w=3600`)
    assert.equal(reply.headers.get('ratelimit'), '"invite";r=0;t=3600')
  }
  assert.equal((await accept(server, other)).status, 410)
  assert.equal((await server.request('/api/v1/me', { headers: person.headers })).status, 200, 'what else they may they may')
  time.move(3_599_000)
  assert.equal((await accept(server, person)).headers.get('retry-after'), '1')
  time.move(1_000)
  assert.equal((await accept(server, person)).status, 410)
})

test('however an address is spelled it is one bucket: no spelling brings anybody more', async (t) => {
  const { server, quotas } = await start(t)
  const person = await server.register()
  await quotas.take(policies.invite, person.userId, policies.invite.points)
  for (const path of [
    '/api/v1/invites/accept',
    '/api/v1/invites/%61ccept',
    '/api/v1/invites/accept?',
    '/api/v1/invites/%61%63%63ept?x=1',
    '/api/v1/%69nvites/accept',
  ])
    assert.equal((await accept(server, person, path)).status, 429, path)
  for (const path of ['/api/v1/invites/accept/', '/api/v1//invites/accept', '/API/v1/invites/accept', '/api/v1/invites/Accept', '/api/v1/./invites//accept'])
    assert.equal((await accept(server, person, path)).status, 404, path)
})

test('a push takes as much as it brings; one that is too much is refused before anything of it has an effect', async (t) => {
  const { server, quotas } = await start(t)
  const person = await server.register()
  const lists = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      person.mutation('list.create@1', { id: id(), name: 'List', color: 'blue', emoji: null, folderId: null, order: `a${n}V` }),
    )
  const { points, name } = policies.write
  assert.equal((await person.push(lists(1))).headers.get('ratelimit'), null, 'nothing is told while there is much')
  await quotas.take(policies.write, person.userId, points - 21)
  const passing = await person.push(lists(8))
  assert.equal(passing.status, 200)
  assert.match(passing.headers.get('ratelimit') ?? '', new RegExp(`^"${name}";r=12;`))
  const head = await server.context.store.head(person.userId)
  assert.equal((await person.push(lists(13))).status, 429)
  assert.deepEqual(await server.context.store.head(person.userId), head)
  assert.equal((await person.push(lists(1))).status, 429, 'it is gone: a smaller one is not let through instead')
  assert.equal((await person.pull()).status, 200, 'they may read on')
})

test('who is nobody is counted by the address that our proxy saw; what they claim to be or to come from chooses nothing', async (t) => {
  const { server, quotas } = await start(t)
  const { points } = policies.anyone
  const person = await server.register()
  const [, cookie = ''] = /(muster-access-[^;]+)/.exec(person.headers.Cookie) ?? []
  const [name] = cookie.split('=')
  const forged = (n: number): Record<string, string>[] => [
    { Cookie: `${name}=eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ sub: `user-${n}` })).toString('base64url')}.` },
    { Cookie: `${cookie}x`, Authorization: `Bearer ${n}` },
    { Forwarded: `for=198.51.100.${n}`, 'X-Real-IP': `198.51.100.${n}`, 'CF-Connecting-IP': `198.51.100.${n}` },
  ]
  const claiming = (n: number, address = '203.0.113.7') => forged(n).map((headers) => ({ ...headers, ...at(`198.51.100.${n}, ${address}`) }))
  await quotas.takeOf(cameFrom('203.0.113.7'), policies.anyone, points - 30)
  const ask = async (headers: Record<string, string>) => (await server.request('/api/v1/me', { headers })).status
  const statuses = await Promise.all(
    Array.from({ length: 20 }, (_, n) => claiming(n))
      .flat()
      .map(ask),
  )
  assert.equal(statuses.filter((status) => status === 401).length, 30)
  assert.equal(statuses.filter((status) => status === 429).length, 30)
  for (const headers of claiming(1, '203.0.113.8')) assert.equal(await ask(headers), 401, 'another address is another one')
  assert.equal(await ask({ ...person.headers, ...at('203.0.113.7') }), 200, 'who is somebody is counted as themselves')
})

test('a /64 of IPv6 is one caller', async (t) => {
  const { server, quotas } = await start(t)
  await quotas.takeOf(cameFrom('2001:db8:1:2::1'), policies.anyone, policies.anyone.points)
  const ask = async (address: string) => (await server.request('/api/v1/me', { headers: at(address) })).status
  assert.deepEqual([await ask('2001:db8:1:2:ffff::7'), await ask('2001:db8:1:3::1')], [429, 401])
})

test('without proxies named nobody is told from anybody: all have twenty times what one has, and no header is looked at', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const { points } = policies.anyone
  const here = { headers: {}, raw: { socket: { remoteAddress: '127.0.0.1' } } } as unknown as FastifyRequest
  await server.context.quotas.takeOf(here, policies.anyone, points * 20 - 1)
  const ask = async (n: number) => (await server.request('/api/v1/me', { headers: at(`198.51.100.${n}`) })).status
  assert.deepEqual([await ask(1), await ask(2), await ask(3)], [401, 429, 429])
})

test('a password is guessed ten times from one address; its owner gets in from another, and from there once the time is over', async (t) => {
  const { server, time } = await start(t)
  const password = 'correct horse'
  await server.post('/api/v1/auth/register', { email: 'owner@example.test', password, name: 'Owner' }, at('203.0.113.1'))
  const login = async (email: string, typed: string, address: string) =>
    (await server.post('/api/v1/auth/login', { email, password: typed }, at(address))).status
  const tries = async (email: string) => Promise.all(Array.from({ length: 25 }, (_, n) => login(email, `wrong ${n}`, '198.51.100.1')))
  for (const email of ['owner@example.test', 'nobody@example.test']) {
    const statuses = await tries(email)
    assert.equal(statuses.filter((status) => status === 401).length, 10, email)
    assert.equal(statuses.filter((status) => status === 429).length, 15, email)
  }
  for (const spelling of ['owner@example.test', ' OWNER@Example.TEST '])
    assert.equal(await login(spelling, password, '198.51.100.1'), 429, 'the right one tells nothing either')
  for (let n = 0; n < 20; n++) assert.equal(await login('owner@example.test', password, '203.0.113.1'), 200, 'what was right does not count')
  time.move(policies.guess.seconds * 1_000)
  assert.equal(await login('owner@example.test', password, '198.51.100.1'), 200)
})

test('an account that is guessed at from everywhere leaves each address three guesses, its owner’s too, and never none', async (t) => {
  const { server, quotas } = await start(t)
  const password = 'correct horse'
  const email = 'owner@example.test'
  await server.post('/api/v1/auth/register', { email, password, name: 'Owner' }, at('203.0.113.1'))
  await quotas.take(policies.attack, quotas.nameOf(email), 1_000)
  const login = async (typed: string, address: string) => (await server.post('/api/v1/auth/login', { email, password: typed }, at(address))).status
  const statuses: number[] = []
  for (let n = 0; n < 5; n++) statuses.push(await login(`wrong ${n}`, '198.51.100.9'))
  assert.deepEqual(statuses, [401, 401, 401, 429, 429])
  for (let n = 0; n < 5; n++) assert.equal(await login(password, '203.0.113.1'), 200)
})

test('one address tries a hundred wrong passwords, of whomever; accounts are made sixty times an hour', async (t) => {
  const { server, quotas } = await start(t)
  await quotas.takeOf(cameFrom('203.0.113.5'), policies.signIn, policies.signIn.points)
  await quotas.takeOf(cameFrom('203.0.113.5'), policies.register, policies.register.points)
  for (const path of ['login', 'register']) {
    const body = { email: 'a@example.test', password: 'correct horse', ...(path === 'register' ? { name: 'A' } : {}) }
    assert.equal((await server.post(`/api/v1/auth/${path}`, body, at('203.0.113.5'))).status, 429)
    assert.notEqual((await server.post(`/api/v1/auth/${path}`, body, at('203.0.113.6'))).status, 429)
  }
})

test('what is no sign-in, or was refused before a password was looked at, is no wrong password of its address', async (t) => {
  const { server, quotas } = await start(t)
  const password = 'correct horse'
  await server.post('/api/v1/auth/register', { email: 'owner@example.test', password, name: 'Owner' }, at('203.0.113.1'))
  const login = async (body: unknown) => (await server.post('/api/v1/auth/login', body, at('198.51.100.1'))).status
  const left = async () => (await quotas.takeOf(cameFrom('198.51.100.1'), policies.signIn, 0)).left
  const { points } = policies.signIn
  for (const body of [{}, { email: 1, password }, { email: 'owner@example.test' }, { email: 'owner@example.test', password: 'x'.repeat(10_000) }, []])
    assert.equal(await login(body), 400)
  const form = await server.request('/api/v1/auth/login', {
    method: 'POST',
    headers: { Origin: server.url, ...at('198.51.100.1'), 'Content-Type': 'text/plain' },
    body: '{',
  })
  assert.equal(form.status, 415)
  assert.equal(await left(), points)
  assert.equal((await server.post('/api/v1/auth/register', { email: 'a@example.test', password: 'short', name: '' }, at('198.51.100.1'))).status, 400)
  assert.equal((await quotas.takeOf(cameFrom('198.51.100.1'), policies.register, 0)).left, policies.register.points, 'nor an account')
  const statuses: number[] = []
  for (let n = 0; n < 15; n++) statuses.push(await login({ email: 'owner@example.test', password: `wrong ${n}` }))
  assert.equal(statuses.filter((status) => status === 401).length, 10)
  assert.equal(await left(), points - 10)
  await quotas.take(policies.attack, quotas.nameOf('other@example.test'), 1_000)
  for (let n = 0; n < 9; n++) await login({ email: 'other@example.test', password: 'wrong' })
  assert.equal(await left(), points - 13)
  // They are counted all the same: by what anybody may ask for.
  await quotas.takeOf(cameFrom('198.51.100.1'), policies.anyone, policies.anyone.points)
  assert.equal(await login({}), 429)
})

test('a session is refreshed so often, whatever else happens at its address; a token that we did not sign is nobody’s', async (t) => {
  const { server, quotas } = await start(t)
  const [person, other] = [await server.register(), await server.register()]
  const refresh = async (headers: Record<string, string>, address = '203.0.113.5') =>
    (await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { Origin: server.url, ...headers, ...at(address) } })).status
  await quotas.takeOf(cameFrom('203.0.113.5'), policies.anyone, policies.anyone.points)
  assert.equal(await refresh({ Cookie: person.headers.Cookie }), 200)
  const [name] = /muster-refresh-[^=;]+/.exec(person.headers.Cookie) ?? []
  assert.equal(await refresh({ Cookie: `${name}=AAAA.1.BBBB` }), 429)
  const many = await Promise.all(Array.from({ length: policies.refresh.points + 5 }, () => refresh({ Cookie: other.headers.Cookie }, '203.0.113.6')))
  assert.equal(many.filter((status) => status === 429).length, 5)
})

test('when too many wait, first loads are turned away first and signing in last, before anything has an effect; whether we live is told always', async (t) => {
  const { server } = await start(t)
  const { shedding } = server.context
  const person = await server.register()
  const list = { id: id(), name: 'List', color: 'blue', emoji: null, folderId: null, order: 'a1V' }
  const asks = {
    first: () => server.request(`/api/v1/spaces/${person.userId}/snapshot/latest`, { headers: person.headers }),
    read: () => server.request(`/api/v1/spaces/${person.userId}/tasks`, { headers: person.headers }),
    write: () => person.push([person.mutation('list.create@1', list)]),
    auth: () => server.post('/api/v1/auth/login', { email: 'a@example.test', password: 'wrong' }),
    health: () => server.request('/readyz'),
  }
  const busy = async () => {
    const told: string[] = []
    for (const [rank, ask] of Object.entries(asks)) {
      const reply = await ask()
      if (reply.status !== 503) continue
      told.push(rank)
      assert.equal(await codeOf(reply), 'busy')
      assert.match(reply.headers.get('retry-after') ?? '', /^[1-4]$/)
    }
    return told
  }
  const wait = (count: number) => {
    for (let n = 0; n < count; n++) shedding.begin()
  }
  assert.deepEqual(await busy(), [])
  assert.equal(shedding.underWay(), 0, 'whoever was answered waits no more')
  wait(2_000)
  const head = await server.context.store.head(person.userId)
  assert.deepEqual(await busy(), ['first'])
  wait(1_000)
  assert.deepEqual(await busy(), ['first', 'read'])
  wait(1_000)
  assert.deepEqual(await busy(), ['first', 'read', 'write', 'auth'])
  assert.deepEqual(await server.context.store.head(person.userId), head)
  for (let n = 0; n < 4_000; n++) shedding.end()
  assert.deepEqual(await busy(), [])
})

test('a network reads so many streams, and no more; one that ends makes room', async (t) => {
  const { server } = await start(t)
  const person = await server.register()
  const { doorbell } = server.context
  const outlet = { write: () => true, end: () => outlet, destroy: () => outlet, on: () => outlet } as never
  const open = (n: number, network?: string) => doorbell.open(() => outlet, { sid: `s${n}`, user: { id: `u${n}` } }, network)
  await Promise.all(Array.from({ length: limits.streamsPerNetwork - 1 }, (_, n) => open(n, '203.0.113.7')))
  const here = { ...person, headers: { ...person.headers, ...at('203.0.113.7') } }
  const abort = new AbortController()
  const stream = await server.request('/api/v1/events', { headers: here.headers, signal: abort.signal })
  assert.equal(stream.status, 200)
  const again = await server.request('/api/v1/events', { headers: here.headers })
  assert.equal(again.status, 429)
  assert.equal(again.headers.get('retry-after'), '60')
  await assert.rejects(open(-1, '203.0.113.7'), { code: 'too_many_requests' })
  await open(-2, '203.0.113.8')
  await open(-3)
  abort.abort()
  await until('one has ended', () => doorbell.count() === limits.streamsPerNetwork + 1)
  await open(-4, '203.0.113.7')
})
