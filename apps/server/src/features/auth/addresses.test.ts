import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../../testing/server.ts'
import { startSmtp, type Received } from '../../testing/smtp.ts'

const [minute, password] = [60_000, 'correct horse']
let passed = 0
let smtp: Awaited<ReturnType<typeof startSmtp>>
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  smtp = await startSmtp()
  server = await startServer(undefined, {
    env: { SMTP_URL: smtp.url, MAIL_FROM: 'tasks@example.org', PUBLIC_URL: 'https://tasks.example.org', TRUST_PROXY: '127.0.0.1' },
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
type Headers = Record<string, string>
const as = (more: Headers = {}) => ({ 'X-Forwarded-For': `198.51.100.${++people % 250}`, ...more })
const ask = async (method: string, path: string, body: object | undefined, headers: Headers = {}) => {
  const reply = await server.request(`/api/v1${path}`, {
    method,
    headers: { Origin: server.url, ...as(headers), ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await reply.text()
  const told = (text === '' ? {} : JSON.parse(text)) as { code?: string; email?: string; confirmed?: boolean; csrfToken?: string; user?: { email: string } }
  const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0])
  return { status: reply.status, ...told, headers: { Cookie: cookies.join('; '), 'X-CSRF-Token': told.csrfToken ?? '' } }
}
const register = async () => {
  const email = `address${++people}@example.test`
  return { email, ...(await ask('POST', '/auth/register', { email, password, name: 'Anna <b>' })) }
}
const isTo = (email: string) => (mail: Received) => mail.to.includes(email)
const mailTo = async (email: string, count = 1) => (await smtp.mails(count, isTo(email)))[count - 1] ?? assert.fail()
const tokenIn = ({ text }: Received) => /https:\/\/tasks\.example\.org\/confirm#([\w-]{43})\s/.exec(text)?.[1] ?? assert.fail(text)
const addressOf = async (headers: Headers) => {
  const { email, confirmed } = await ask('GET', '/me/address', undefined, headers)
  return [email, confirmed]
}
const confirm = async (token: string) => ask('POST', '/auth/confirm-address', { token })
const login = async (email: string) => (await ask('POST', '/auth/login', { email, password })).status

test('who makes an account is mailed a link, and their address is confirmed by it; nothing that they wrote is mailed before', async () => {
  const { email, headers } = await register()
  const mail = await mailTo(email)
  assert.ok(!mail.raw.includes('Anna'))
  assert.deepEqual(await addressOf(headers), [email, false])
  assert.deepEqual(await confirm(tokenIn(mail)).then(({ status, email: told }) => [status, told]), [200, email])
  assert.deepEqual(await addressOf(headers), [email, true])
  // Asked for again there is nothing to confirm.
  assert.equal((await ask('POST', '/me/address', { email }, headers)).status, 200)
})

test('another address becomes theirs once it is shown to reach them; the one before is told, and opens nothing any more', async () => {
  const { email, headers } = await register()
  const reset = await ask('POST', '/auth/reset/ask', { email })
  assert.equal(reset.status, 200)
  const oldLink = /reset#([\w-]{43})/.exec((await mailTo(email, 2)).text)?.[1] ?? ''
  const next = `other${email}`
  assert.equal((await ask('POST', '/me/address', { email: next }, headers)).status, 200)
  const token = tokenIn(await mailTo(next))
  assert.deepEqual([await addressOf(headers), await login(next)], [[email, false], 401], 'nothing has changed so far')
  assert.equal((await confirm(token)).status, 200)
  assert.deepEqual([await addressOf(headers), await login(next), await login(email)], [[next, true], 200, 401])
  const told = await mailTo(email, 3)
  assert.match(told.subject, /another address/)
  assert.ok(!told.raw.includes(next), 'whoever reads the old mailbox does not learn the new one')
  assert.deepEqual(
    [(await confirm(token)).code, (await ask('POST', '/auth/reset', { token: oldLink, password: 'battery staple' })).code],
    ['link_invalid', 'link_invalid'],
  )
  // The address is free.
  assert.equal((await ask('POST', '/auth/register', { email, password, name: 'Somebody' })).status, 201)
})

test('another address needs the password to have been shown a moment ago; an address of somebody else is told of to nobody', async () => {
  const [first, second] = [await register(), await register()]
  await mailTo(second.email)
  assert.equal((await ask('POST', '/me/address', { email: second.email }, first.headers)).status, 200)
  assert.equal((await ask('POST', '/me/address', { email: `mine${first.email}` }, first.headers)).status, 200)
  await mailTo(`mine${first.email}`)
  assert.equal(smtp.received.filter(isTo(second.email)).length, 1)
  passed += 11 * minute
  const late = await ask('POST', '/auth/login', { email: second.email, password })
  passed += 11 * minute
  const refreshed = await ask('POST', '/auth/refresh', undefined, late.headers)
  assert.equal((await ask('POST', '/me/address', { email: 'late@example.test' }, { ...refreshed.headers })).code, 'confirm_first')
  assert.equal((await ask('POST', '/me/address', { email: second.email }, { ...refreshed.headers })).status, 200)
})

test('of two links one is used; one that somebody was quicker with, a new password or its hour ends it', async () => {
  const { email, headers } = await register()
  const [a, b] = [`a${email}`, `b${email}`]
  for (const next of [a, b]) assert.equal((await ask('POST', '/me/address', { email: next }, headers)).status, 200)
  const tokens = [tokenIn(await mailTo(a)), tokenIn(await mailTo(b))]
  const used = await Promise.all(tokens.map(confirm))
  assert.deepEqual(
    used.map(({ status }) => status).toSorted((x, y) => x - y),
    [200, 410],
  )
  const [is, isNot] = used[0]?.status === 200 ? [a, b] : [b, a]
  assert.deepEqual([await login(is), await login(isNot), await login(email)], [200, 401, 401])
  assert.equal((await ask('POST', '/auth/register', { email: isNot, password, name: 'Somebody' })).status, 201)

  const other = await register()
  const [quick, late] = [`quick${other.email}`, `late${other.email}`]
  for (const next of [quick, late]) assert.equal((await ask('POST', '/me/address', { email: next }, other.headers)).status, 200)
  const [quickToken, lateToken] = [tokenIn(await mailTo(quick)), tokenIn(await mailTo(late))]
  assert.equal((await ask('POST', '/auth/register', { email: quick, password, name: 'Quick' })).status, 201)
  assert.equal((await confirm(quickToken)).code, 'email_taken')
  passed += 61 * minute
  assert.equal((await confirm(lateToken)).code, 'link_invalid')
  assert.equal(await login(other.email), 200)
})

test('a link for a new password opens no address, and the other way round; using one confirms the address', async () => {
  const { email } = await register()
  const token = tokenIn(await mailTo(email))
  assert.equal((await ask('POST', '/auth/reset', { token, password: 'battery staple' })).code, 'link_invalid')
  assert.equal((await ask('POST', '/auth/reset/ask', { email })).status, 200)
  const reset = /reset#([\w-]{43})/.exec((await mailTo(email, 2)).text)?.[1] ?? ''
  assert.equal((await confirm(reset)).code, 'link_invalid')
  assert.equal((await ask('POST', '/auth/reset', { token: reset, password: 'battery staple' })).status, 204)
  const { headers } = await ask('POST', '/auth/login', { email, password: 'battery staple' })
  assert.deepEqual(await addressOf(headers), [email, true])
  assert.match((await mailTo(email, 3)).text, /^Hello Anna <b>,/)
})
