import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { createAuthenticator } from '../../testing/authenticator.ts'
import { startServer } from '../../testing/server.ts'
import { startSmtp, type Received } from '../../testing/smtp.ts'

const [minute, password, next] = [60_000, 'correct horse', 'battery staple']
let passed = 0
let smtp: Awaited<ReturnType<typeof startSmtp>>
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  smtp = await startSmtp()
  server = await startServer(undefined, {
    env: { SMTP_URL: smtp.url, MAIL_FROM: 'tasks@example.org', TRUST_PROXY: '127.0.0.1' },
    now: () => new Date(Date.now() + passed),
    mail: { pollMs: 50 },
  })
  server.context.jobs.start()
})
after(async () => {
  await server.remove()
  await smtp.close()
})

type Headers = Record<string, string>
interface Told {
  readonly code?: string
  readonly csrfToken?: string
  readonly challenge?: string
  readonly token?: string
  readonly secret?: string
  readonly setUp?: string
  readonly user?: { readonly id: string }
}
let people = 0
const ask = async (method: string, path: string, body?: object, sent: Headers = {}) => {
  const reply = await server.request(`/api/v1${path}`, {
    method,
    headers: { Origin: server.url, 'X-Forwarded-For': `198.51.100.${++people % 250}`, ...sent, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await reply.text()
  const told = (text === '' ? {} : JSON.parse(text)) as Told
  const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0])
  return { status: reply.status, told, headers: { Cookie: cookies.join('; '), 'X-CSRF-Token': told.csrfToken ?? '' } }
}
const register = async (name = 'Anna') => {
  const email = `over${++people}@example.test`
  const { headers, told } = await ask('POST', '/auth/register', { email, password, name })
  return { email, headers, userId: told.user?.id ?? '' }
}
const linkIn = ({ text }: Received) => /#([\w-]{43})\s/.exec(text)?.[1] ?? assert.fail(text)
const mailTo = async (email: string, count = 1, of: RegExp = /#[\w-]{43}\s/) =>
  (await smtp.mails(count, ({ to, text }) => to.includes(email) && of.test(text)))[count - 1] ?? assert.fail()
const linkTo = async (email: string, count = 1) => linkIn(await mailTo(email, count))
const resetBy = async (email: string, count: number) => {
  assert.equal((await ask('POST', '/auth/reset/ask', { email })).status, 200)
  assert.equal((await ask('POST', '/auth/reset', { token: await linkTo(email, count), password: next })).status, 204)
}
/** Whoever has the account leaves a passkey and a key in it. */
const settle = async ({ headers, userId }: Awaited<ReturnType<typeof register>>) => {
  const device = createAuthenticator()
  const made = await ask('POST', '/me/passkeys/options', undefined, headers)
  const cookie = `${headers.Cookie}; ${made.headers.Cookie}`
  const body = { name: 'Laptop', ...device.create(made.told.challenge ?? '', server.url) }
  assert.equal((await ask('POST', '/me/passkeys', body, { ...headers, Cookie: cookie })).status, 201)
  const { token } = (await ask('POST', '/me/keys', { name: 'Mine', scopes: ['spaces:read'] }, headers)).told
  return {
    byKey: async () => (await ask('GET', '/spaces', undefined, { Authorization: `Bearer ${token}` })).status,
    byPasskey: async () => {
      const asked = await ask('POST', '/auth/passkey/options')
      return (await ask('POST', '/auth/passkey', device.get(asked.told.challenge ?? '', server.url, userId), { Cookie: asked.headers.Cookie })).status
    },
  }
}

test('who made an account with the address of somebody else is out of it once its owner has set a password', async () => {
  const squatter = await register()
  const left = await settle(squatter)
  assert.deepEqual([await left.byKey(), await left.byPasskey()], [200, 200])
  await resetBy(squatter.email, 2)
  assert.deepEqual([await left.byKey(), await left.byPasskey()], [401, 401])
})

test('who has shown that the address is theirs keeps passkeys and keys with a new password', async () => {
  const owner = await register()
  assert.equal((await ask('POST', '/auth/confirm-address', { token: await linkTo(owner.email) })).status, 200)
  const left = await settle(owner)
  await resetBy(owner.email, 2)
  assert.deepEqual([await left.byKey(), await left.byPasskey()], [200, 200])
})

test('a link to an address opens once, also where the account has its address of before again', async () => {
  const { email, headers } = await register()
  const other = `other${email}`
  const move = async (to: string, count: number) => {
    assert.equal((await ask('POST', '/me/address', { email: to }, headers)).status, 200)
    const token = await linkTo(to, count)
    assert.equal((await ask('POST', '/auth/confirm-address', { token })).status, 200)
    return token
  }
  await linkTo(email)
  const used = await move(other, 1)
  passed += 6 * minute
  await move(email, 2)
  assert.equal((await ask('POST', '/auth/confirm-address', { token: used })).told.code, 'link_invalid')
})

test('an address that is given up is sent nothing that somebody wrote', async () => {
  const { email, headers } = await register('Go to evil.test')
  const other = `else${email}`
  await ask('POST', '/me/address', { email: other }, headers)
  assert.equal((await ask('POST', '/auth/confirm-address', { token: await linkTo(other) })).status, 200)
  assert.ok(!(await mailTo(email, 1, /another address/)).raw.includes('evil'))
})

test('a passkey that is not there any more is taken away without a word; what is changed again and again is told a few times', async () => {
  const { email, headers } = await register()
  for (let n = 0; n < 5; n++) assert.equal((await ask('DELETE', '/me/passkeys/nothing', undefined, headers)).status, 204)
  let session = { ...headers }
  for (let n = 0; n < 13; n++) {
    const [current, other] = n % 2 === 0 ? [password, next] : [next, password]
    const changed = await ask('POST', '/auth/password', { current, next: other }, session)
    assert.equal(changed.status, 200)
    session = changed.headers
  }
  // What comes after it has been sent once this has.
  await ask('POST', '/me/address', { email: `last${email}` }, session)
  await mailTo(`last${email}`)
  const told = (of: string) => smtp.received.filter(({ to, text }) => to.includes(email) && text.includes(of)).length
  assert.deepEqual([told('passkey'), told('the password of')], [0, 10])
})

test('turning off a second factor that is none shows nobody once more', async () => {
  const { headers } = await register()
  passed += 9 * minute
  const off = await ask('DELETE', '/me/second-factor', undefined, headers)
  assert.equal(off.status, 200)
  passed += 9 * minute
  const again = await ask('POST', '/auth/refresh', undefined, off.headers)
  const headersNow = { ...again.headers, 'X-CSRF-Token': again.told.csrfToken ?? '' }
  assert.equal((await ask('POST', '/me/second-factor/set-up', undefined, headersNow)).told.code, 'confirm_first')
})

test('neither does a new password where a code is asked for beside it', async () => {
  const { headers } = await register()
  const { secret = '', setUp } = (await ask('POST', '/me/second-factor/set-up', undefined, headers)).told
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + passed })
  const on = await ask('POST', '/me/second-factor', { setUp, code }, headers)
  assert.equal(on.status, 200)
  passed += 11 * minute
  const found = await ask('POST', '/auth/refresh', undefined, on.headers)
  const changed = await ask('POST', '/auth/password', { current: password, next }, found.headers)
  assert.equal(changed.status, 200)
  assert.equal((await ask('DELETE', '/me/second-factor', undefined, changed.headers)).told.code, 'confirm_first')
})
