import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../../testing/server.ts'
import { startSmtp, type Received } from '../../testing/smtp.ts'

const [minute, password, next] = [60_000, 'correct horse', 'battery staple']
let passed = 0
let smtp: Awaited<ReturnType<typeof startSmtp>>
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  smtp = await startSmtp()
  server = await startServer(undefined, {
    env: { SMTP_URL: smtp.url, MAIL_FROM: 'Muster <tasks@example.org>', PUBLIC_URL: 'https://tasks.example.org', TRUST_PROXY: '127.0.0.1' },
    now: () => new Date(Date.now() + passed),
    mail: { pollMs: 50 },
  })
  server.context.jobs.start()
})
after(async () => {
  await server.remove()
  await smtp.close()
})

let people = 0
/** Behind the proxy of the tests, each from an address of their own. */
const as = (from: number, more: Record<string, string> = {}) => ({ 'X-Forwarded-For': `198.51.100.${from}`, ...more })
const post = async (path: string, body: object, headers: Record<string, string> = as(++people)) => {
  const reply = await server.post(`/api/v1/auth/${path}`, body, headers)
  const text = await reply.text()
  const told = (text === '' ? {} : JSON.parse(text)) as { code?: string; email?: string; user?: { id: string }; csrfToken?: string }
  const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0])
  return { status: reply.status, text, ...told, headers: { Cookie: cookies.join('; '), 'X-CSRF-Token': told.csrfToken ?? '' } }
}
const register = async () => {
  const email = `reset${++people}@example.test`
  const made = await post('register', { email, password, name: 'Anna <b>' })
  assert.equal(made.status, 201)
  return { email, ...made }
}
const isTo = (email: string) => (mail: Received) => mail.to.includes(email.toLowerCase()) && !mail.text.includes('/confirm#')
const tokenIn = ({ text }: Received) => /https:\/\/tasks\.example\.org\/reset#([\w-]{43})\s/.exec(text)?.[1] ?? assert.fail(text)
/** Asks for a link, and reads it out of the mail that comes: the `count`th that this person gets. */
const linkFor = async (email: string, count = 1, headers = as(++people)) => {
  assert.equal((await post('reset/ask', { email }, headers)).status, 200)
  return (await smtp.mails(count, isTo(email)))[count - 1] ?? assert.fail()
}
const seen = async (headers: Record<string, string>) => (await server.request('/api/v1/me', { headers: { ...as(1), ...headers } })).status

test('who lost their password is mailed a link, sets another, once, is signed out everywhere, and is told', async () => {
  const { email, headers } = await register()
  const mail = await linkFor(email.toUpperCase())
  assert.deepEqual([mail.from, mail.to], ['tasks@example.org', [email]])
  const token = tokenIn(mail)
  assert.ok(mail.html.includes(`https://tasks.example.org/reset#${token}`))
  assert.deepEqual(await post('reset/preview', { token }).then(({ status, email: told }) => [status, told]), [200, email])
  assert.equal((await post('reset', { token, password: '12345678' })).code, 'weak_password')
  assert.equal(await seen(headers), 200)
  const tries = await Promise.all(Array.from({ length: 4 }, () => post('reset', { token, password: next })))
  assert.deepEqual(
    tries.map(({ status }) => status).toSorted((a, b) => a - b),
    [204, 410, 410, 410],
    'once',
  )
  assert.deepEqual(
    [await seen(headers), (await post('login', { email, password })).status, (await post('login', { email, password: next })).status],
    [401, 401, 200],
  )
  for (const path of ['reset', 'reset/preview'])
    assert.equal((await post(path, { token, ...(path === 'reset' ? { password: next } : {}) })).code, 'link_invalid')
  const [, notice] = await smtp.mails(2, isTo(email))
  assert.match(notice?.subject ?? '', /was changed/)
  assert.ok(notice?.html.includes('Anna &lt;b&gt;') && !notice.html.includes('<b>'))
})

test('whether an account exists is told by nothing: one answer, and one write, for all', async () => {
  const { email } = await register()
  const answers = []
  for (const one of [email, 'nobody@example.test', 'no address at all', 'a@b'])
    answers.push(await post('reset/ask', { email: one }).then(({ status, text }) => [status, text]))
  assert.deepEqual(new Set(answers.map(String)).size, 1)
  await smtp.mails(1, isTo(email))
  assert.equal(smtp.received.filter(({ to }) => !to.includes(email) && !to[0]?.startsWith('reset')).length, 0)
})

test('a link ends after half an hour, with a new password, and with the account; none of it is in the store', async () => {
  const { email, headers, user } = await register()
  const first = tokenIn(await linkFor(email))
  assert.ok(!(await server.stored()).includes(first))
  passed += 31 * minute
  assert.equal((await post('reset', { token: first, password: next })).code, 'link_invalid')
  const second = tokenIn(await linkFor(email, 2))
  const signed = await post('login', { email, password })
  assert.equal((await post('password', { current: password, next }, as(1, signed.headers))).status, 200)
  assert.equal((await post('reset', { token: second, password: 'another horse' })).code, 'link_invalid')
  assert.ok(headers && user)
  passed += 6 * minute
  await smtp.mails(3, isTo(email))
  const third = tokenIn(await linkFor(email, 4))
  await server.context.admin.run({ command: 'user disable', email })
  assert.equal((await post('reset', { token: third, password: 'another horse' })).code, 'link_invalid')
})

test('nobody is flooded, and who asks too often is told so, whoever they ask for; others still get theirs', async () => {
  const { email } = await register()
  await linkFor(email)
  const mine = as(250)
  for (const one of [email, 'nobody-else@example.test']) {
    const told = []
    for (let n = 0; n < 7; n++) told.push((await post('reset/ask', { email: one }, mine)).status)
    assert.deepEqual(told, [200, 200, 200, 200, 200, 429, 429])
  }
  const other = await register()
  await linkFor(other.email)
  assert.equal(smtp.received.filter(isTo(email)).length, 1, 'the one before is good for a while')
  passed += 6 * minute
  await linkFor(email, 2)
})

test('mails lead to the address that is configured, whatever a request says of its own', async () => {
  const { email } = await register()
  const mail = await linkFor(email, 1, as(++people, { 'X-Forwarded-Host': 'evil.test', Forwarded: 'host=evil.test' }))
  tokenIn(mail)
  assert.ok(!mail.raw.includes('evil.test'))
})

test('mails are in the language of the person: what they have set, else what their browser asks for', async () => {
  const { email, user, headers } = await register()
  const german = as(++people, { 'Accept-Language': 'fr-FR, de-AT;q=0.8, en;q=0.5' })
  const first = await linkFor(email, 1, german)
  assert.equal(first.subject, 'Ein neues Passwort für Muster')
  assert.match(first.text, /^Hallo,/)
  const mutation = { id: crypto.randomUUID(), name: 'settings.set@1', args: { set: { language: 'en' } }, base: 0, clientAt: new Date().toISOString() }
  const pushed = await server.post(`/api/v1/spaces/${user?.id}/mutations`, { for: user?.id, mutations: [mutation] }, as(1, headers))
  assert.match(await pushed.text(), /"applied"/)
  passed += 6 * minute
  assert.equal((await linkFor(email, 2, german)).subject, 'A new password for Muster')
})

test('what is no token, or of another server, opens nothing', async () => {
  for (const token of ['', 'a', 'a'.repeat(43), 'a'.repeat(44), '../../etc', { $ne: '' }])
    for (const [path, more] of [
      ['reset/preview', {}],
      ['reset', { password: next }],
    ] as const)
      assert.ok([400, 410].includes((await post(path, { token, ...more })).status))
})

test('whose session was continued elsewhere is told by mail', async () => {
  const { email, headers } = await register()
  const refresh = async (sent: Record<string, string>) => {
    const reply = await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { Origin: server.url, ...as(1), ...sent } })
    const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0])
    return { status: reply.status, code: ((await reply.json()) as { code?: string }).code, headers: { Cookie: cookies.join('; ') } }
  }
  const first = await refresh(headers)
  const second = await refresh(first.headers)
  passed += minute
  assert.deepEqual([first.status, second.status, (await refresh(headers)).code], [200, 200, 'session_revoked'])
  const [mail] = await smtp.mails(1, isTo(email))
  assert.match(mail?.text ?? '', /copied it from your device[\s\S]*https:\/\/tasks\.example\.org\/settings#security/)
  assert.equal((await refresh(second.headers)).status, 401)
})

test('tokens that have ended are purged', async () => {
  const { email } = await register()
  await linkFor(email)
  await smtp.mails(1, ({ to, text }) => to.includes(email) && text.includes('/confirm#'))
  assert.ok((await server.context.store.count('tokens')) > 0)
  passed += 70 * minute
  await server.context.jobs.run()
  assert.equal(await server.context.store.count('tokens'), 0)
})
