import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { hash } from '@node-rs/argon2'
import { limits } from '@muster/core/contract/limits.ts'
import type { UserRecord } from '../../accounts/records.ts'
import { startServer } from '../../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const answer = async (path: 'login' | 'register', email: string, password: string) => {
  const reply = await server.post(`/api/v1/auth/${path}`, { email, password, ...(path === 'register' ? { name: 'Somebody' } : {}) })
  const told = (await reply.json()) as { code?: string; user?: { id: string; email: string } }
  return { status: reply.status, code: told.code, user: told.user }
}
const [nfc, nfd] = ['pässwörter für Ångström'.normalize('NFC'), 'pässwörter für Ångström'.normalize('NFD')]

/** An account as a build left it that looked at addresses and passwords as they were typed. */
const formerAccount = async (email: string, passwordOf: string) => {
  const { store } = server.context
  const id = (await answer('register', `made${Math.random()}@example.test`, 'correct horse')).user?.id ?? assert.fail()
  const stored = (await store.record('users', id)) ?? assert.fail()
  await store.replace('users', id, stored.version, { ...(stored.value as UserRecord), email, passwordHash: await hash(passwordOf) })
  assert.ok(await store.insert({ table: 'emails', key: email, owner: id, value: { userId: id } }))
  return id
}

test('a password is one however the keyboard composes it', async () => {
  for (const [chosen, typed] of [
    [nfc, nfd],
    [nfd, nfc],
    ['correct horse battery', 'correct\u00a0horse\u3000battery'],
  ] as const) {
    const email = `composed${Math.random()}@example.test`
    assert.equal((await answer('register', email, chosen)).status, 201)
    assert.equal((await answer('login', email, typed)).status, 200)
    assert.equal((await answer('login', email, chosen)).status, 200)
    assert.equal((await answer('login', email, chosen.toUpperCase())).code, 'bad_credentials')
  }
  const email = 'at-the-machine@example.test'
  await server.context.admin.run({ command: 'user add', email, name: 'Somebody', password: nfd })
  assert.equal((await answer('login', email, nfc)).status, 200)
})

test('a hash from before, of the text as it was typed, is met in either composition', async () => {
  for (const [hashed, typed] of [
    [nfc, nfc],
    [nfd, nfd],
    [nfd, nfc],
    [nfc, nfd],
    ['correct\u00a0horse', 'correct\u00a0horse'],
  ] as const) {
    const email = `hashed${Math.random()}@example.test`
    await formerAccount(email, hashed)
    assert.equal((await answer('login', email, typed)).status, 200, JSON.stringify([hashed, typed]))
    assert.equal((await answer('login', email, `${typed}!`)).code, 'bad_credentials')
  }
})

test('the length of a password is that of what is stored', async () => {
  const email = `length${Math.random()}@example.test`
  const eight = 'ä'.normalize('NFD').repeat(limits.passwordMin / 2)
  assert.equal(eight.length, limits.passwordMin)
  assert.equal((await answer('register', email, eight)).code, 'invalid')
  assert.equal((await answer('register', email, 'a'.repeat(limits.passwordMax + 1))).code, 'invalid')
  const longest = `${'ä'.normalize('NFD').repeat(limits.passwordMax - 1)}!`
  assert.equal((await answer('register', email, longest)).status, 201)
  assert.equal((await answer('login', email, longest.normalize('NFC'))).status, 200)
  await assert.rejects(server.context.admin.run({ command: 'user password', email, password: eight }), { code: 'invalid' })
})

test('an address is one account, in whichever spelling its domain and its letters come', async () => {
  const spellings = ['anna@münchen.example', 'anna@xn--mnchen-3ya.example', 'ANNA@MÜNCHEN.example', 'anna@mu\u0308nchen.example', 'anna＠münchen.example']
  const made = await answer('register', spellings[0] ?? '', 'correct horse')
  assert.equal(made.status, 201)
  assert.ok(spellings.includes(made.user?.email ?? ''))
  for (const email of spellings) {
    assert.equal((await answer('register', email, 'correct horse')).code, 'email_taken', email)
    assert.equal((await answer('login', email, 'correct horse')).user?.id, made.user?.id, email)
  }
  await server.context.admin.run({ command: 'user password', email: spellings[1] ?? '', password: 'another horse' })
  assert.equal((await answer('login', spellings[0] ?? '', 'another horse')).status, 200)
})

test('what is stored as an address is one: it has one @, no space, is not too long, and its owner signs in with it as it is shown', async () => {
  for (const email of ['foo﹫bar@example.test', 'a¨b@example.test', `${'ﷺ'.repeat(20)}@example.test`, 'a b@example.test', 'nobody', '@@@'])
    assert.equal((await answer('register', email, 'correct horse')).code, 'invalid', email)
  await assert.rejects(server.context.admin.run({ command: 'user add', email: 'foo﹫bar@example.test', name: 'Somebody' }), { code: 'invalid' })
  for (const email of ['Ångström@example.test', ' Spaced@Example.test ', 'ﬁve@fünf.example']) {
    const made = await answer('register', email, 'correct horse')
    assert.equal(made.status, 201, email)
    assert.equal((await answer('login', made.user?.email ?? '', 'correct horse')).user?.id, made.user?.id)
  }
})

test('accounts from before are found by what they are recorded as and by every other spelling, and nobody takes their address', async () => {
  const id = await formerAccount('otto@köln.example', 'correct horse')
  for (const email of ['otto@köln.example', 'Otto@KÖLN.example', 'otto@xn--kln-sna.example']) {
    assert.equal((await answer('login', email, 'correct horse')).user?.id, id, email)
    assert.equal((await answer('register', email, 'correct horse')).code, 'email_taken', email)
  }
  const odd = await formerAccount('a \u0308b@example.test', 'correct horse')
  for (const email of ['a¨b@example.test', 'a \u0308b@example.test']) assert.equal((await answer('login', email, 'correct horse')).user?.id, odd, email)
  const two = await formerAccount('foo@bar@example.test', 'correct horse')
  assert.equal((await answer('login', 'foo﹫bar@example.test', 'correct horse')).user?.id, two)
})

test('two accounts that were made under two spellings of one address are found by their own', async () => {
  const [named, encoded] = [await formerAccount('ida@öl.example', 'correct horse'), await formerAccount('ida@xn--l-fga.example', 'another horse')]
  assert.equal((await answer('login', 'ida@öl.example', 'correct horse')).user?.id, named)
  assert.equal((await answer('login', 'ida@xn--l-fga.example', 'another horse')).user?.id, encoded)
})
