import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AdminCommand } from '../admin/service.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { startServer } from '../../testing/server.ts'

type Server = Awaited<ReturnType<typeof startServer>>
const seconds = 1_000
let offset = 0
/** When both processes had found out the store's time. From then on time goes by only where a test says so, however slow the machine is. */
let stoodStillAt: number | undefined
/** Time goes by for all processes. */
const pass = (ms: number) => {
  offset += ms
}
let servers: readonly Server[] = []
before(async () => {
  if (withoutMongo) return
  const env = { STORE_URL: freshDatabase(), SECRETS: 'what both of the processes sign with, long enough' }
  // Two processes of one instance, whose clocks are half a minute apart.
  const start = (aheadMs: number) => startServer(undefined, { env, now: () => new Date((stoodStillAt ?? Date.now()) + aheadMs + offset) })
  servers = [await start(0), await start(30 * seconds)]
  stoodStillAt = Date.now()
})
after(async () => {
  for (const server of servers) await server.remove()
})
const pair = () => [servers[0] ?? assert.fail(), servers[1] ?? assert.fail()] as const
/** Each of the two once as the one that acts and once as the one that hears of it. */
const bothWays = () => [pair(), pair().toReversed() as unknown as ReturnType<typeof pair>] as const

const password = 'correct horse'
let people = 0
const cookiesOf = (reply: Response) => reply.headers.getSetCookie().map((set) => set.split(';')[0] ?? '')
const begin = async (server: Server) => {
  const email = `processes${++people}@example.test`
  const person = await server.register(email)
  const [access = '', refresh = ''] = person.headers.Cookie.split('; ')
  return { email, person, access, refresh }
}
const refresh = async (server: Server, cookie: string) => {
  const reply = await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { Cookie: cookie, Origin: server.url } })
  const [access = '', next = ''] = cookiesOf(reply)
  return { status: reply.status, code: ((await reply.json()) as { code?: string }).code, access, next }
}
const seen = async (server: Server, cookie: string) => (await server.request('/api/v1/me', { headers: { Cookie: cookie } })).status
const login = async (server: Server, email: string, typed = password) => {
  const reply = await server.post('/api/v1/auth/login', { email, password: typed })
  return { status: reply.status, access: cookiesOf(reply)[0] ?? '' }
}
const options = { skip: withoutMongo }

test('a tab that refreshes at another process, after the successor was shown, goes on with the same one', options, async () => {
  for (let round = 0; round < 3; round++)
    for (const [here, there] of bothWays()) {
      const { refresh: first } = await begin(here)
      const next = await refresh(here, first)
      assert.equal(await seen(there, next.access), 200)
      const late = await refresh(there, first)
      assert.deepEqual([late.status, late.next], [200, next.next])
    }
})

test('tabs that refresh at two processes at once, round after round, go on with one successor', options, async () => {
  let { refresh: token } = await begin(pair()[0])
  for (let round = 0; round < 5; round++) {
    const racing = await Promise.all(Array.from({ length: 20 }, (_, n) => refresh(pair()[(n % 2) as 0 | 1], token)))
    assert.deepEqual([...new Set(racing.map(({ status }) => status))], [200])
    assert.equal(new Set(racing.map(({ next }) => next)).size, 1)
    token = racing[0]?.next ?? ''
  }
})

test('a stolen token that is used at another process ends the session at both', options, async () => {
  for (const [here, there] of bothWays()) {
    const { refresh: first } = await begin(here)
    const next = await refresh(here, first)
    assert.equal(await seen(here, next.access), 200)
    pass(11 * seconds)
    assert.equal((await refresh(there, first)).code, 'session_revoked')
    pass(5 * seconds)
    assert.equal(await seen(here, next.access), 401)
    assert.equal((await refresh(here, next.next)).code, 'session_revoked')
  }
})

test('what is ended at one process is refused by the other within five seconds', options, async () => {
  for (const [here, there] of bothWays())
    for (const end of ['sign out', 'user disable', 'user password'] as const) {
      const { email, person, access } = await begin(here)
      assert.deepEqual([await seen(here, access), await seen(there, access)], [200, 200])
      if (end === 'sign out')
        assert.equal((await here.request('/api/v1/auth/logout', { method: 'POST', headers: { ...person.headers, Origin: here.url } })).status, 204)
      else await here.context.admin.run({ command: end, email } as AdminCommand)
      assert.equal(await seen(here, access), 401, end)
      pass(5 * seconds)
      assert.equal(await seen(there, access), 401, end)
    }
})

test('of sign-ins and refreshes at one process that race a new password at the other, none lives on', options, async () => {
  for (const [here, there] of bothWays())
    for (let round = 0; round < 3; round++) {
      const { email, refresh: first } = await begin(there)
      const command: AdminCommand = { command: 'user password', email, password: 'another horse' }
      const signing = Array.from({ length: 8 }, () => login(there, email))
      const refreshing = Array.from({ length: 8 }, () => refresh(there, first))
      await here.context.admin.run(command)
      const begun = (await Promise.all([...signing, ...refreshing])).filter(({ status }) => status === 200)
      pass(5 * seconds)
      for (const { access } of begun) assert.deepEqual([await seen(here, access), await seen(there, access)], [401, 401])
      assert.equal((await login(there, email, 'another horse')).status, 200)
    }
})

test('of many who disable and enable at two processes while people sign in, no session from before revives', options, async () => {
  const [here, there] = pair()
  const { email, access } = await begin(here)
  const begun = (
    await Promise.all([
      ...Array.from({ length: 8 }, (_, n) => login(n % 2 === 0 ? here : there, email)),
      here.context.admin.run({ command: 'user disable', email }),
      there.context.admin.run({ command: 'user disable', email }),
    ])
  ).filter((reply) => typeof reply === 'object' && reply.status === 200) as readonly { readonly access: string }[]
  await there.context.admin.run({ command: 'user enable', email })
  pass(5 * seconds)
  for (const cookie of [access, ...begun.map((one) => one.access)]) assert.deepEqual([await seen(here, cookie), await seen(there, cookie)], [401, 401])
  assert.equal((await login(here, email)).status, 200)
})

test('what one process lets live for a time, the other does not take for over or for new', options, async () => {
  for (const [here, there] of bothWays()) {
    const { access, refresh: first } = await begin(here)
    pass(597 * seconds)
    assert.deepEqual([await seen(here, access), await seen(there, access)], [200, 200])
    pass(6 * seconds)
    assert.deepEqual([await seen(here, access), await seen(there, access)], [401, 401])
    assert.equal((await refresh(there, first)).status, 200)
  }
})
