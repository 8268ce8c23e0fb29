import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import type { OwnSessionsReply } from '@muster/core/contract/schemas/endpoints/own-sessions.ts'
import { startServer } from '../../testing/server.ts'

const minute = 60_000
let passed = 0
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { env: { TRUST_PROXY: '127.0.0.1' }, now: () => new Date(Date.now() + passed) })
})
after(() => server.remove())

type Headers = Readonly<Record<string, string>>
const password = 'correct horse'
let people = 0
/** Somebody who is signed in, as a browser of that name. */
const enter = async (path: string, body: object, agent: string, sent: Headers = {}) => {
  const reply = await server.post(path, body, { 'User-Agent': agent, ...sent })
  const { user, csrfToken, code } = (await reply.json()) as { user?: { id: string }; csrfToken: string; code?: string }
  const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0])
  return { status: reply.status, code, userId: user?.id ?? '', headers: { Cookie: cookies.join('; '), 'X-CSRF-Token': csrfToken } }
}
const register = async (agent = 'First') => {
  const email = `own${++people}@example.test`
  return { email, ...(await enter('/api/v1/auth/register', { email, password, name: 'Somebody' }, agent)) }
}
const signIn = (email: string, agent: string, typed = password) => enter('/api/v1/auth/login', { email, password: typed }, agent)
const list = async (headers: Headers) => ((await (await server.request('/api/v1/me/sessions', { headers })).json()) as OwnSessionsReply).items
const ask = (method: string, path: string, headers: Headers) =>
  server.request(`/api/v1/me/sessions${path}`, { method, headers: { Origin: server.url, ...headers } })
const seen = async (headers: Headers) => (await server.request('/api/v1/me', { headers })).status

test('people see where they are signed in, and sign out there: at once, and nobody else', async () => {
  const first = await register('Browser <b>one</b>\u00e9')
  passed += minute
  const second = await signIn(first.email, 'Browser two')
  const stranger = await register()
  const items = await list(second.headers)
  assert.deepEqual(
    items.map(({ agent, current }) => [agent, current]),
    [
      ['Browser two', true],
      ['Browser <b>one</b>', false],
    ],
  )
  assert.ok(!JSON.stringify(items).includes(first.headers.Cookie.split('=')[1]?.split('.')[0] ?? assert.fail()), 'the id of a session is in its cookie alone')
  const other = items.find(({ current }) => !current)?.id ?? assert.fail()
  assert.equal((await ask('DELETE', `/${other}`, stranger.headers)).status, 204)
  assert.equal(await seen(first.headers), 200, 'it is not theirs to end')
  assert.equal((await ask('DELETE', `/${other}`, second.headers)).status, 204)
  assert.deepEqual([await seen(first.headers), await seen(second.headers)], [401, 200])
  assert.equal((await ask('DELETE', `/${other}`, second.headers)).status, 204)
  assert.equal((await list(second.headers)).length, 1)
})

test('signing out everywhere else leaves the one that asks', async () => {
  const first = await register()
  const others = [await signIn(first.email, 'a'), await signIn(first.email, 'b')]
  const ended = await ask('POST', '/end-others', first.headers)
  assert.deepEqual(await ended.json(), { ended: 2 })
  for (const { headers } of others) assert.equal(await seen(headers), 401)
  assert.equal(await seen(first.headers), 200)
})

test('a new password ends every session but a new one here; the old one opens nothing any more', async () => {
  const first = await register()
  const other = await signIn(first.email, 'other')
  const change = (body: object, headers: Headers = first.headers) => enter('/api/v1/auth/password', body, 'First', headers)
  const wrong = await change({ current: 'wrong horse', next: 'battery staple' })
  assert.deepEqual([wrong.status, wrong.code], [401, 'bad_credentials'])
  assert.deepEqual([await seen(first.headers), await seen(other.headers)], [200, 200])
  const changed = await change({ current: password, next: 'battery staple' })
  assert.equal(changed.status, 200)
  assert.deepEqual([await seen(first.headers), await seen(other.headers), await seen(changed.headers)], [401, 401, 200])
  assert.equal((await signIn(first.email, 'x')).status, 401)
  assert.equal((await signIn(first.email, 'x', 'battery staple')).status, 200)
})

test('of many who change one password at once, one does', async () => {
  const { email, headers } = await register()
  const tries = await Promise.all(
    Array.from({ length: 5 }, (_, n) => enter('/api/v1/auth/password', { current: password, next: `battery staple ${n}` }, 'First', headers)),
  )
  assert.equal(tries.filter(({ status }) => status === 200).length, 1)
  const works = await Promise.all(Array.from({ length: 5 }, async (_, n) => (await signIn(email, 'x', `battery staple ${n}`)).status))
  assert.deepEqual(
    works.map((status) => status === 200),
    tries.map(({ status }) => status === 200),
  )
})

test('who shows once more who they are goes on with a new session', async () => {
  const { headers } = await register()
  const wrong = await enter('/api/v1/auth/confirm', { password: 'wrong horse' }, 'First', headers)
  assert.deepEqual([wrong.status, wrong.code, await seen(headers)], [401, 'bad_credentials', 200])
  const again = await enter('/api/v1/auth/confirm', { password }, 'First', headers)
  assert.deepEqual([again.status, await seen(headers), await seen(again.headers)], [200, 401, 200])
})

test('guessing a password by showing it once more is counted as guessing it elsewhere is', async () => {
  const { headers } = await register()
  const codes: (string | undefined)[] = []
  const from = { ...headers, 'X-Forwarded-For': '192.0.2.7' }
  for (let n = 0; n < 11; n++) codes.push((await enter('/api/v1/auth/confirm', { password: `wrong ${n}` }, 'First', from)).code)
  assert.equal(codes.at(-1), 'too_many_requests')
})

test('what one person leaves behind stays few: a sign-in too many ends the session used longest ago', async () => {
  const { email, userId } = await register('Oldest')
  const { store } = server.context
  const [one] = await store.owned('sessions', userId, 1)
  const value = one?.value as { rotatedAt: string }
  const rotatedAt = (n: number) => new Date(Date.parse(value.rotatedAt) + n).toISOString()
  for (let n = 1; n < limits.sessionsPerPerson; n++) {
    await store.insert({ table: 'sessions', key: `${userId}-${n}`, owner: userId, value: { ...value, rotatedAt: rotatedAt(n), agent: `Browser ${n}` } })
    await store.insert({ table: 'sessions', key: `${userId}-e${n}`, owner: userId, value: { ...value, rotatedAt: rotatedAt(n), revokedAt: rotatedAt(n) } })
  }
  passed += minute
  let last = await signIn(email, 'Newest')
  const agents = (await list(last.headers)).map(({ agent }) => agent)
  assert.equal(agents.length, limits.sessionsPerPerson)
  assert.ok(agents.includes('Newest') && !agents.includes('Oldest'))
  for (let n = 0; n < 3; n++) last = await signIn(email, 'Newest')
  assert.ok((await store.owned('sessions', userId, 1_000)).length <= 2 * limits.sessionsPerPerson + 1)
})

test('a session that was continued elsewhere is told of at the next sign-in, once, and with the sessions', async () => {
  const first = await register('Copied')
  const refresh = async (Cookie: string) => {
    const reply = await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { Origin: server.url, Cookie } })
    return reply.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ')
  }
  await refresh(await refresh(first.headers.Cookie))
  await refresh(first.headers.Cookie)
  passed += minute
  const told = async () => {
    const reply = await server.post('/api/v1/auth/login', { email: first.email, password }, { 'User-Agent': 'Next' })
    const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0])
    return { stolen: ((await reply.json()) as { stolen?: boolean }).stolen, headers: { Cookie: cookies.join('; ') } }
  }
  const next = await told()
  assert.equal(next.stolen, true)
  passed += minute
  assert.equal((await told()).stolen, undefined)
  const { items, stolen } = (await (await server.request('/api/v1/me/sessions', { headers: next.headers })).json()) as OwnSessionsReply
  assert.deepEqual(
    stolen.map(({ agent }) => agent),
    ['Copied'],
  )
  assert.ok(items.every(({ agent }) => agent === 'Next'))
})
