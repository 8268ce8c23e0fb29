import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../../testing/server.ts'

const [password, wrong] = ['correct horse', 'wrong horse']
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { env: { TRUST_PROXY: '127.0.0.1' } })
})
after(() => server.remove())

let people = 0
const from = (address: string, Cookie = '') => ({ 'X-Forwarded-For': address, ...(Cookie ? { Cookie } : {}) })
const enter = async (path: string, body: object, headers: Record<string, string>) => {
  const reply = await server.post(`/api/v1/auth/${path}`, body, headers)
  await reply.text()
  const known = reply.headers.getSetCookie().find((one) => one.startsWith('muster-known-'))
  return { status: reply.status, known: known?.split(';')[0] ?? '', attributes: known ?? '' }
}
const signIn = (email: string, typed: string, headers: Record<string, string>) => enter('login', { email, password: typed }, headers)
const register = async (address: string, cookie = '') => {
  const email = `known${++people}@example.test`
  return { email, ...(await enter('register', { email, password, name: 'Somebody' }, from(address, cookie))) }
}
const until = async (status: number, most: number, next: () => Promise<{ status: number }>) => {
  for (let n = 1; n <= most; n++) if ((await next()).status === status) return n
  return assert.fail(`never ${status}`)
}

test('who guesses at the address of the owner, and everywhere else, keeps them out only where they never signed in', async () => {
  const { email, known, attributes } = await register('198.51.100.1')
  assert.match(attributes, /; Path=\/; HttpOnly; SameSite=Strict; Max-Age=31536000$/)
  // Whoever shares the address, and then a crowd: the account is under attack, and the address has used up its own.
  await until(429, 12, () => signIn(email, wrong, from('198.51.100.1')))
  for (let n = 0; n < 30; n++) for (let tries = 0; tries < 4; tries++) await signIn(email, wrong, from(`203.0.113.${n}`))
  assert.equal((await signIn(email, password, from('198.51.100.1'))).status, 429, 'a browser that nobody knows')
  assert.equal((await signIn(email, password, from('198.51.100.1', known))).status, 200)
  assert.equal((await signIn(email, password, from('192.0.2.9', known))).status, 200, 'elsewhere, too')
})

test('guesses in a browser that is known are counted there, and no others by them', async () => {
  const { email, known } = await register('198.51.100.2')
  assert.equal(await until(429, 12, () => signIn(email, wrong, from('198.51.100.2', known))), 11)
  assert.equal((await signIn(email, password, from('198.51.100.2', known))).status, 429)
  assert.equal((await signIn(email, password, from('198.51.100.2'))).status, 200)
})

test('what a browser is known by is good for that account alone, and only as we signed it', async () => {
  const [first, second] = [await register('198.51.100.3'), await register('198.51.100.4')]
  await until(429, 12, () => signIn(second.email, wrong, from('198.51.100.3')))
  const [name = '', mark = ''] = first.known.split('=')
  const forged = [
    first.known,
    `${name}=${mark.slice(0, -1)}A`,
    `${name}=${'a'.repeat(59)}`,
    `${name}=`,
    `${name}=${'a.'.repeat(500)}`,
    `${name}=${second.known.split('=')[1]?.slice(16)}`,
  ]
  for (const cookie of forged) assert.equal((await signIn(second.email, password, from('198.51.100.3', cookie))).status, 429, cookie.slice(0, 80))
})

test('a browser is known by the accounts that were used last, and asked for again it stays the same', async () => {
  const first = await register('198.51.100.5')
  let { known } = first
  const again = await signIn(first.email, password, from('198.51.100.5', known))
  assert.equal(again.known, known)
  const others = []
  for (let n = 0; n < 4; n++) {
    const other = await register('198.51.100.5', known)
    others.push(other.email)
    known = other.known
  }
  for (const email of [first.email, ...others]) await until(429, 12, () => signIn(email, wrong, from('198.51.100.6')))
  const answers = []
  for (const email of [first.email, ...others]) answers.push((await signIn(email, password, from('198.51.100.6', known))).status)
  assert.deepEqual(answers, [429, 200, 200, 200, 200])
})

test('whoever had the password once, and made many browsers known, guesses no more for it', async () => {
  const { email } = await register('198.51.100.7')
  const known = []
  for (let n = 0; n < 8; n++) known.push((await signIn(email, password, from('198.51.100.7'))).known)
  const answers = []
  for (const cookie of known) for (let n = 0; n < 9; n++) answers.push((await signIn(email, wrong, from('198.51.100.8', cookie))).status)
  // Fifty as browsers that are known, and ten as the address that they come from.
  assert.equal(answers.filter((status) => status === 401).length, 60)
  assert.equal((await signIn(email, password, from('198.51.100.9', known[0]))).status, 200)
})
