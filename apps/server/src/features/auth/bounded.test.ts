import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { StoreUnavailable, type Store } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { startServer } from '../../testing/server.ts'
import { ticketOf } from '../../testing/tickets.ts'
import { sessionLife } from './sessions.ts'

const password = 'correct horse'
let late = 0
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { now: () => new Date(Date.now() + late) })
})
after(() => server.remove())

test('all that is read and written to sign in, go on and sign out is bounded by its request', async () => {
  const store = server.context.store as { -readonly [N in keyof Store]: Store[N] }
  const { record, records, insert, replace, commit } = store
  const given: [string, Bound | undefined][] = []
  const ours = (table: string) => table !== 'instance'
  store.record = (table, key, bound) => {
    if (ours(table)) given.push([`record of ${table}`, bound])
    return record(table, key, bound)
  }
  store.records = (table, keys, bound) => {
    given.push([`records of ${table}`, bound])
    return records(table, keys, bound)
  }
  store.insert = (write, bound) => {
    if (ours(write.table)) given.push([`insert of ${write.table}`, bound])
    return insert(write, bound)
  }
  store.replace = (table, key, version, value, bound) => {
    if (ours(table)) given.push([`replace of ${table}`, bound])
    return replace(table, key, version, value, bound)
  }
  store.commit = (parts, written, bound) => {
    given.push(['commit', bound])
    return commit(parts, written, bound)
  }
  const looked = async (what: string, reply: Promise<Response>, expected: readonly string[]) => {
    given.length = 0
    const told = await reply
    assert.ok(told.status < 300, what)
    for (const name of expected)
      assert.ok(
        given.some(([one]) => one === name),
        `${what}: ${name}`,
      )
    assert.deepEqual(
      given.filter(([, bound]) => bound === undefined).map(([name]) => `${what}: ${name}`),
      [],
    )
    assert.equal(new Set(given.map(([, bound]) => bound)).size, 1, what)
    return {
      Cookie: told.headers
        .getSetCookie()
        .map((set) => set.split(';')[0])
        .join('; '),
      Origin: server.url,
    }
  }
  try {
    const email = 'bounded@example.test'
    const first = await looked('register', server.post('/api/v1/auth/register', { email, password, name: 'Somebody' }), ['commit', 'insert of sessions'])
    const second = await looked('login', server.post('/api/v1/auth/login', { email, password }, first), ['insert of sessions', 'replace of sessions'])
    const third = await looked('refresh', server.post('/api/v1/auth/refresh', undefined, second), ['replace of sessions'])
    late = sessionLife.cachedMs
    await looked('me', server.request('/api/v1/me', { headers: third }), ['record of sessions', 'replace of sessions'])
    const token = ((await (await server.request('/api/v1/me', { headers: third })).json()) as { csrfToken: string }).csrfToken
    await looked('logout', server.post('/api/v1/auth/logout', undefined, { ...third, 'X-CSRF-Token': token }), ['replace of sessions'])
  } finally {
    Object.assign(store, { record, records, insert, replace, commit })
  }
})

test('who came too late is not signed in, and nothing is kept of it; what was written may have been', async () => {
  const { auth, store } = server.context
  const email = 'late@example.test'
  const { userId } = await server.register(email)
  const begun = async () => (await store.owned('sessions', userId, 1_000)).length
  const before = await begun()
  const over = Object.assign(ticketOf(), { expired: () => true })
  await assert.rejects(auth.login({ email, password }, over), (error) => error instanceof StoreUnavailable && !error.unknown)
  assert.equal(await begun(), before)
  const [wrong, right] = [ticketOf(), ticketOf()]
  await assert.rejects(auth.login({ email, password: 'wrong horse' }, wrong), { code: 'bad_credentials' })
  await auth.login({ email, password }, right)
  assert.deepEqual([wrong.sent, right.sent, await begun()], [false, true, before + 1])
})
