import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import type { EnabledReply, SecondFactorReply, SetUpReply } from '@muster/core/contract/schemas/endpoints/second-factor.ts'
import { Secret, TOTP } from 'otpauth'
import { startServer } from '../../testing/server.ts'

const minute = 60_000
const stepMs = 30_000
/** Stands still by itself: a code is of the step that the test thinks it is of. */
const began = Date.now()
let passed = 0
const now = () => new Date(began + passed)
let server: Awaited<ReturnType<typeof startServer>>
// Each person comes from an address of their own: how many may guess from one is another test's.
before(async () => {
  server = await startServer(undefined, { env: { TRUST_PROXY: '127.0.0.1' }, now })
})
after(() => server.remove())

type Headers = Readonly<Record<string, string>>
const password = 'correct horse'
let people = 0
const enter = async (path: string, body: object, sent: Headers = {}) => {
  const reply = await server.post(`/api/v1${path}`, body, sent)
  const told = (await reply.json()) as { csrfToken: string; code?: string; recoveryCodes?: string[]; user?: { id: string } }
  const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0])
  return { status: reply.status, code: told.code ?? 'none', told, headers: { ...sent, Cookie: cookies.join('; '), 'X-CSRF-Token': told.csrfToken } }
}
const register = async () => {
  const email = `factor${++people}@example.test`
  const from = { 'X-Forwarded-For': `203.0.113.${people}` }
  const { headers, told } = await enter('/auth/register', { email, password, name: 'Somebody' }, from)
  return { email, from, headers, userId: told.user?.id ?? '' }
}
const ask = (method: string, path: string, headers: Headers) =>
  server.request(`/api/v1/me/second-factor${path}`, { method, headers: { Origin: server.url, ...headers } })
const stateOf = async (headers: Headers) => (await (await ask('GET', '', headers)).json()) as SecondFactorReply
const codeOf = (secret: string, steps = 0) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now().getTime() + steps * stepMs })
const isIn = async (headers: Headers) => (await server.request('/api/v1/me', { headers })).status === 200

/** The same session, after its cookies ran out. */
const goOn = async (headers: Headers) => {
  const reply = await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { Origin: server.url, ...headers } })
  assert.equal(reply.status, 200)
  const cookies = reply.headers.getSetCookie().map((set) => set.split(';')[0])
  return { ...headers, Cookie: cookies.join('; ') }
}

/** Somebody who has turned it on. */
const protect = async () => {
  const person = await register()
  const { secret, setUp } = (await (await ask('POST', '/set-up', person.headers)).json()) as SetUpReply
  const on = await enter('/me/second-factor', { setUp, code: codeOf(secret) }, person.headers)
  assert.equal(on.status, 200)
  const { recoveryCodes } = on.told as unknown as EnabledReply
  const signIn = (code?: string, typed = password) =>
    enter('/auth/login', { email: person.email, password: typed, ...(code === undefined ? {} : { code }) }, person.from)
  // The step that turned it on is gone.
  passed += stepMs
  return { ...person, before: person.headers, headers: on.headers, secret, recoveryCodes, signIn }
}

test('a code of the app turns it on: all other sessions end, and signing in asks for one from then on', async () => {
  const person = await protect()
  assert.deepEqual([await isIn(person.before), await isIn(person.headers)], [false, true])
  const { since, recoveryCodesLeft } = await stateOf(person.headers)
  assert.ok(since !== null)
  assert.equal(recoveryCodesLeft, limits.recoveryCodes)
  assert.equal((await person.signIn()).code, 'code_required')
  assert.equal((await person.signIn('000000', 'wrong horse')).code, 'bad_credentials', 'of a code nothing is told before the password is right')
  assert.equal((await person.signIn('12 34')).code, 'bad_code')
  const entered = await person.signIn(codeOf(person.secret))
  assert.equal(entered.status, 200)
  assert.ok(await isIn(entered.headers))
})

test('a code is of its moment, one step to either side, and opens once, whoever sends it at the same time', async () => {
  const person = await protect()
  passed += 10 * stepMs
  for (const steps of [-2, 2]) assert.equal((await person.signIn(codeOf(person.secret, steps))).code, 'bad_code', `${steps}`)
  assert.equal((await person.signIn(codeOf(person.secret, -1))).status, 200)
  const code = codeOf(person.secret)
  const raced = await Promise.all(Array.from({ length: 8 }, () => person.signIn(code)))
  assert.equal(raced.filter(({ status }) => status === 200).length, 1)
  passed += (limits.wrongCodesMinutes + 1) * minute
  assert.equal((await person.signIn(codeOf(person.secret))).status, 200)
  assert.equal((await person.signIn(codeOf(person.secret, -1))).code, 'bad_code', 'nor does one of before')
})

test('wrong codes are counted, raced or not; then only a recovery code opens, until the quarter of an hour is over', async () => {
  const person = await protect()
  const wrong = await Promise.all(Array.from({ length: 8 }, (_, n) => person.signIn(`00000${n}`)))
  assert.equal(wrong.filter(({ code }) => code === 'bad_code').length, limits.wrongCodes)
  assert.equal(wrong.filter(({ code }) => code === 'too_many_requests').length, 3)
  assert.equal((await person.signIn(codeOf(person.secret))).code, 'too_many_requests', 'the right one neither')
  passed += (limits.wrongCodesMinutes - 1) * minute
  assert.equal((await person.signIn(codeOf(person.secret))).code, 'too_many_requests')
  const [first = ''] = person.recoveryCodes
  assert.equal((await person.signIn(first.toUpperCase().replaceAll('-', ' '))).status, 200, 'whoever owns the account is not kept out')
  for (let n = 0; n < limits.wrongCodes; n++) assert.equal((await person.signIn('000000')).code, 'bad_code')
  assert.equal((await person.signIn('000000')).code, 'too_many_requests')
  passed += limits.wrongCodesMinutes * minute
  assert.equal((await person.signIn(codeOf(person.secret))).status, 200)
})

test('a recovery code opens once; new ones take the place of all', async () => {
  const person = await protect()
  const [first = '', second = ''] = person.recoveryCodes
  const raced = await Promise.all(Array.from({ length: 4 }, () => person.signIn(first)))
  assert.equal(raced.filter(({ status }) => status === 200).length, 1)
  assert.equal((await stateOf(person.headers)).recoveryCodesLeft, limits.recoveryCodes - 1)
  const renewed = (await (await ask('POST', '/recovery-codes', person.headers)).json()) as { recoveryCodes: string[] }
  assert.equal((await person.signIn(second)).code, 'bad_code')
  assert.equal((await person.signIn(renewed.recoveryCodes[0])).status, 200)
})

test('who was shown to be who they are a while ago shows it once more, with a code; turned off it asks for none', async () => {
  const person = await protect()
  passed += 11 * minute
  const late = await goOn(person.headers)
  for (const [method, path] of [
    ['DELETE', ''],
    ['POST', '/recovery-codes'],
    ['POST', '/set-up'],
  ] as const)
    assert.equal(((await (await ask(method, path, late)).json()) as { code: string }).code, 'confirm_first')
  assert.equal((await enter('/auth/confirm', { password }, late)).code, 'code_required')
  assert.equal((await enter('/auth/confirm', { password, code: '000000' }, late)).code, 'bad_code')
  const confirmed = await enter('/auth/confirm', { password, code: codeOf(person.secret) }, late)
  assert.equal(confirmed.status, 200)
  assert.equal(((await (await ask('POST', '/set-up', confirmed.headers)).json()) as { code: string }).code, 'exists')
  const other = await person.signIn(person.recoveryCodes[0])
  assert.equal((await ask('DELETE', '', confirmed.headers)).status, 200)
  assert.equal(await isIn(other.headers), false, 'every other session has ended')
  assert.equal((await person.signIn()).status, 200)
  const told = (await server.context.store.list('mails', '', 500)).map(({ value }) => value as { kind: string; to: { userId?: string } })
  assert.equal(told.filter(({ kind, to }) => kind === 'sign-in-changed' && to.userId === person.userId).length, 2, 'the owner is told of both')
})

test('what an app was set up with is of one session and person, for a quarter of an hour; wrong codes turn nothing on', async () => {
  const [person, other] = [await register(), await register()]
  const { secret, setUp, uri } = (await (await ask('POST', '/set-up', person.headers)).json()) as SetUpReply
  assert.match(uri, /^otpauth:\/\/totp\/Muster:factor\d+%40example\.test\?issuer=Muster&secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/)
  const turnOn = (given: string, headers: Headers, code = codeOf(secret)) => enter('/me/second-factor', { setUp: given, code }, headers)
  assert.equal((await turnOn(setUp, other.headers)).code, 'bad_code')
  const elsewhere = await enter('/auth/login', { email: person.email, password }, person.from)
  assert.equal((await turnOn(setUp, elsewhere.headers)).code, 'bad_code')
  for (const made of ['', 'x', `${setUp.slice(0, -4)}AAAA`]) assert.notEqual((await turnOn(made, person.headers)).status, 200)
  assert.equal((await turnOn(setUp, person.headers, codeOf(secret, 5))).code, 'bad_code')
  passed += 16 * minute
  const headers = await goOn(person.headers)
  assert.equal((await turnOn(setUp, headers)).code, 'bad_code')
  assert.equal((await stateOf(headers)).since, null)
})

test('a new password opens nothing without the code', async () => {
  const person = await protect()
  await server.context.admin.run({ command: 'user password', email: person.email, password: 'battery staple' })
  assert.equal((await person.signIn(undefined, 'battery staple')).code, 'code_required')
  assert.equal((await person.signIn(codeOf(person.secret), 'battery staple')).status, 200)
})

test('whoever has lost app and codes is let in again by the owner of the machine, and is signed out everywhere', async () => {
  const person = await protect()
  await server.context.admin.run({ command: 'user second-factor-off', email: person.email })
  assert.equal(await isIn(person.headers), false)
  assert.equal((await person.signIn()).status, 200)
})

test('neither the seed nor a recovery code can be read in what is stored', async () => {
  const person = await protect()
  const { value } =
    (await server.context.store.list('users', '', 500)).find(({ value: user }) => (user as { email: string }).email === person.email) ?? assert.fail()
  const text = JSON.stringify(value)
  for (const secret of [person.secret, ...person.recoveryCodes, ...person.recoveryCodes.map((code) => code.replaceAll('-', ''))])
    assert.ok(!text.includes(secret))
})
