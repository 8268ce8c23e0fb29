import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../../testing/server.ts'
import { isGuessedFirst } from './guessed-first.ts'

const anna = { email: 'anna.lindqvist@blomstertorget.example', name: 'Anna Lindqvist' }

test('what is known from elsewhere, repeated, or a word for the person is guessed first', async () => {
  const refused = [
    '12345678',
    'PassWord',
    'iloveyou',
    'aaaaaaaa',
    'abcabcabc',
    '\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18',
    'anna.lindqvist@blomstertorget.example',
    'Lindqvist',
    'lindqvist1990',
    'Anna Lindqvist',
    'annalindqvist!',
    '12blomstertorget',
    'Muster2026',
    'muster!!',
  ]
  for (const password of refused) assert.equal(await isGuessedFirst(password, anna), true, password)
})

test('what somebody made up is not, also where a word of theirs is in it', async () => {
  for (const password of [
    'correct horse',
    'battery staple',
    'lindqvist paints barns',
    'annabelle7',
    'tr4-9k.wqx',
    'пароль от лодки',
    '        x',
    '木木木水火土日月',
  ])
    assert.equal(await isGuessedFirst(password, anna), false, password)
  assert.equal(await isGuessedFirst('wren of the fen', { email: 'wren@fen.example', name: 'W' }), false)
})

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())
const answered = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const reply = await server.post(`/api/v1/auth/${path}`, body, headers)
  return { status: reply.status, code: ((await reply.json()) as { code?: string }).code }
}

test('such a password is refused where one is chosen, and nothing comes of it', async () => {
  const email = 'chosen@example.test'
  const weak = { status: 400, code: 'weak_password' }
  assert.deepEqual(await answered('register', { email, password: '12345678', name: 'Somebody' }), weak)
  assert.deepEqual(await answered('register', { email, password: 'Chosen@Example.test', name: 'Somebody' }), weak)
  const somebody = await server.register(email)
  assert.equal(somebody.status, 201)
  assert.deepEqual(await answered('password', { current: 'correct horse', next: 'password1' }, somebody.headers), weak)
  assert.equal((await server.login(email)).status, 200, 'the one there was is still good')
  await assert.rejects(server.context.admin.run({ command: 'user password', email, password: '12345678' }), /few words/)
  await assert.rejects(server.context.admin.run({ command: 'user add', email: 'other@example.test', name: 'Other', password: '12345678' }), /few words/)
})

test('whoever has one from before signs in with it', async () => {
  const email = 'before@example.test'
  const { userId } = await server.register(email)
  const { hash } = await import('@node-rs/argon2')
  const stored = (await server.context.store.record('users', userId)) ?? assert.fail()
  assert.ok(await server.context.store.replace('users', userId, stored.version, { ...(stored.value as object), passwordHash: await hash('12345678') }))
  assert.equal((await server.login(email, '12345678')).status, 200)
})
