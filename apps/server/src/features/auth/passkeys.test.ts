import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import { createAuthenticator } from '../../testing/authenticator.ts'
import { startServer } from '../../testing/server.ts'

const minute = 60_000
let passed = 0
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { env: { TRUST_PROXY: '127.0.0.1' }, now: () => new Date(Date.now() + passed) })
})
after(() => server.remove())

type Headers = Readonly<Record<string, string>>
const cookiesOf = (reply: Response): string[] => reply.headers.getSetCookie().map((set) => set.split(';')[0] ?? '')
const asked = (reply: Response): string => cookiesOf(reply).find((cookie) => cookie.startsWith('muster-asked-')) ?? assert.fail('nothing was asked')
const codeOf = async (reply: Response) => (reply.ok ? reply.status : ((await reply.json()) as { code: string }).code)
let people = 0
const register = async () => {
  const email = `passkey${++people}@example.test`
  const from = { 'X-Forwarded-For': `203.0.113.${people}` }
  const reply = await server.post('/api/v1/auth/register', { email, password: 'correct horse', name: 'Somebody' }, from)
  const { csrfToken, user } = (await reply.json()) as { csrfToken: string; user: { id: string } }
  return { email, from, userId: user.id, headers: { ...from, Cookie: cookiesOf(reply).join('; '), 'X-CSRF-Token': csrfToken } }
}
type Person = Awaited<ReturnType<typeof register>>
const post = (path: string, headers: Headers) => server.request(`/api/v1${path}`, { method: 'POST', headers: { Origin: server.url, ...headers } })
const setUp = async ({ headers }: Pick<Person, 'headers'>) => {
  const reply = await post('/me/passkeys/options', headers)
  return { challenge: ((await reply.json()) as { challenge: string }).challenge, cookie: asked(reply) }
}
const add = ({ headers }: Pick<Person, 'headers'>, cookie: string, body: object) =>
  server.post('/api/v1/me/passkeys', { name: 'Laptop', ...body }, { ...headers, Cookie: `${headers.Cookie}; ${cookie}` })
const askSignIn = async (from: Headers) => {
  const reply = await post('/auth/passkey/options', from)
  return { challenge: ((await reply.json()) as { challenge: string }).challenge, cookie: asked(reply) }
}
const signIn = (from: Headers, cookie: string, body: object) => server.post('/api/v1/auth/passkey', body, { ...from, Cookie: cookie })

/** Somebody with a passkey. */
const equip = async () => {
  const person = await register()
  const device = createAuthenticator()
  const { challenge, cookie } = await setUp(person)
  assert.equal((await add(person, cookie, device.create(challenge, server.url))).status, 201)
  return { ...person, device }
}

test('who has a passkey signs in by it alone, and it is shown with when it was used', async () => {
  const person = await equip()
  const { challenge, cookie } = await askSignIn(person.from)
  const reply = await signIn(person.from, cookie, person.device.get(challenge, server.url, person.userId))
  assert.equal(reply.status, 200)
  const { user } = (await reply.json()) as { user: { id: string } }
  assert.equal(user.id, person.userId)
  const headers = { Cookie: cookiesOf(reply).join('; ') }
  const { items } = (await (await server.request('/api/v1/me/passkeys', { headers })).json()) as {
    items: { id: string; name: string; usedAt: string | null }[]
  }
  assert.deepEqual(
    items.map(({ id, name }) => [id, name]),
    [[person.device.id, 'Laptop']],
  )
  assert.ok(items[0]?.usedAt)
})

test('an answer opens once, whoever sends it at the same time; only where it was asked, and for five minutes', async () => {
  const person = await equip()
  const first = await askSignIn(person.from)
  const answer = person.device.get(first.challenge, server.url, person.userId, { counter: 0 })
  const raced = await Promise.all(Array.from({ length: 6 }, () => signIn(person.from, first.cookie, answer)))
  assert.equal(raced.filter(({ status }) => status === 200).length, 1)
  const second = await askSignIn(person.from)
  const other = person.device.get(second.challenge, server.url, person.userId, { counter: 0 })
  assert.equal(await codeOf(await signIn(person.from, first.cookie, other)), 'bad_passkey', 'of another question')
  assert.equal(await codeOf(await signIn(person.from, '', other)), 'bad_passkey', 'of another browser')
  passed += (limits.passkeyMinutes + 1) * minute
  assert.equal(await codeOf(await signIn(person.from, second.cookie, other)), 'bad_passkey', 'too late')
})

test('what was signed for another place, by nobody’s finger, by another key or for somebody else opens nothing', async () => {
  const [person, other] = [await equip(), await equip()]
  const thief = createAuthenticator()
  const wrong = {
    'another origin': { origin: 'https://muster.example.test' },
    'another name': { rpId: 'example.test' },
    'nobody verified': { flags: 1 },
    'nobody present': { flags: 4 },
    'a passkey that is made': { type: 'webauthn.create' },
  }
  const tried = async (make: (challenge: string) => object) => {
    const { challenge, cookie } = await askSignIn(person.from)
    return codeOf(await signIn(person.from, cookie, make(challenge)))
  }
  for (const [what, ways] of Object.entries(wrong))
    assert.equal(await tried((challenge) => person.device.get(challenge, server.url, person.userId, ways)), 'bad_passkey', what)
  assert.equal(await tried((challenge) => ({ ...thief.get(challenge, server.url, person.userId), id: person.device.id })), 'bad_passkey')
  assert.equal(await tried((challenge) => person.device.get(challenge, server.url, other.userId)), 'bad_passkey')
  assert.equal(await tried((challenge) => person.device.get(challenge, server.url, 'nobody')), 'bad_passkey')
  assert.equal(await tried((challenge) => ({ ...person.device.get(challenge, server.url, person.userId), signature: 'AAAA' })), 'bad_passkey')
  assert.equal(await tried((challenge) => ({ ...person.device.get(challenge, server.url, person.userId), clientDataJSON: 'AAAA' })), 'bad_passkey')
  assert.equal(await tried((challenge) => person.device.get(challenge, server.url, person.userId)), 200)
})

test('a passkey that has counted less than before is a copy: it opens nothing', async () => {
  const person = await equip()
  const use = async (counter: number) => {
    const { challenge, cookie } = await askSignIn(person.from)
    return codeOf(await signIn(person.from, cookie, person.device.get(challenge, server.url, person.userId, { counter })))
  }
  assert.deepEqual([await use(7), await use(7), await use(3), await use(0), await use(8)], [200, 'bad_passkey', 'bad_passkey', 'bad_passkey', 200])
})

test('one is added by the session that asked, and verified; a person has so many', async () => {
  const [person, other] = [await register(), await register()]
  const device = createAuthenticator()
  const made = await setUp(person)
  const body = device.create(made.challenge, server.url)
  assert.equal(await codeOf(await add(other, made.cookie, body)), 'bad_passkey', 'of another person')
  const second = await server.post('/api/v1/auth/login', { email: person.email, password: 'correct horse' }, person.from)
  const { csrfToken } = (await second.json()) as { csrfToken: string }
  const elsewhere = { headers: { ...person.from, Cookie: cookiesOf(second).join('; '), 'X-CSRF-Token': csrfToken } }
  assert.equal(await codeOf(await add(elsewhere, made.cookie, body)), 'bad_passkey', 'of another session')
  for (const ways of [{ origin: 'https://muster.example.test' }, { rpId: 'example.test' }, { flags: 65 }, { type: 'webauthn.get' }])
    assert.equal(await codeOf(await add(person, made.cookie, device.create(made.challenge, server.url, ways))), 'bad_passkey')
  assert.equal((await add(person, made.cookie, body)).status, 201)
  assert.equal(await codeOf(await add(person, made.cookie, body)), 'exists')
  for (let n = 1; n < limits.passkeysPerPerson; n++) {
    const { challenge, cookie } = await setUp(person)
    assert.equal((await add(person, cookie, createAuthenticator().create(challenge, server.url))).status, 201)
  }
  assert.equal(await codeOf(await post('/me/passkeys/options', person.headers)), 'too_many')
})

test('a disabled account is not opened by one, nor by one that was taken away; both need who asks to have shown who they are', async () => {
  const person = await equip()
  const use = async () => {
    const { challenge, cookie } = await askSignIn(person.from)
    return codeOf(await signIn(person.from, cookie, person.device.get(challenge, server.url, person.userId)))
  }
  await server.context.admin.run({ command: 'user disable', email: person.email })
  assert.equal(await use(), 'account_disabled')
  await server.context.admin.run({ command: 'user enable', email: person.email })
  const entered = await server.post('/api/v1/auth/login', { email: person.email, password: 'correct horse' }, person.from)
  const { csrfToken } = (await entered.json()) as { csrfToken: string }
  const headers = { Origin: server.url, ...person.from, Cookie: cookiesOf(entered).join('; '), 'X-CSRF-Token': csrfToken }
  assert.equal((await server.request(`/api/v1/me/passkeys/${person.device.id}`, { method: 'DELETE', headers })).status, 204)
  assert.equal(await use(), 'bad_passkey')
  passed += 11 * minute
  const renewed = await server.request('/api/v1/auth/refresh', { method: 'POST', headers })
  const late = { ...headers, Cookie: cookiesOf(renewed).join('; ') }
  assert.equal(await codeOf(await server.request(`/api/v1/me/passkeys/x`, { method: 'DELETE', headers: late })), 'confirm_first')
  assert.equal(await codeOf(await post('/me/passkeys/options', late)), 'confirm_first')
})

test('one with a long name is taken away like any other', async () => {
  const person = await register()
  const device = createAuthenticator(200)
  const { challenge, cookie } = await setUp(person)
  assert.equal((await add(person, cookie, device.create(challenge, server.url))).status, 201)
  const headers = { Origin: server.url, ...person.headers }
  assert.equal((await server.request(`/api/v1/me/passkeys/${device.id}`, { method: 'DELETE', headers })).status, 204)
  const { items } = (await (await server.request('/api/v1/me/passkeys', { headers })).json()) as { items: unknown[] }
  assert.deepEqual(items, [])
})
