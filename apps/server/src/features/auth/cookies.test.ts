import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { cookieNames } from '../../accounts/cookie-names.ts'
import { startServer } from '../../testing/server.ts'

type Server = Awaited<ReturnType<typeof startServer>>
let [one, other]: Server[] = []
const servers = () => [one ?? assert.fail(), other ?? assert.fail()] as const
before(async () => {
  one = await startServer(undefined, { env: { SECRETS: 'what one of two instances signs with' } })
  other = await startServer(undefined, { env: { SECRETS: 'what the other instance signs with' } })
})
after(async () => {
  for (const server of servers()) await server.remove()
})

/** What a browser holds for one host: cookies know of no ports. */
const createJar = () => {
  const jar = new Map<string, string>()
  const send = async (server: Server, method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const reply = await server.request(`/api/v1${path}`, {
      method,
      headers: {
        Origin: server.url,
        Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const set of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*);/.exec(set) ?? []
      if (set.includes('Max-Age=0')) jar.delete(name)
      else jar.set(name, value)
    }
    return { status: reply.status, headers: reply.headers, body: (reply.status === 204 ? {} : await reply.json()) as { code?: string; csrfToken: string } }
  }
  return {
    jar,
    /** All but what the browser is known by, which opens nothing and stays. */
    held: () => [...jar.keys()].filter((name) => !name.startsWith('muster-known-')),
    send,
    register: (server: Server, email: string) => send(server, 'POST', '/auth/register', { email, password: 'correct horse', name: 'Somebody' }),
    login: (server: Server, email: string) => send(server, 'POST', '/auth/login', { email, password: 'correct horse' }),
    refresh: (server: Server) => send(server, 'POST', '/auth/refresh'),
    status: async (server: Server) => (await send(server, 'GET', '/me')).status,
    signOut: async (server: Server) => {
      const { csrfToken } = (await send(server, 'GET', '/me')).body
      return send(server, 'POST', '/auth/logout', undefined, { 'X-CSRF-Token': csrfToken })
    },
    /** As if the session had begun before instances were told apart. */
    renameToFormer: () => {
      const former = [...jar].map(([name, value]) => [name.replace(/-[0-9a-f]{12}$/, ''), value] as const)
      jar.clear()
      for (const [name, value] of former) if (!/^muster-(?:here|known)$/.test(name)) jar.set(name, value)
    },
  }
}

test('two instances on one host sign each other neither in nor out', async () => {
  const [a, b] = servers()
  const browser = createJar()
  assert.equal((await browser.register(a, 'one@example.test')).status, 201)
  assert.equal((await browser.register(b, 'other@example.test')).status, 201)
  assert.equal(browser.held().length, 6)
  assert.deepEqual([await browser.status(a), await browser.status(b)], [200, 200])
  for (let round = 0; round < 3; round++) for (const server of [a, b, a]) assert.equal((await browser.refresh(server)).status, 200)
  const out = await browser.signOut(a)
  assert.equal(out.status, 204)
  assert.deepEqual([await browser.status(a), await browser.status(b)], [401, 200])
  assert.equal(browser.held().length, 3)
})

test('signing out takes nothing of other programs on the host', async () => {
  const [a] = servers()
  const browser = createJar()
  await browser.register(a, 'leaving@example.test')
  browser.jar.set('sid', 'of another program')
  browser.jar.set('muster-refresh', 'of another instance, from before they were told apart')
  const out = await browser.signOut(a)
  assert.equal(out.headers.get('clear-site-data'), '"cache"')
  assert.deepEqual(browser.held(), ['sid', 'muster-refresh'])
})

test('a refresh that comes late takes nothing from who has signed in meanwhile', async () => {
  const [a] = servers()
  const browser = createJar()
  await browser.register(a, 'late@example.test')
  const before = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  assert.equal((await browser.login(a, 'late@example.test')).status, 200)
  const late = await browser.send(a, 'POST', '/auth/refresh', undefined, { Cookie: before })
  assert.equal(late.body.code, 'session_revoked')
  assert.equal(await browser.status(a), 200)
})

test('all processes that sign with one secret agree on the names, and those of another do not', () => {
  const secret = (text: string) => Buffer.from(text)
  assert.deepEqual(cookieNames(secret('one'), true), cookieNames(secret('one'), true))
  assert.notEqual(cookieNames(secret('one'), false).access, cookieNames(secret('two'), false).access)
  assert.match(cookieNames(secret('one'), true).refresh, /^__Host-muster-refresh-[0-9a-f]{12}$/)
})

test('who signed in before instances were told apart stays signed in, under the names that their session began with', async () => {
  const [a, b] = servers()
  const browser = createJar()
  await browser.register(a, 'former@example.test')
  browser.renameToFormer()
  assert.equal(await browser.status(a), 200)
  assert.equal(await browser.status(b), 401, 'what another instance signed opens nothing')
  // A process of the build before, which may run beside this one for a while, knows no other names.
  assert.equal((await browser.refresh(a)).status, 200)
  assert.deepEqual(
    [...browser.jar.keys()].map((name) => name.replace(/^(muster-here)-.*/, '$1')),
    ['muster-access', 'muster-refresh', 'muster-here'],
  )
  assert.equal((await browser.refresh(b)).body.code, 'unauthenticated')
  assert.equal(await browser.status(a), 200)
  assert.equal((await browser.signOut(a)).status, 204)
  assert.deepEqual(browser.held(), [])
})

test('a session from before that is signed out of, or signs in anew, ends', async () => {
  const [a] = servers()
  const browser = createJar()
  await browser.register(a, 'anew@example.test')
  browser.renameToFormer()
  const before = new Map(browser.jar)
  assert.equal((await browser.login(a, 'anew@example.test')).status, 200)
  for (const name of before.keys()) browser.jar.delete(name)
  assert.equal(await browser.status(a), 200)
  browser.jar.clear()
  for (const [name, value] of before) browser.jar.set(name, value)
  assert.equal(await browser.status(a), 401)
})

for (const way of ['register', 'login'] as const)
  test(`to ${way} ends the session that the browser had before`, async () => {
    const [a] = servers()
    const browser = createJar()
    await browser.register(a, `first-${way}@example.test`)
    await createJar().register(a, `second-${way}@example.test`)
    const before = new Map(browser.jar)
    const again = way === 'login' ? await browser.login(a, `second-${way}@example.test`) : await browser.register(a, `third-${way}@example.test`)
    assert.ok(again.status < 300)
    assert.equal(await browser.status(a), 200)
    for (const [name, value] of before) browser.jar.set(name, value)
    assert.equal(await browser.status(a), 401)
    assert.equal((await browser.refresh(a)).body.code, 'session_revoked')
  })
