import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readConfig } from '../../config.ts'
import { restoreStore } from '../../context.ts'
import { id, startServer } from '../../testing/server.ts'
import { createSessionStates } from './sessions.ts'

let offset = 0
/** When the server had found out the store's time. From then on time goes by only where a test says so, however slow the machine is. */
let stoodStillAt: number | undefined
const now = () => new Date((stoodStillAt ?? Date.now()) + offset)
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { now })
  stoodStillAt = Date.now()
})
after(() => server.remove())

const pass = (ms: number) => {
  offset += ms
}
const seconds = 1000
const days = 86_400_000
const cookiesOf = (reply: Response) => reply.headers.getSetCookie().map((set) => set.split(';')[0] ?? '')
const refresh = async (cookie: string) => {
  const reply = await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { Cookie: cookie, Origin: server.url } })
  const [access = '', next = ''] = cookiesOf(reply)
  return { status: reply.status, code: ((await reply.json()) as { code?: string }).code, access, next }
}
const seen = async (cookie: string) => (await server.request('/api/v1/me', { headers: { Cookie: cookie } })).status
const begin = async () => {
  const person = await server.register()
  const [access = '', first = ''] = person.headers.Cookie.split('; ')
  return { person, access, first }
}

test('an access token lives ten minutes; the refresh token brings the next', async () => {
  const { access, first } = await begin()
  pass(540 * seconds)
  assert.equal(await seen(access), 200)
  pass(61 * seconds)
  assert.equal(await seen(access), 401)
  assert.equal(await seen(first), 401, 'a refresh token opens nothing by itself')
  const next = await refresh(first)
  assert.equal(next.status, 200)
  assert.equal(await seen(next.access), 200)
})

test('twenty tabs refresh one token at once, round after round: all go on, with one successor', async () => {
  let { first: token } = await begin()
  for (let round = 0; round < 10; round++) {
    const racing = await Promise.all(Array.from({ length: 20 }, () => refresh(token)))
    assert.deepEqual([...new Set(racing.map(({ status }) => status))], [200])
    const successors = new Set(racing.map(({ next }) => next))
    assert.equal(successors.size, 1)
    token = [...successors][0] ?? ''
    assert.equal(token.split('.')[1], String(round + 1))
  }
})

test('a lost answer can be asked for again, however late, until the successor was shown', async () => {
  const { first } = await begin()
  const lost = await refresh(first)
  pass(3_600 * seconds)
  const again = await refresh(first)
  assert.deepEqual([again.status, again.next], [200, lost.next])
})

test('a predecessor used after its ten seconds, when the successor was shown, ends the session for everybody', async () => {
  const { first } = await begin()
  const thief = await refresh(first)
  assert.equal(await seen(thief.access), 200)
  pass(9 * seconds)
  assert.equal((await refresh(first)).status, 200)
  pass(2 * seconds)
  const late = await refresh(first)
  assert.deepEqual([late.status, late.code], [401, 'session_revoked'])
  assert.equal(await seen(thief.access), 401)
  assert.equal((await refresh(thief.next)).status, 401)
})

test('the token before the predecessor ends the session even at once', async () => {
  const { first } = await begin()
  const second = await refresh(first)
  const third = await refresh(second.next)
  assert.equal((await refresh(first)).code, 'session_revoked')
  assert.equal((await refresh(third.next)).status, 401)
})

test('a predecessor is no race of tabs because the clock was set back behind its rotation', async () => {
  const { first } = await begin()
  const thief = await refresh(first)
  assert.equal(await seen(thief.access), 200)
  pass(-3_600 * seconds)
  assert.equal((await refresh(first)).code, 'session_revoked')
  pass(3_600 * seconds)
  assert.equal((await refresh(thief.next)).status, 401)
})

/** Sets a session back to where it stood when `remember` was called, as a restored backup does. */
const remember = async (cookie: string) => {
  const sid = cookie.split('=')[1]?.split('.')[0] ?? ''
  const { store, auth } = server.context
  const { value } = (await store.record('sessions', sid)) ?? assert.fail()
  return async () => {
    const { version } = (await store.record('sessions', sid)) ?? assert.fail()
    await store.replace('sessions', sid, version, value)
    auth.forgetSessions()
  }
}

test('who refreshed after the backup that was restored goes on, in all tabs, and nobody is told of a theft', async (t) => {
  const alarm = t.mock.method(console, 'warn', () => {})
  const { first } = await begin()
  const setBack = await remember(first)
  let last = await refresh(first)
  for (let n = 0; n < 3; n++) {
    pass(600 * seconds)
    last = await refresh(last.next)
  }
  assert.equal(await seen(last.access), 200)
  await setBack()
  assert.equal(await seen(last.access), 401, 'it is refreshed')
  const tabs = await Promise.all(Array.from({ length: 20 }, () => refresh(last.next)))
  assert.deepEqual([...new Set(tabs.map(({ status }) => status))], [200])
  assert.equal(new Set(tabs.map(({ next }) => next)).size, 1)
  assert.equal(await seen(tabs[0]?.access ?? ''), 200)
  assert.equal((await refresh(tabs[0]?.next ?? '')).status, 200)
  assert.equal(alarm.mock.callCount(), 0)
})

test('a real backup, restored: who refreshed since stays signed in', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-restored-'))
  t.after(() => rmSync(dataDir, { recursive: true, force: true }))
  const env = { STORE_URL: `sqlite:${join(dataDir, 'muster.db')}` }
  const alarm = t.mock.method(console, 'warn', () => {})
  const earlier = await startServer(dataDir, { env })
  const person = await earlier.register()
  const cookiesAt = async (at: typeof earlier, cookie: string) => {
    const reply = await at.request('/api/v1/auth/refresh', { method: 'POST', headers: { Cookie: cookie, Origin: at.url } })
    assert.equal(reply.status, 200)
    return cookiesOf(reply).join('; ')
  }
  const backup = join(dataDir, 'backup.db')
  await earlier.context.admin.run({ command: 'backup', file: backup })
  let cookie = person.headers.Cookie
  for (let n = 0; n < 3; n++) cookie = await cookiesAt(earlier, cookie)
  await earlier.stop()
  await restoreStore(
    readConfig({ DATA_DIR: dataDir, ...env }, () => ''),
    backup,
  )
  const later = await startServer(dataDir, { env })
  t.after(() => later.stop())
  cookie = await cookiesAt(later, cookie)
  assert.equal((await later.request('/api/v1/me', { headers: { Cookie: cookie } })).status, 200)
  assert.equal(alarm.mock.callCount(), 0)
})

test('a token that was stolen before the backup was restored ends the session as ever, whoever comes first', async () => {
  for (const thiefFirst of [true, false]) {
    const { first } = await begin()
    const setBack = await remember(first)
    const second = await refresh(first)
    const stolen = second.next
    const third = await refresh(stolen)
    const own = (await refresh(third.next)).next
    await setBack()
    const used = await refresh(thiefFirst ? stolen : own)
    assert.equal(used.status, 200)
    assert.equal(await seen(used.access), 200)
    const other = await refresh(thiefFirst ? own : stolen)
    // The newer of the two goes on, the older is found out, at the latest when it is used again.
    const late = thiefFirst ? await refresh(used.next) : other
    assert.equal(late.code, 'session_revoked')
    assert.equal(await seen(used.access), 401)
  }
})

test('a session unused for 14 days is over; one in use is over after 30', async () => {
  const idle = await begin()
  pass(14 * days)
  assert.equal((await refresh(idle.first)).status, 401)
  const used = await begin()
  let { first: token } = used
  for (let week = 0; week < 4; week++) {
    pass(7 * days)
    const next = await refresh(token)
    assert.equal(next.status, 200)
    token = next.next
  }
  pass(2 * days)
  assert.equal((await refresh(token)).status, 401)
})

test('no altered token is taken', async () => {
  const { access, first } = await begin()
  for (const cookie of [access, first]) {
    const [name = '', value = ''] = cookie.split('=')
    for (let index = 0; index < value.length; index++) {
      // The last character of 43 in base64url carries two bits that say nothing: our comparison is of text, so they count too.
      const other = value[index] === 'A' ? 'B' : 'A'
      const forged = `${name}=${value.slice(0, index)}${other}${value.slice(index + 1)}`
      const status = name.startsWith('muster-access') ? await seen(forged) : (await refresh(forged)).status
      assert.equal(status, 401, forged)
    }
  }
  const swapped = first.replace('muster-refresh', 'muster-access')
  assert.equal(await seen(swapped), 401)
})

test('refreshing needs our own origin', async () => {
  const { first } = await begin()
  const foreign = await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { Cookie: first, Origin: 'http://evil.test' } })
  assert.equal(foreign.status, 403)
})

test('signing in ends the session the browser had before', async () => {
  const person = await server.register('again@example.test')
  const reply = await server.post('/api/v1/auth/login', { email: 'again@example.test', password: 'correct horse' }, { Cookie: person.headers.Cookie })
  assert.equal(reply.status, 200)
  assert.equal(await seen(person.headers.Cookie), 401)
  assert.equal(await seen(cookiesOf(reply).join('; ')), 200)
})

test('a session ended behind our back is refused within five seconds', async () => {
  const { person, access } = await begin()
  assert.equal(await seen(access), 200)
  const { store } = server.context
  for (const { key, version, value } of await store.owned('sessions', person.userId, 1_000))
    await store.replace('sessions', key, version, { ...(value as object), revokedAt: new Date().toISOString() })
  pass(5 * seconds)
  assert.equal(await seen(access), 401)
})

test('behind https the cookies are Secure and bound to the host', async () => {
  const behind = await startServer(undefined, { env: { PUBLIC_URL: 'https://tasks.example.test', TRUST_PROXY: '127.0.0.1' } })
  const reply = await behind.post('/api/v1/auth/register', { email: 'https@example.test', password: 'correct horse', name: 'Somebody' })
  const cookies = reply.headers.getSetCookie()
  assert.deepEqual(
    cookies.map((cookie) => cookie.split('=')[0]?.replace(/-[0-9a-f]{12}$/, '')),
    ['__Host-muster-access', '__Host-muster-refresh', '__Host-muster-here', '__Host-muster-known'],
  )
  for (const cookie of cookies) assert.match(cookie, /Path=\/; (?:HttpOnly; )?SameSite=Strict; Secure; Max-Age=\d+$/)
  await behind.remove()
})

test('registration by invitation takes who holds one that stands', async () => {
  const closed = await startServer(undefined, { env: { REGISTRATION: 'invite' } })
  const owner = await closed.register()
  const secret = 's'.repeat(43)
  const space = id()
  assert.equal((await owner.push([owner.mutation('space.create@1', { id: space, name: 'Shared', color: 'blue', memberName: 'Somebody' })])).status, 200)
  const register = async (invite?: string) => {
    const reply = await closed.post('/api/v1/auth/register', {
      email: 'guest@example.test',
      password: 'correct horse',
      name: 'Somebody',
      ...(invite ? { invite } : {}),
    })
    return { status: reply.status, code: ((await reply.json()) as { code?: string }).code }
  }
  assert.deepEqual(await register(), { status: 403, code: 'registration_closed' })
  assert.equal((await register(`${space}.${secret}`)).code, 'invite_invalid')
  const { createHash } = await import('node:crypto')
  const { inviteIdOf } = await import('@muster/core/domain/invite-id.ts')
  const inviteId = inviteIdOf(createHash('sha256').update(secret).digest('hex'))
  const expiresAt = new Date(Date.now() + 7 * days).toISOString()
  assert.equal((await owner.push([owner.mutation('invite.create@1', { id: inviteId, role: 'editor', expiresAt })], space)).status, 200)
  assert.equal((await register(`${space}.${secret}`)).status, 201)
  assert.equal((await owner.push([owner.mutation('invite.revoke@1', { id: inviteId })], space)).status, 200)
  assert.equal((await register(`${space}.${secret}`)).code, 'invite_invalid')
  await closed.remove()
})

test('a session that ends between the reading and the writing of a refresh stays ended', async () => {
  const { first } = await begin()
  const { sid, counter } = { sid: first.split('=')[1]?.split('.')[0] ?? '', counter: 0 }
  const { store, auth } = server.context
  let signOut = true
  const states = createSessionStates({
    now,
    reused: () => {},
    store: {
      ...store,
      // The account is read after the session: here somebody signs out in between.
      record: async (table, key) => {
        if (table === 'users' && signOut) {
          signOut = false
          await auth.logout(sid)
        }
        return store.record(table, key)
      },
    },
  })
  await assert.rejects(states.rotate(sid, counter), { code: 'session_revoked' })
  assert.equal((await refresh(first)).status, 401)
})
