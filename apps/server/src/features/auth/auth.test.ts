import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const codeOf = async (reply: Response) => ((await reply.json()) as { code: string }).code

test('the session cookie is out of reach of scripts, and no token of it is in the body', async () => {
  const reply = await server.post('/api/v1/auth/register', { email: 'cookie@example.test', password: 'correct horse', name: 'Somebody' })
  const told = await reply.text()
  const cookies = reply.headers.getSetCookie()
  assert.equal(cookies.length, 4)
  // Beside them lies a mark that pages can read: whose session it is, and nothing that opens it.
  const [mark = '', known = ''] = cookies.splice(2)
  const { user } = JSON.parse(told) as { user: { id: string } }
  assert.match(mark, new RegExp(`^muster-here-[0-9a-f]{12}=${user.id}; Path=/; SameSite=Strict; Max-Age=\\d+$`))
  for (const cookie of [...cookies, known]) {
    assert.match(cookie, /Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
    assert.ok(!told.includes(cookie.split(';')[0]?.split('=')[1] ?? 'none'))
  }
})

test('twenty people racing for one e-mail: one gets it', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => server.post('/api/v1/auth/register', { email: 'Race@Example.test', password: 'correct horse', name: 'Somebody' })),
  )
  assert.deepEqual(
    replies.map((reply) => reply.status).sort((a, b) => a - b),
    [201, ...Array.from({ length: 19 }, () => 409)],
  )
})

test('wrong password and unknown e-mail answer alike', async () => {
  await server.register('known@example.test')
  const wrong = await server.post('/api/v1/auth/login', { email: 'known@example.test', password: 'wrong horse' })
  const unknown = await server.post('/api/v1/auth/login', { email: 'unknown@example.test', password: 'wrong horse' })
  assert.equal(wrong.status, 401)
  assert.deepEqual([wrong.status, await codeOf(wrong)], [unknown.status, await codeOf(unknown)])
})

test('a forged, foreign or token-less request changes nothing', async () => {
  const person = await server.register()
  const path = `/api/v1/spaces/${person.userId}/mutations`
  const body = { for: person.userId, mutations: [person.mutation('space.update@1', { set: { name: 'Taken over' } })] }
  const tries: Record<string, string>[] = [
    { ...person.headers, Origin: 'http://evil.test' },
    { ...person.headers, 'Sec-Fetch-Site': 'cross-site' },
    { ...person.headers, 'Sec-Fetch-Site': 'same-site' },
    { Cookie: person.headers.Cookie },
    { ...person.headers, 'X-CSRF-Token': 'x'.repeat(43) },
  ]
  for (const headers of tries) assert.equal(await codeOf(await server.post(path, body, headers)), 'csrf')
  const noOrigin = await server.request(path, {
    method: 'POST',
    headers: { ...person.headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.equal(await codeOf(noOrigin), 'csrf')
  const refreshOnly = person.headers.Cookie.split('; ')[1] ?? ''
  assert.equal(await codeOf(await server.post(path, body, { ...person.headers, Cookie: refreshOnly })), 'unauthenticated')
  assert.match((await person.changes()).head, /^1\./)
})

test('after logging out the cookie opens nothing', async () => {
  const person = await server.register()
  const out = await server.request('/api/v1/auth/logout', { method: 'POST', headers: { ...person.headers, Origin: server.url } })
  assert.equal(out.status, 204)
  assert.equal((await server.request('/api/v1/me', { headers: person.headers })).status, 401)
})

test('every answer carries the security headers', async () => {
  for (const path of ['/api/v1/me', '/nothing-here', '/healthz']) {
    const { headers } = await server.request(path)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  }
})
